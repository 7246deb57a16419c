import { DatabaseSync } from 'node:sqlite';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';

describe('one appointment from call to compartment', () => {
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

  it('leaves one call, one signature and one deposit at the backend', async () => {
    await counter.must('queue.callNext', null);
    expect(counter.now().case).toMatchObject({ ticket: 'A017', state: 'called', familyName: 'Mustermann' });
    expect(await scan(counter, 'appointment-code', { mine: true })).toMatchObject({
      outcome: 'accepted',
      effect: 'opened-appointment',
    });
    expect(await scan(counter, 'mrz', { mine: true })).toMatchObject({
      outcome: 'accepted',
      effect: 'identity-matches',
    });
    const steps = counter.now().case!.steps;
    expect(steps[0]).toMatchObject({ kind: 'identity', state: 'done', facts: { method: 'mrz' } });

    const documents = steps.find((step) => step.kind === 'documents')!;
    for (const { id, required } of documents.documents)
      if (required) await counter.must('case.tickDocument', { stepId: documents.id, documentId: id, present: true });
    await counter.must('case.completeStep', { stepId: documents.id });

    const signature = steps.find(({ kind }) => kind === 'signature')!;
    await counter.must('signatures.start', { stepId: signature.id });
    expect(counter.now().case!.signature).toMatchObject({ state: 'signing', language: 'en' });
    await counter.must('simulation.play', { deed: 'sign', style: 'signature', press: 'ok' });
    await counter.until(
      'the signature to be stored',
      (now) => now.case?.steps.find(({ id }) => id === signature.id)?.state === 'done',
    );
    await counter.until('the pad to be blank', (now) => now.simulation?.pad.blank === true);

    const output = steps.find(({ kind }) => kind === 'output')!;
    await counter.must('deposits.start', { stepId: output.id });
    expect(await scan(counter, 'document-serial', { mine: true })).toMatchObject({ effect: 'item-recognised' });
    await counter.until('the door to open', (now) => now.case?.deposit?.state === 'open');
    const { label, id } = counter.now().case!.deposit!.compartment!;
    const door = counter.now().simulation!.doors.find(({ compartmentId }) => compartmentId === id)!;
    expect(door).toMatchObject({ open: true, openings: 1 });
    await counter.must('simulation.play', { deed: 'put-item', board: door.board, lock: door.lock });
    await counter.must('simulation.play', { deed: 'close-door', board: door.board, lock: door.lock });
    await counter.until('the door to be shut', (now) => now.case?.deposit?.state === 'closed-unconfirmed');
    expect(await scan(counter, 'compartment-label', { label })).toMatchObject({ effect: 'compartment-confirmed' });
    await counter.until('the deposit to be done', (now) => now.case?.deposit?.state === 'done');
    expect(counter.now().case!.deposit!.pickupCode).toMatch(/^\d{8}$/);
    for (const [name, input] of [
      ['case.finish', { outcome: 'completed' }],
      ['case.park', { reason: '' }],
      ['session.signOut', { leaveOpen: true }],
    ] as const)
      expect(await counter.ask(name, input), `${name} before the slip is given`).toMatchObject({
        ok: false,
        error: { code: 'slip-not-given' },
      });
    expect(counter.now().case!.deposit!.pickupCode).toMatch(/^\d{8}$/);
    await counter.must('deposits.slipGiven', null);

    await counter.must('case.finish', { outcome: 'completed' });
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
    await counter.until('the record to come back', (now) => now.case?.state === 'completed' && !now.case.pending);

    const kept = new DatabaseSync(
      join(
        backend.dataDir,
        readdirSync(backend.dataDir).find((name) => name.endsWith('.db') || name.endsWith('.sqlite'))!,
      ),
      { readOnly: true },
    );
    const count = (sql: string) => Number((kept.prepare(sql).get() as { n: number }).n);
    expect(
      count("SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE '%signature%' AND type='table'"),
    ).toBeGreaterThan(0);
    kept.close();
    expect(counter.now().day.all.find(({ ticket }) => ticket === 'A017')!.state).toBe('completed');
  });
});
