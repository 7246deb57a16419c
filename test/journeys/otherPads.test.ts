import { afterEach, describe, expect, it } from 'vitest';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { SubmittedSignature, type Input } from '../../electron/contract/index.ts';
import type { PadPainter } from '../../electron/core/kernel/ports.ts';
import { startDeviceHost, type DeviceHost, type PadScreen } from '../../native/index.ts';
import { backendRows, identifyAndTick, serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** A signature on every kind of surface: small pads, encrypted ones, a tablet without display, the window itself. */

let backend: TestBackend;
let counter: TestCounter;
let shown: PadScreen[];

async function begin(devices: object, paintPad?: PadPainter): Promise<void> {
  backend = await startTestBackend();
  shown = [];
  const running = startDeviceHost({ handSpeed: 20 });
  const host: DeviceHost & { stop(): Promise<void> } = {
    stop: () => running.stop(),
    onEvent: (listener) => running.onEvent(listener),
    ask: (name, input) => {
      if (name === 'pad.show') shown.push((input as { screen: PadScreen }).screen);
      return running.ask(name, input);
    },
  };
  counter = await startCounter({
    backendUrl: backend.url,
    host,
    settings: Settings.parse({ devices }),
    ...(paintPad ? { paintPad } : {}),
  });
  await signInAt(counter);
  await serveNext(counter);
  await identifyAndTick(counter);
}
afterEach(async () => {
  await counter?.stop();
  await backend?.stop();
  [counter, backend] = [undefined as never, undefined as never];
});

const running = () => counter.now().case!.signature;
const signed = () => stepOf(counter, 'signature').state === 'done';
const stored = () =>
  backendRows<{ strokes: string; pad: string; device: string; text_sha256: string }>(
    backend.dataDir,
    'SELECT strokes, pad, device, text_sha256 FROM signature_contents',
  );
const start = (on?: 'pad' | 'window') =>
  counter.must('signatures.start', { stepId: stepOf(counter, 'signature').id, ...(on ? { on } : {}) });
const play = (style: 'signature' | 'dot' | 'nothing', press: 'ok' | 'clear' | 'cancel' | null) =>
  counter.must('simulation.play', { deed: 'sign', style, press });
const atBackend = () => counter.until('the backend to have it', (now) => now.outbox.waiting === 0);

it('a page that takes long is said to be on its way, on a pad of several pages', async () => {
  let draw = (): void => {};
  const asked: number[] = [];
  await begin({ simulatedPad: 'STU-300' }, async ({ width, height }) => {
    if (asked.push(width) > 1) await new Promise<void>((resolve) => (draw = resolve));
    return new Uint8Array(Math.ceil(width / 8) * height).fill(0xff);
  });
  await start();
  await play('nothing', 'ok');
  await counter.until('the next page to be drawn', () => asked.length > 1);
  expect(counter.shown().case?.signature?.state).toBe('preparing');
  draw();
  await counter.until('the next page', () => running()?.state !== 'preparing');
});

describe.each([
  { simulatedPad: 'STU-300' },
  { simulatedPad: 'STU-430', padEncrypted: true },
  { simulatedPad: 'STU-430V' },
  { simulatedPad: 'STU-520' },
])('a pad %o', (devices) => {
  it('shows the whole text, page by page where it is small, then takes the signature', async () => {
    await begin(devices);
    await start();
    for (let pages = 0; running()?.state === 'reading'; pages += 1) {
      expect(await counter.ask('signatures.accept', null)).toMatchObject({
        ok: false,
        error: { code: 'signature-not-running' },
      });
      const before = shown.length;
      await play('nothing', 'ok');
      await counter.until('the next page', () => shown.length > before && running()?.state !== 'preparing');
      expect(pages).toBeLessThan(20);
    }
    expect(running()).toMatchObject({ state: 'signing', readOn: 'pad', writtenOn: 'pad' });
    if (devices.simulatedPad !== 'STU-520') expect(shown.length).toBeGreaterThan(1);
    await play('signature', 'clear');
    await counter.until('the wiping', () => running()?.points === 0);
    while (!(await counter.ask('simulation.play', { deed: 'sign', style: 'signature', press: 'ok' })).ok)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await counter.until('the signature', signed);
    await atBackend();
    expect(stored()).toHaveLength(1);
    await counter.until('the pad to be blank', (now) => now.simulation?.pad.blank === true);
  });

  it('cancelled on the first page nothing is kept', async () => {
    await begin(devices);
    await start();
    await play('nothing', 'cancel');
    await counter.until('the end', () => running() === null);
    expect(signed()).toBe(false);
  });
});

describe('a tablet without display', () => {
  it('text and buttons are in the window, the pen on the tablet', async () => {
    await begin({ simulatedPad: 'digitizer' });
    await start();
    expect(running()).toMatchObject({
      state: 'signing',
      readOn: 'window',
      writtenOn: 'pad',
      padTitle: expect.stringMatching(/./),
      buttons: { ok: expect.stringMatching(/./) },
    });
    expect(shown.at(-1)).toMatchObject({ buttons: [] });
    await play('dot', null);
    await counter.until('the dot', () => (running()?.points ?? 0) > 0);
    expect(await counter.ask('signatures.accept', null)).toMatchObject({ ok: false, error: { code: 'signature-dot' } });
    await counter.until('the wiping', () => running()?.points === 0);
    while ((running()?.points ?? 0) === 0) await play('signature', null);
    await counter.must('signatures.clear', null);
    await counter.until('the wiping', () => running()?.points === 0);
    while ((running()?.points ?? 0) < 100) await play('signature', null);
    await counter.must('signatures.accept', null);
    expect(signed()).toBe(true);
    await atBackend();
    expect(stored()[0]).toMatchObject({ device: 'Digitizer' });
  });
});

describe('the window itself', () => {
  const line = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      x: 100 + index * 2,
      y: 150 + 100 * Math.sin(index / 9),
      p: 0.5,
      t: index * 5,
    }));
  const submit = (
    strokes: ReturnType<typeof line>[],
    signatureId = running()!.signatureId,
  ): Input<'signatures.submit'> => ({ signatureId, area: { width: 1000, height: 400 }, strokes });

  it('hands over every point; empty, dot and cut-off are refused as on a pad', async () => {
    await begin({});
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'pad', fault: 'unplugged' });
    await counter.until('the loss', (now) => now.devices.devices.find(({ kind }) => kind === 'pad')?.state === 'lost');
    expect(await counter.ask('signatures.start', { stepId: stepOf(counter, 'signature').id })).toMatchObject({
      ok: false,
      error: { code: 'pad-missing' },
    });
    await start('window');
    expect(running()).toMatchObject({ state: 'signing', readOn: 'window', writtenOn: 'window' });
    expect(await counter.ask('signatures.submit', submit([]))).toMatchObject({
      ok: false,
      error: { code: 'signature-empty' },
    });
    expect(await counter.ask('signatures.submit', submit([line(1)]))).toMatchObject({
      ok: false,
      error: { code: 'signature-dot' },
    });
    expect(
      await counter.ask(
        'signatures.submit',
        submit([Array.from({ length: 200 }, (_, index) => ({ x: index * 10, y: 395, p: 0.5, t: index * 5 }))]),
      ),
    ).toMatchObject({ ok: false, error: { code: 'signature-cut-off' } });
    expect(running()).toMatchObject({ problem: { code: 'signature-cut-off' }, points: 0 });
    expect(await counter.ask('signatures.submit', submit([line(300)], 'another'))).toMatchObject({
      ok: false,
      error: { code: 'signature-not-running' },
    });
    await counter.must('signatures.submit', submit([line(300), line(90)]));
    expect(signed()).toBe(true);
    await atBackend();
    const [record] = stored();
    expect(JSON.parse(record!.strokes).map((stroke: unknown[]) => stroke.length)).toEqual([300, 90]);
    expect(JSON.parse(record!.pad)).toEqual({ width: 1000, height: 400 });
    expect(record!.device).toBe('window');
    expect(await counter.ask('signatures.submit', submit([line(300)], 'another'))).toMatchObject({
      ok: false,
      error: { code: 'signature-not-running' },
    });
  });

  it('is ended with the session, and can be cancelled', async () => {
    await begin({});
    await start('window');
    await counter.must('signatures.cancel', null);
    expect(running()).toBeNull();
    await start('window');
    await counter.must('session.signOut', { leaveOpen: true });
    expect(counter.now().case).toBeNull();
  });

  it('takes no more than a signature can be', () => {
    const strokes = (count: number, points: number) => ({
      signatureId: 's',
      area: { width: 1000, height: 400 },
      strokes: Array.from({ length: count }, () => line(points)),
    });
    expect(SubmittedSignature.safeParse(strokes(400, 50)).success).toBe(true);
    expect(SubmittedSignature.safeParse(strokes(401, 1)).success).toBe(false);
    expect(SubmittedSignature.safeParse(strokes(3, 7000)).success).toBe(false);
    expect(SubmittedSignature.safeParse({ ...strokes(1, 2), area: { width: 0, height: 400 } }).success).toBe(false);
    expect(
      SubmittedSignature.safeParse({ ...strokes(0, 0), strokes: [[{ x: Number.NaN, y: 0, p: 0, t: 0 }]] }).success,
    ).toBe(false);
  });
});
