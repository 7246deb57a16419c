import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Input, RequestName } from '../../electron/contract/index.ts';
import { backendRecords } from '../support/backendRecords.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';

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

/** A double click, and a window that asks once more: three requests at once, one of which may do something. */
async function thrice<N extends RequestName>(name: N, input: Input<N>): Promise<void> {
  const answers = await Promise.all([1, 2, 3].map(() => counter.ask(name, input)));
  expect([name, answers.filter(({ ok }) => ok).length]).toEqual([name, 1]);
}

describe('every action asked for three times at once', () => {
  it('happens once, from the call to the slip, and in the records of the backend', async () => {
    await thrice('queue.callNext', null);
    await thrice('case.appear', null);
    const steps = counter.now().case!.steps;
    await thrice('case.confirmIdentity', {
      stepId: steps.find(({ kind }) => kind === 'identity')!.id,
      shown: 'passport',
    });
    const documents = steps.find((step) => step.kind === 'documents')!;
    for (const { id } of documents.documents)
      await counter.must('case.tickDocument', { stepId: documents.id, documentId: id, present: true });
    await thrice('case.completeStep', { stepId: documents.id });

    await thrice('signatures.start', { stepId: steps.find(({ kind }) => kind === 'signature')!.id });
    await counter.must('simulation.play', { deed: 'sign', style: 'signature', press: null });
    await counter.until('the ink to be there', (now) => (now.case?.signature?.points ?? 0) > 50);
    await counter.until(
      'the pen to rest',
      (() => {
        let before = -1;
        return (now) => {
          const points = now.case?.signature?.points ?? 0;
          const rests = points === before;
          before = points;
          return rests;
        };
      })(),
    );
    await thrice('signatures.accept', null);

    await thrice('deposits.start', { stepId: steps.find(({ kind }) => kind === 'output')!.id });
    const serial = counter.now().simulation!.codes.find(({ what, mine }) => what === 'document-serial' && mine)!.text;
    for (let n = 0; n < 3; n += 1) await counter.ask('scans.type', { text: serial });
    await counter.until('the door to open', (now) => now.case?.deposit?.state === 'open');
    // The same document again while the door is open is the confirmation of the content.
    const door = counter
      .now()
      .simulation!.doors.find(({ compartmentId }) => compartmentId === counter.now().case!.deposit!.compartment!.id)!;
    expect(door.openings).toBe(1);
    await counter.must('simulation.play', { deed: 'put-item', board: door.board, lock: door.lock });
    await counter.must('simulation.play', { deed: 'close-door', board: door.board, lock: door.lock });
    await counter.until(
      'the door to be shut',
      (now) => now.case?.deposit?.state === 'closed-unconfirmed' || now.case?.deposit?.state === 'done',
    );
    if (counter.now().case?.deposit?.state !== 'done') await thrice('deposits.answer', { choice: 'item-is-inside' });
    expect(counter.now().case!.deposit).toMatchObject({ state: 'done', pickupCode: expect.stringMatching(/^\d{8}$/) });
    await thrice('deposits.slipGiven', null);
    expect(JSON.stringify(counter.now())).not.toMatch(/"pickupCode":"/);
    await thrice('case.finish', { outcome: 'completed' });
    await thrice('case.undo', null);
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);

    const records = backendRecords(backend.dataDir);
    const kinds = records.commands.filter(({ refusal }) => !refusal).map(({ kind }) => String(kind));
    for (const kind of ['call-next', 'appear', 'sign', 'deposit', 'finish', 'undo'])
      expect([kind, kinds.filter((each) => each === kind).length]).toEqual([kind, 1]);
    expect(records.signatureContents).toHaveLength(1);
    expect(counter.now().simulation!.doors.reduce((sum, { openings }) => sum + openings, 0)).toBe(1);
  });

  it('asks the pulse of a jammed door once per answer', async () => {
    await counter.must('queue.callNext', null);
    await scan(counter, 'appointment-code', { mine: true });
    const steps = counter.now().case!.steps;
    for (const step of steps)
      if (step.required && step.kind !== 'output')
        await counter.must('case.overrideStep', { stepId: step.id, reason: 'Training' });
    for (const { board, lock } of counter.now().simulation!.doors)
      await counter.must('simulation.play', { deed: 'jam', board, lock, jammed: true });
    await counter.must('deposits.start', { stepId: steps.find(({ kind }) => kind === 'output')!.id });
    await scan(counter, 'document-serial', { mine: true });
    await counter.until('the jam to be told', (now) => now.case?.deposit?.state === 'jammed');
    await thrice('deposits.answer', { choice: 'try-again' });
    await counter.until('the jam to be told again', (now) => now.case?.deposit?.state === 'jammed');
    expect(counter.now().simulation!.doors.reduce((sum, { openings }) => sum + openings, 0)).toBe(2);
  });
});
