import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Appointment } from '../../backend/contract/index.ts';
import { backendRows, identifyAndTick, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { processesDir, signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** The counters of an office are updated one after the other: two of them have the same process in two versions. */

let backend: TestBackend;
let newer: string;
let [first, second]: TestCounter[] = [];

beforeEach(async () => {
  newer = mkdtempSync(join(tmpdir(), 'schalterwerk-newer-processes-'));
  cpSync(processesDir, newer, { recursive: true });
  const file = join(newer, 'eat-collect.json');
  const process = JSON.parse(readFileSync(file, 'utf8')) as { version: number; steps: { id: string }[] };
  // The receipt is another one now: what was signed for the old one does not count for it.
  process.steps.find(({ id }) => id === 'receipt')!.id = 'receipt-of-all';
  writeFileSync(file, JSON.stringify({ ...process, version: process.version + 1 }));

  backend = await startTestBackend();
  first = await startCounter({ backendUrl: backend.url });
  second = await startCounter({ backendUrl: backend.url, processesDir: newer });
  await signInAt(first, 0);
  await signInAt(second, 1);
});
afterEach(async () => {
  await Promise.all([first!.stop(), second!.stop()]);
  await backend.stop();
  rmSync(newer, { recursive: true });
});

const sent = (counter: TestCounter) =>
  counter.until('everything to be sent', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
const atBackend = (id: string): Appointment =>
  JSON.parse(
    backendRows<{ value: string }>(
      backend.dataDir,
      "SELECT value FROM records WHERE kind = 'appointment' AND id = ?",
      id,
    )[0]!.value,
  ) as Appointment;

describe('a case that is begun by one version of its process and gone on with by another', () => {
  it('keeps the version it began with and what was recorded, and says so', async () => {
    await first!.must('queue.callNext', null);
    await first!.must('case.appear', null);
    const { appointmentId } = first!.now().case!;
    expect(first!.now().case!.otherVersion).toBeNull();
    await identifyAndTick(first!);
    await first!.must('signatures.cannotSign', { stepId: 'receipt', reason: 'Arm im Gips' });
    await first!.must('case.park', { reason: 'Holt ein Foto' });
    await sent(first!);
    expect(atBackend(appointmentId).processVersion).toBe(1);

    await second!.until('the parking to be seen', ({ day }) =>
      day.parked.some((one) => one.appointmentId === appointmentId),
    );
    await second!.must('queue.resume', { appointmentId });
    expect(second!.now().case).toMatchObject({
      otherVersion: { begun: 1, here: 2 },
      missingSteps: ['receipt-of-all', 'output'],
    });
    expect(stepOf(second!, 'documents').state).toBe('done');
    await second!.must('signatures.cannotSign', { stepId: 'receipt-of-all', reason: 'Arm im Gips' });
    await second!.must('case.overrideStep', { stepId: 'output', reason: 'Wird zugesandt' });
    await second!.must('case.finish', { outcome: 'completed' });
    await sent(second!);
    const finished = atBackend(appointmentId);
    expect(finished).toMatchObject({ state: 'completed', processVersion: 1 });
    expect(Object.keys(finished.steps).toSorted()).toEqual([
      'documents',
      'identity',
      'output',
      'receipt',
      'receipt-of-all',
    ]);
  });

  it('begins by every way into the room with the version that is here, and then says nothing', async () => {
    // Parked before anybody saw them, and somebody who comes beside another one.
    await second!.must('queue.call', { appointmentId: 'appointment-A017' });
    await second!.must('case.park', { reason: 'Kommt gleich' });
    await sent(second!);
    await second!.must('queue.resume', { appointmentId: 'appointment-A017' });
    expect(second!.now().case!.otherVersion).toBeNull();
    await second!.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });

    await sent(second!);
    await second!.must('queue.call', { appointmentId: 'appointment-A025' });
    await second!.must('case.appear', null);
    await second!.must('case.switch', { appointmentId: 'appointment-A026' });
    await sent(second!);
    for (const ticket of ['A017', 'A025', 'A026'])
      expect([ticket, atBackend(`appointment-${ticket}`).processVersion]).toEqual([ticket, 2]);
  });
});
