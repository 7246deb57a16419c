import jpeg from 'jpeg-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDeviceHost, type DeviceHost, type HostEvent, type PadScreen } from '../../native/index.ts';
import { backendRows, identifyAndTick, serveNext, startSignature, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** Promise 6: a signature is what the authority needs or it is none; the pad shows it to nobody else. */

let backend: TestBackend;
let counter: TestCounter;
let shown: PadScreen[];
let penPoints: { x: number; y: number; pressure: number }[];

beforeEach(async () => {
  backend = await startTestBackend();
  shown = [];
  penPoints = [];
  const running = startDeviceHost({ handSpeed: 20 });
  const host: DeviceHost & { stop(): Promise<void> } = {
    stop: () => running.stop(),
    onEvent: (listener) => running.onEvent(listener),
    ask: (name, input) => {
      if (name === 'pad.show') shown.push((input as { screen: PadScreen }).screen);
      return running.ask(name, input);
    },
  };
  running.onEvent((event: HostEvent) => {
    if (event.type === 'ink') penPoints.push(...event.points.filter(({ tip }) => tip));
  });
  counter = await startCounter({ backendUrl: backend.url, host });
  await signInAt(counter);
  await serveNext(counter);
  await identifyAndTick(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

const signed = () => stepOf(counter, 'signature').state === 'done';
const running = () => counter.now().case!.signature;
const stored = () =>
  backendRows<{ strokes: string; jpeg: string; pad: string; language: string; text_sha256: string }>(
    backend.dataDir,
    'SELECT strokes, jpeg, pad, language, text_sha256 FROM signature_contents',
  );
const padIsBlank = (): Promise<void> =>
  counter.until('the pad to be blank', (now) => now.simulation?.pad.blank === true && !now.simulation.pad.inking);
const play = (style: 'signature' | 'dot' | 'nothing', press: 'ok' | 'clear' | 'cancel' | null): Promise<null> =>
  counter.must('simulation.play', { deed: 'sign', style, press });
const problem = (code: string): Promise<void> =>
  counter.until(`the problem ${code}`, (now) => now.case?.signature?.problem?.code === code);

describe('what is no signature', () => {
  it.each([
    ['nothing', 'signature-empty'],
    ['dot', 'signature-dot'],
  ] as const)('%s: is refused with its reason, wiped, and can be followed by a real one', async (style, code) => {
    await startSignature(counter);
    await play(style, 'ok');
    await problem(code);
    expect(signed()).toBe(false);
    expect(running()).toMatchObject({ state: 'signing', points: 0 });
    expect(await counter.ask('signatures.accept', null)).toMatchObject({
      ok: false,
      error: { code: 'signature-empty' },
    });
    // The hand waits until the pad has wiped its screen.
    while (!(await counter.ask('simulation.play', { deed: 'sign', style: 'signature', press: 'ok' })).ok)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await counter.until('the signature', signed);
    await counter.until('the backend to have it', (now) => now.outbox.waiting === 0);
    expect(stored()).toHaveLength(1);
    await padIsBlank();
  });
});

describe('a signature', () => {
  it('arrives at the backend point by point as the pad sent it, with a picture of exactly 561 × 182', async () => {
    await startSignature(counter);
    await play('signature', 'ok');
    await counter.until('the signature', signed);
    await counter.until('the backend to have it', (now) => now.outbox.waiting === 0);
    const [record] = stored();
    const strokes = JSON.parse(record!.strokes) as { x: number; y: number; p: number; t: number }[][];
    const { ink, width, height } = shown[0]!;
    // STU-540: 10800 × 6480 pen units on its display, pressure up to 1023. The tap on OK is no ink.
    const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
    const sent = penPoints.map(({ x, y, pressure }) => ({
      x: thousandths((x * width) / 10_800 - ink.x),
      y: thousandths((y * height) / 6480 - ink.y),
      p: thousandths(pressure / 1023),
    }));
    expect(strokes.flat()).toHaveLength(sent.length);
    expect(strokes.flat().map(({ x, y, p }) => ({ x: thousandths(x), y: thousandths(y), p: thousandths(p) }))).toEqual(
      sent,
    );
    expect(strokes).toHaveLength(5);
    const times = strokes.flat().map(({ t }) => t);
    expect(times[0]).toBe(0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(JSON.parse(record!.pad)).toEqual({ width: ink.width, height: ink.height });
    const picture = jpeg.decode(Buffer.from(record!.jpeg, 'base64'));
    expect([picture.width, picture.height]).toEqual([561, 182]);
    expect(picture.data.some((value, i) => i % 4 === 0 && value < 60)).toBe(true);
    expect(record).toMatchObject({ language: 'en', text_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await padIsBlank();
  });

  it('is accepted once, also when OK comes from the pad and the window at the same time', async () => {
    await startSignature(counter);
    await play('signature', null);
    const results = await Promise.all([
      counter.ask('signatures.accept', null),
      counter.ask('signatures.accept', null),
      play('nothing', 'ok').catch(() => null),
    ]);
    expect(results[0]).toMatchObject({ ok: true });
    expect(results[1]).toMatchObject({ ok: false, error: { code: 'signature-not-running' } });
    await counter.until('the backend to have it', (now) => now.outbox.waiting === 0);
    expect(stored()).toHaveLength(1);
    expect(await counter.ask('signatures.start', { stepId: stepOf(counter, 'signature').id })).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
    expect(await counter.ask('case.reopenStep', { stepId: stepOf(counter, 'signature').id })).toMatchObject({
      ok: false,
      error: { code: 'not-possible-in-this-step' },
    });
    await padIsBlank();
  });

  it('can be wiped from the pad and begun anew', async () => {
    await startSignature(counter);
    await play('signature', 'clear');
    await counter.until('the wiping', () => running()?.points === 0 && penPoints.length > 0);
    expect(running()).toMatchObject({ state: 'signing', problem: null });
    expect(signed()).toBe(false);
    await counter.must('signatures.cancel', null);
    await padIsBlank();
  });

  it('can be cancelled on the pad: nothing is kept, and the clerk is told', async () => {
    await startSignature(counter);
    await play('signature', 'cancel');
    await counter.until('the end of the signature', () => running() === null);
    expect(signed()).toBe(false);
    expect(counter.notices.map(({ code }) => code)).toContain('pad-cancelled');
    await padIsBlank();
    expect(counter.now().outbox.waiting).toBe(0);
    expect(stored()).toHaveLength(0);
  });

  it('keeps the person at the counter while it is given', async () => {
    await startSignature(counter);
    for (const [name, input] of [
      ['case.park', { reason: '' }],
      ['case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' }],
      ['case.undo', null],
    ] as const)
      expect(await counter.ask(name, input as never)).toMatchObject({
        ok: false,
        error: { code: 'signature-running' },
      });
    expect(await counter.ask('signatures.start', { stepId: stepOf(counter, 'signature').id })).toMatchObject({
      ok: false,
      error: { code: 'signature-running' },
    });
    await counter.must('session.signOut', { leaveOpen: true });
    await padIsBlank();
    expect(counter.now().case).toBeNull();
  });

  it('is lost whole when the pad is unplugged in the middle: nothing half-signed is kept, and it can be begun anew', async () => {
    await startSignature(counter);
    await play('signature', null);
    expect(running()!.points).toBeGreaterThan(100);
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'pad', fault: 'unplugged' });
    await counter.until('the loss', () => running()?.state === 'lost');
    expect(running()).toMatchObject({ points: 0, problem: { code: 'pad-lost' } });
    expect(await counter.ask('signatures.accept', null)).toMatchObject({
      ok: false,
      error: { code: 'signature-not-running' },
    });
    expect(await counter.ask('signatures.start', { stepId: stepOf(counter, 'signature').id })).toMatchObject({
      ok: false,
      error: { code: 'pad-missing' },
    });
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'pad', fault: 'none' });
    await counter.until(
      'the pad to be back',
      (now) => now.devices.devices.find(({ kind }) => kind === 'pad')?.state === 'ready',
    );
    await padIsBlank();
    await startSignature(counter);
    expect(running()).toMatchObject({ state: 'signing', points: 0, problem: null });
    await play('signature', 'ok');
    await counter.until('the signature', signed);
    await padIsBlank();
  });
});

describe('who cannot sign', () => {
  it('is noted with the reason, also while the pad is waiting, and the pad is blanked', async () => {
    const stepId = await startSignature(counter);
    await counter.must('signatures.cannotSign', { stepId, reason: 'Handgelenk gebrochen' });
    expect(stepOf(counter, 'signature')).toMatchObject({
      state: 'overridden',
      overrideReason: 'Handgelenk gebrochen',
      facts: { cannotSign: true },
    });
    expect(running()).toBeNull();
    await padIsBlank();
    await counter.until('the backend to have it', (now) => now.outbox.waiting === 0);
    expect(stored()).toHaveLength(0);
  });
});

describe('the language of the pad', () => {
  it('is the applicant’s: Arabic runs from right to left, and so do the buttons', async () => {
    await counter.must('case.park', { reason: '' });
    for (let i = 0; i < 2; i += 1) {
      await counter.must('queue.callNext', null);
      await counter.must('case.miss', null);
    }
    await serveNext(counter);
    expect(counter.now().case).toMatchObject({ ticket: 'B007', language: 'ar' });
    await identifyAndTick(counter);
    await startSignature(counter);
    expect(running()).toMatchObject({ language: 'ar', direction: 'rtl', padTitle: 'تأكيد الاستلام' });
    const byPlace = shown
      .at(-1)!
      .buttons.toSorted((a, b) => a.area.x - b.area.x)
      .map(({ name }) => name);
    expect(byPlace).toEqual(['ok', 'clear', 'cancel']);
    await play('signature', 'ok');
    await counter.until('the signature', signed);
    await counter.until('the backend to have it', (now) => now.outbox.waiting === 0);
    expect(stored()[0]!.language).toBe('ar');
    await padIsBlank();
  });
});
