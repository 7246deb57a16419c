import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDeviceHost, type HostEvent, type PenPoint } from '../../native/index.ts';
import { backendRecords } from '../support/backendRecords.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';

let backend: TestBackend;
let counter: TestCounter;
let tell: (event: HostEvent) => void;
beforeEach(async () => {
  backend = await startTestBackend();
  const real = startDeviceHost();
  const listeners: ((event: HostEvent) => void)[] = [];
  tell = (event) => listeners.forEach((listener) => listener(event));
  counter = await startCounter({
    backendUrl: backend.url,
    host: { ask: real.ask, stop: real.stop, onEvent: (listener) => (listeners.push(listener), real.onEvent(listener)) },
  });
  await signInAt(counter);
  await counter.must('queue.callNext', null);
  await counter.must('case.appear', null);
  const steps = counter.now().case!.steps;
  for (const step of steps)
    if (step.required && !['signature', 'output'].includes(step.kind))
      await counter.must('case.overrideStep', { stepId: step.id, reason: 'Training' });
  await counter.must('signatures.start', { stepId: steps.find(({ kind }) => kind === 'signature')!.id });
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

/** A pen that circles in the middle of the ink area, at 200 Hz. */
function circles(count: number): PenPoint[] {
  return Array.from({ length: count }, (_, n) => ({
    x: Math.round(5400 + 1500 * Math.cos(n / 37)),
    y: Math.round(4100 + 350 * Math.sin(n / 37)),
    pressure: 300 + (n % 400),
    t: n * 5,
    tip: true,
    lostBefore: 0,
  }));
}
const draw = (points: PenPoint[]): void =>
  tell({ type: 'ink', deviceId: 'pad', screenId: counter.now().case!.signature!.signatureId, points });

describe('a pad that never stops to draw', () => {
  it('is stopped after two minutes of ink: the pad is wiped and nothing is held', async () => {
    for (let n = 0; n < 50; n += 1) draw(circles(1_000));
    expect(counter.now().case!.signature!.points).toBeLessThanOrEqual(20_000);
    expect(counter.now().case!.signature!.problem).toEqual({ code: 'signature-cut-off' });
    expect(await counter.ask('signatures.accept', null)).toMatchObject({ ok: false });
  });

  it('is heard as long as the backend can take it: the longest signature arrives', async () => {
    draw(circles(19_999));
    await counter.must('signatures.accept', null);
    await counter.until('the signature to arrive', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
    expect(backendRecords(backend.dataDir).signatureContents).toHaveLength(1);
  });
});
