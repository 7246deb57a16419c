import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PadPainter } from '../../electron/core/kernel/ports.ts';
import { startDeviceHost, type RunningHost } from '../../native/index.ts';
import { testLimits } from '../drivers/support.ts';
import { identifyAndTick, serveNext, startSignature, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** Nothing of a page stays on the pad, and nothing that was ended disturbs what came after it. */

let backend: TestBackend;
let counter: TestCounter;
let host: RunningHost;
let paint: PadPainter;
const white: PadPainter = async ({ width, height }) => new Uint8Array(Math.ceil(width / 8) * height).fill(0xff);
/** Not white, so that a page can be seen on the twin. */
const grey: PadPainter = async ({ width, height }) => new Uint8Array(Math.ceil(width / 8) * height).fill(0xaa);

beforeEach(async () => {
  paint = grey;
  backend = await startTestBackend();
  host = startDeviceHost({ handSpeed: 20, limits: testLimits });
  counter = await startCounter({ backendUrl: backend.url, host, paintPad: (page) => paint(page) });
  await signInAt(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

const pad = () => host.world()!.pad('pad')!;
const signature = () => counter.now().case?.signature ?? null;
const fault = (kind: 'silent' | 'none') =>
  counter.must('simulation.play', { deed: 'fault', deviceId: 'pad', fault: kind });
const padIsBlank = () =>
  counter.until('the pad to be blank', (now) => now.simulation?.pad.blank === true && !now.simulation.pad.inking);
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a pad that falters for a moment', () => {
  it('shows nothing of the signature any more that was lost by it', async () => {
    await serveNext(counter);
    await identifyAndTick(counter);
    await startSignature(counter);
    await fault('silent');
    await counter.until('the signature to be lost', () => signature()?.state === 'lost');
    await fault('none');
    await padIsBlank();
    expect(signature()?.state).toBe('lost');
  });

  it('shows nothing of its test any more', async () => {
    await counter.must('devices.test', { deviceId: 'pad' });
    await counter.until('the page of the test', (now) => now.simulation?.pad.inking === true);
    await fault('silent');
    await counter.until(
      'the test to fail',
      (now) => now.devices.test?.kind === 'pad' && now.devices.test.state === 'failed',
    );
    await fault('none');
    await padIsBlank();
  });
});

describe('a page that cannot be drawn as it was meant', () => {
  it('is never shown: the signature does not begin, no ink counts, and the clerk reads why', async () => {
    await serveNext(counter);
    await identifyAndTick(counter);
    paint = async () => {
      throw new Error('The pad page was not drawn within 20000 ms.');
    };
    const step = stepOf(counter, 'signature');
    expect(await counter.ask('signatures.start', { stepId: step.id, on: 'pad' })).toEqual({
      ok: false,
      error: { code: 'pad-page-failed' },
    });
    expect(signature()).toBeNull();
    expect(counter.now().simulation?.pad).toMatchObject({ blank: true, inking: false });
    paint = grey;
    await startSignature(counter);
    expect(signature()?.state).toBe('signing');
  });
});

describe('what was ended while its page was on the way', () => {
  it('a signature does not wipe the page of the next one', async () => {
    await serveNext(counter);
    await identifyAndTick(counter);
    const { id: stepId } = stepOf(counter, 'signature');
    pad().slowBlocks(60);
    void counter.ask('signatures.start', { stepId });
    await counter.until('blocks on their way', () => pad().written().includes(0x26));
    await counter.must('signatures.cancel', null);
    const again = counter.ask('signatures.start', { stepId });
    pad().slowBlocks(0);
    expect(await again).toEqual({ ok: true, value: null });
    await rest(300);
    expect(signature()?.state).toBe('signing');
    expect(counter.now().simulation?.pad).toEqual({ blank: false, inking: true });
  });

  it('a test does not wipe the page of the signature that took the pad from it', async () => {
    await serveNext(counter);
    await identifyAndTick(counter);
    pad().slowBlocks(60);
    await counter.must('devices.test', { deviceId: 'pad' });
    await counter.until('blocks on their way', () => pad().written().includes(0x26));
    const started = counter.ask('signatures.start', { stepId: stepOf(counter, 'signature').id });
    pad().slowBlocks(0);
    expect(await started).toEqual({ ok: true, value: null });
    await rest(300);
    expect(counter.now().simulation?.pad).toEqual({ blank: false, inking: true });
  });

  it('a page that could not be drawn does not end the signature after it', async () => {
    await serveNext(counter);
    await identifyAndTick(counter);
    const { id: stepId } = stepOf(counter, 'signature');
    let failing: (() => void) | undefined;
    paint = () =>
      new Promise((_resolve, reject) => {
        failing = () => reject(new Error('not drawn'));
      });
    const first = counter.ask('signatures.start', { stepId });
    await counter.until('the drawing to begin', () => failing !== undefined);
    await counter.must('signatures.cancel', null);
    paint = white;
    await startSignature(counter);
    const { signatureId } = signature()!;
    failing?.();
    expect(await first).toMatchObject({ ok: false, error: { code: 'signature-not-running' } });
    expect(signature()).toMatchObject({ signatureId, state: 'signing' });
  });
});
