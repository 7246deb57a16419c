import { afterEach, beforeEach, expect, it } from 'vitest';
import { ticksIn } from '../support/appointment.ts';
import { backendRecords, jpegSize } from '../support/backendRecords.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';

let backend: TestBackend;
let counter: TestCounter;

beforeEach(async () => {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

it('a residence title is extended: identity, documents, signature for the order, confirmation', async () => {
  const waiting = counter.now().day.waiting.find(({ ticket }) => ticket === 'A018')!;
  await counter.must('queue.call', { appointmentId: waiting.appointmentId });
  await counter.must('case.appear', null);
  const steps = () => counter.now().case!.steps;
  for (const { id, kind } of steps()) {
    if (kind === 'identity') await scan(counter, 'mrz', { mine: true });
    else if (kind === 'signature') {
      await counter.must('signatures.start', { stepId: id });
      expect(counter.now().case!.signature).toMatchObject({ language: 'tr' });
      await counter.must('simulation.play', { deed: 'sign', style: 'signature', press: 'ok' });
    } else {
      for (const document of ticksIn(steps().find((step) => step.id === id)))
        await counter.must('case.tickDocument', { stepId: id, documentId: document.id, present: true });
      await counter.must('case.completeStep', { stepId: id });
    }
    await counter.until(
      `step ${id} to be done`,
      (now) => now.case!.steps.find((step) => step.id === id)!.state === 'done',
    );
  }
  await counter.must('case.finish', { outcome: 'completed' });
  await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
  const [signature] = backendRecords(backend.dataDir).signatureContents;
  expect(jpegSize(Buffer.from(signature!['jpeg']!, 'base64'))).toEqual({ width: 561, height: 182 });
});
