import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Appointment } from '../../backend/contract/index.ts';
import type { Input, RequestName } from '../../electron/contract/index.ts';
import { startDeviceHost } from '../../native/index.ts';
import { randomOf } from '../fuzz/random.ts';
import { backendRows, serveNext, stepOf, ticksIn } from '../support/appointment.ts';
import { startTestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startUnreliableLine } from '../support/unreliableLine.ts';

export interface DayOfflineResult {
  actions: number;
  /** Milliseconds from the clerk's deed to "on the disk", of each action. */
  saved: number[];
  /** From the return of the network until nothing waited any more. */
  syncSeconds: number;
  /** Commands the backend applied after the network came back; ids that it has twice; refusals. */
  applied: number;
  refused: number;
  lost: number;
  /** Whether the counter shows what the backend has, step by step. */
  equal: boolean;
  /** Times in the middle at which the program was ended and started again. */
  restarts: number;
}

/**
 * Promise 8: one counter works a day without the network, is started anew in the middle of it, and everything arrives
 * once and in order.
 */
export async function dayOffline(options: {
  actions: number;
  seed: number;
  restarts: number;
}): Promise<DayOfflineResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-day-'));
  const backend = await startTestBackend();
  const line = await startUnreliableLine(backend.url);
  const random = randomOf('day offline', options.seed);
  const start = (): Promise<TestCounter> =>
    startCounter({ backendUrl: line.url, dataDir, keep: true, host: startDeviceHost({ handSpeed: 20 }) });
  let counter = await start();
  try {
    await signInAt(counter);
    await serveNext(counter);
    await counter.until('the outbox to be empty', (now) => now.outbox.waiting === 0);
    const before = appliedCommands(backend.dataDir);
    line.fate = () => 'lose-request';

    const saved: number[] = [];
    for (let n = 0; n < options.actions; n += 1) {
      if (options.restarts > 0 && n > 0 && n % Math.ceil(options.actions / (options.restarts + 1)) === 0) {
        await counter.stop();
        counter = await start();
        await counter.until('the window to be back', (now) => now.session.phase === 'ready' && now.case !== null);
      }
      const deed = anyDeed(counter, random.below(4));
      const began = performance.now();
      await deed();
      saved.push(performance.now() - began);
      // A clerk is slower than a loop: the rest of the program has its turn.
      if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }

    line.fate = () => 'pass';
    const began = performance.now();
    await counter.must('outbox.retry', null);
    await counter.until(
      'everything to arrive',
      (now) => now.outbox.waiting === 0 && now.connection.state === 'connected' && !now.case?.pending,
      600_000,
    );
    const syncSeconds = (performance.now() - began) / 1000;
    const applied = appliedCommands(backend.dataDir) - before;
    return {
      actions: options.actions,
      saved,
      syncSeconds,
      applied,
      lost: options.actions - applied,
      restarts: options.restarts,
      refused: backendRows(backend.dataDir, "SELECT id FROM commands WHERE refusal IS NOT NULL AND refusal <> 'voided'")
        .length,
      equal: showsTheSame(counter, backend.dataDir),
    };
  } finally {
    await counter.stop();
    await line.stop();
    await backend.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** One of the things that a clerk does with the person at the counter, always one that is possible now. */
function anyDeed(counter: TestCounter, which: number): () => Promise<unknown> {
  const documents = stepOf(counter, 'documents');
  const identity = stepOf(counter, 'identity');
  const [document] = documents.documents;
  if (!document) throw new Error('the process asks for no document');
  // Measured is the counter, and not what a test does afterwards.
  const must = async <N extends RequestName>(name: N, input: Input<N>): Promise<void> => {
    const done = await counter.application.handlers[name](input);
    if (!done.ok) throw new Error(`${name} was refused: ${done.error.code}`);
  };
  const tick = (): Promise<unknown> =>
    must('case.tickDocument', { stepId: documents.id, documentId: document.id, present: !document.present });
  const reopen = (stepId: string) => (): Promise<unknown> => must('case.reopenStep', { stepId });
  const override = (stepId: string) => (): Promise<unknown> =>
    must('case.overrideStep', { stepId, reason: 'Geprüft am Tresen' });
  switch (which) {
    case 0:
      return identity.state === 'open' ? override(identity.id) : reopen(identity.id);
    case 1:
      return documents.state === 'open' ? override(documents.id) : reopen(documents.id);
    default:
      return documents.state === 'open' ? tick : reopen(documents.id);
  }
}

const appliedCommands = (dataDir: string): number =>
  backendRows(dataDir, 'SELECT DISTINCT id FROM commands WHERE refusal IS NULL').length;

/** Whether each step at the counter stands as it does in the backend's own file. */
function showsTheSame(counter: TestCounter, dataDir: string): boolean {
  const shown = counter.now().case;
  const row = backendRows<{ value: string }>(
    dataDir,
    "SELECT value FROM records WHERE kind = 'appointment' AND id = ?",
    shown?.appointmentId ?? '',
  )[0];
  if (!shown || !row) return false;
  const { steps } = JSON.parse(row.value) as Appointment;
  return shown.steps.every(
    (step) =>
      step.state === (steps[step.id]?.state ?? 'open') &&
      ticksIn(step).every((one) => one.present === (steps[step.id]?.evidence[one.id] === true)),
  );
}
