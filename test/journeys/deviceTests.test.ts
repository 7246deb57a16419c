import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { testCodeText } from '../../electron/contract/index.ts';
import { startDeviceHost } from '../../native/index.ts';
import { identifyAndTick, serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** The devices screen: testing a device, and what a test must not touch. */

let backend: TestBackend;
let counter: TestCounter;

async function begin(
  options: { devices?: object; fixedSettings?: string[]; pin?: '1111' | '3333' } = {},
): Promise<void> {
  backend = await startTestBackend();
  counter = await startCounter({
    backendUrl: backend.url,
    host: startDeviceHost({ handSpeed: 20 }),
    settings: Settings.parse({ devices: options.devices ?? {} }),
    fixedSettings: options.fixedSettings ?? [],
  });
  await signInAt(counter, 0, options.pin ?? '1111', options.pin === '3333' ? 2 : 0);
}
beforeEach(() => void ([backend, counter] = [undefined as never, undefined as never]));
afterEach(async () => {
  await counter?.stop();
  await backend?.stop();
});

const test = () => counter.now().devices.test;
const door = (lock: number) => counter.now().simulation!.doors.find((each) => each.lock === lock)!;
const scanText = (text: string) => counter.must('simulation.play', { deed: 'scan', text });
const toTest = (lock: number, evenOccupied = false) =>
  counter.ask('devices.testDoor', { deviceId: 'locker', board: 0, lock, evenOccupied });
const testDoor = async (lock: number) => expect(await toTest(lock)).toEqual({ ok: true, value: null });

describe('a blocked compartment', () => {
  const free = (found: 'empty' | 'document') => counter.ask('box.unblock', { compartmentId: blocked().id, found });
  const blocked = () => counter.now().devices.compartments.find(({ state }) => state === 'blocked')!;

  it('is given free by who may, once its door was opened here and what lies inside is as noted', async () => {
    await begin({ pin: '3333' });
    const { id, lock, blockedReason } = blocked();
    expect(blockedReason).toBe('Scharnier gebrochen');
    expect(await free('empty')).toMatchObject({ error: { code: 'not-looked-inside' } });
    expect(await toTest(lock, true)).toMatchObject({ ok: true });
    await counter.until('the door to be seen', () => test()?.state === 'open');
    expect(await free('document')).toMatchObject({ error: { code: 'content-not-as-noted' } });
    expect(await free('empty')).toMatchObject({ ok: true });
    await counter.until('everything to be told', (now) => now.outbox.waiting === 0);
    expect(counter.now().devices.compartments.find((one) => one.id === id)).toMatchObject({
      state: 'free',
      blockedReason: null,
    });
    expect(counter.now().outbox.refused).toBe(0);
  });

  it('is not given free by a clerk without the right', async () => {
    await begin();
    expect(counter.now().devices.mayUnblock).toBe(false);
    expect(await free('empty')).toMatchObject({ error: { code: 'not-allowed' } });
  });
});

describe('a scanner test', () => {
  it('takes what is scanned, says how it came, and nothing of it reaches the case', async () => {
    await begin();
    await serveNext(counter);
    const other = counter.now().simulation!.codes.find(({ what, mine }) => what === 'document-serial' && !mine)!;
    await counter.must('devices.test', { deviceId: 'scanner' });
    await scanText(other.text);
    await counter.until('the other code', () => test()?.kind === 'scanner' && test()?.state === 'another-code');
    await scanText(testCodeText);
    await counter.until('the test code', () => test()?.state === 'received');
    expect(test()).toMatchObject({
      verdict: { symbology: 'data-matrix', aim: 'right', endMark: 'right', whole: true, proposal: null },
    });
    expect(counter.now().case?.stop).toBeNull();
    expect(counter.scans).toEqual([]);
    expect(counter.now().scans.recent).toEqual([]);
    await scanText(other.text);
    await counter.until('a scan after the test to be one again', () => counter.scans.length === 1);
    expect(counter.now().case?.stop).not.toBeNull();
  });

  it('the test code reaches no case without a test either', async () => {
    await begin();
    await scanText(testCodeText);
    await scanText('PAKET 4711');
    await counter.until('the code after it', () => counter.scans.length > 0);
    expect(counter.scans).toHaveLength(1);
    expect(counter.scans[0]?.shown).toContain('PAKET');
    const read = await counter.must('scans.read', {
      source: 'wedge',
      bytes: Buffer.from(`${testCodeText}\r`).toString('base64'),
      aim: null,
    });
    expect(read).toBeNull();
    expect(counter.scans).toHaveLength(1);
  });
});

describe('a pad test', () => {
  it('shows ink, counts points, blanks the pad at its end, and stores nothing', async () => {
    await begin();
    await counter.must('devices.test', { deviceId: 'pad' });
    await counter.until('the page', (now) => test()?.state === 'writing' && now.simulation!.pad.inking);
    await counter.must('simulation.play', { deed: 'sign', style: 'signature', press: 'ok' });
    await counter.until('its end', () => test()?.state === 'ended');
    const view = test();
    expect(view?.kind === 'pad' && view.points).toBeGreaterThan(100);
    expect(view?.kind === 'pad' && view.perSecond).toBeGreaterThan(100);
    expect(view).toMatchObject({ lost: 0, problem: null });
    await counter.until('a blank pad', (now) => now.simulation!.pad.blank && !now.simulation!.pad.inking);
    expect(counter.now().outbox.waiting).toBe(0);
  });

  it('gives way to a signature', async () => {
    await begin();
    await serveNext(counter);
    await identifyAndTick(counter);
    await counter.must('devices.test', { deviceId: 'pad' });
    await counter.until('the page', () => test()?.state === 'writing');
    await counter.must('signatures.start', { stepId: stepOf(counter, 'signature').id });
    await counter.until('the signature', (now) => now.case?.signature?.state === 'signing');
    expect(test()?.state).toBe('ended');
    expect(await counter.ask('devices.test', { deviceId: 'pad' })).toMatchObject({
      ok: false,
      error: { code: 'signature-running' },
    });
    await counter.must('simulation.play', { deed: 'sign', style: 'signature', press: 'ok' });
    await counter.until('it to be stored', () => stepOf(counter, 'signature').state === 'done');
  });

  it('says that the pad is gone', async () => {
    await begin();
    await counter.must('devices.test', { deviceId: 'pad' });
    await counter.until('the page', () => test()?.state === 'writing');
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'pad', fault: 'unplugged' });
    await counter.until('the loss', () => test()?.state === 'failed');
    expect(test()).toMatchObject({ problem: { code: 'pad-lost' } });
  });
});

describe('a door test', () => {
  it('opens one door once, tells when it was seen, raises no alarm, and opens no second one meanwhile', async () => {
    await begin();
    const free = counter
      .now()
      .devices.devices.find(({ id }) => id === 'locker')!
      .doors.filter(({ content }) => content === 'empty')
      .map(({ lock }) => lock);
    const [first = 0, second = 1] = free;
    await testDoor(first);
    expect(await toTest(second)).toMatchObject({ ok: false, error: { code: 'device-in-test' } });
    await counter.until('the open door', () => test()?.state === 'open');
    const view = test();
    expect(view?.kind === 'door' && view.openedAfterMs).toBeGreaterThan(0);
    expect(door(first).openings).toBe(1);
    await counter.must('simulation.play', { deed: 'close-door', board: 0, lock: first });
    await counter.until('the closed door', () => test()?.state === 'closed');
    expect(counter.notices.filter(({ code }) => code === 'door-alarm')).toEqual([]);
    expect(counter.now().devices.compartments.some(({ alarm }) => alarm)).toBe(false);
    await counter.must('simulation.play', { deed: 'pull-door-open', board: 0, lock: first });
    await counter.until('an alarm again', () => counter.notices.some(({ code }) => code === 'door-alarm'));
  });

  it('goes on when the test of another device is ended meanwhile', async () => {
    await begin();
    const lock = counter
      .now()
      .devices.devices.find(({ id }) => id === 'locker')!
      .doors.find(({ content }) => content === 'empty')!.lock;
    await counter.must('devices.test', { deviceId: 'scanner' });
    await testDoor(lock);
    // The panel of the scanner is closed.
    await counter.must('devices.endTest', { deviceId: 'scanner' });
    await counter.until('the open door', () => test()?.state === 'open');
    expect(counter.notices.filter(({ code }) => code === 'door-alarm')).toEqual([]);
  });

  it('whose box goes away while its door stands open holds nothing else up, and tells the door again when it is back', async () => {
    await begin();
    const lock = counter
      .now()
      .devices.devices.find(({ id }) => id === 'locker')!
      .doors.find(({ content }) => content === 'empty')!.lock;
    await testDoor(lock);
    await counter.until('the open door', () => test()?.state === 'open');
    const openedAfterMs = test()?.kind === 'door' && (test() as { openedAfterMs: number }).openedAfterMs;
    const fault = (kind: 'unplugged' | 'none') =>
      counter.must('simulation.play', { deed: 'fault', deviceId: 'locker', fault: kind });
    await fault('unplugged');
    await counter.until('nobody to know of it', () => test()?.state === 'unknown');
    await fault('none');
    await counter.until(
      'the box again',
      (now) => now.devices.devices.find(({ id }) => id === 'locker')?.state === 'ready',
    );
    await counter.must('simulation.play', { deed: 'close-door', board: 0, lock });
    await counter.until('the closed door', () => test()?.state === 'closed');
    expect(test()).toMatchObject({ openedAfterMs });
    await counter.must('devices.test', { deviceId: 'scanner' });
  });

  it('behind which somebody’s document lies is for who leads and for IT', async () => {
    await begin();
    await counter.until(
      'the compartments',
      (now) => now.devices.devices.find(({ id }) => id === 'locker')!.doors.length === 16,
    );
    const occupied = counter
      .now()
      .devices.devices.find(({ id }) => id === 'locker')!
      .doors.find(({ content }) => content !== 'empty')!;
    expect(await toTest(occupied.lock, true)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    expect(door(occupied.lock).openings).toBe(0);
  });

  it('asks twice where somebody’s document lies', async () => {
    await begin({ pin: '3333' });
    await counter.until(
      'the compartments',
      (now) => now.devices.devices.find(({ id }) => id === 'locker')!.doors.length === 16,
    );
    const occupied = counter
      .now()
      .devices.devices.find(({ id }) => id === 'locker')!
      .doors.find(({ content }) => content !== 'empty')!;
    expect(await toTest(occupied.lock)).toMatchObject({ ok: false, error: { code: 'compartment-occupied' } });
    expect(door(occupied.lock).openings).toBe(0);
    expect(await toTest(occupied.lock, true)).toMatchObject({ ok: true });
    await counter.until('the open door', () => test()?.state === 'open');
  });

  it('says that a door did not open', async () => {
    await begin();
    const lock = counter
      .now()
      .devices.devices.find(({ id }) => id === 'locker')!
      .doors.find(({ content }) => content === 'empty')!.lock;
    await counter.must('simulation.play', { deed: 'jam', board: 0, lock, jammed: true });
    await testDoor(lock);
    await counter.until('the verdict', () => test()?.state === 'not-opened');
    expect(door(lock).openings).toBe(1);
  });
});

describe('setting up a lock board', () => {
  const setUp = () => counter.now().devices.setUp;
  const play = (deed: Parameters<TestCounter['must']>[1]) => counter.must('devices.setUp', deed as never);

  async function oneDoor(lock: number): Promise<void> {
    await play({ deed: 'closed' });
    expect(setUp()?.step).toBe('open');
    await play({ deed: 'open' });
    expect(setUp()?.step).toBe('which');
    await counter.until('an open door', (now) => now.simulation!.doors.some(({ open }) => open));
    const opened = counter.now().simulation!.doors.find(({ open }) => open)!;
    expect(opened.lock).toBe(lock);
    await play({ deed: 'which', door: opened.lock });
    await counter.must('simulation.play', { deed: 'close-door', board: 0, lock: opened.lock });
  }

  it('is for who leads and for IT', async () => {
    await begin();
    expect(await counter.ask('devices.setUp', { deed: 'start', deviceId: 'locker', board: 0 })).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
    expect(counter.now().devices.settings.mayChange).toBe(false);
  });

  it('finds out how it is wired, opening each door once and without alarm', async () => {
    await begin({ pin: '3333' });
    await play({ deed: 'start', deviceId: 'locker', board: 0 });
    expect(setUp()).toMatchObject({ step: 'close-all', opened: 0, openings: 2, locks: 16 });
    expect(await toTest(5, true)).toMatchObject({ ok: false, error: { code: 'set-up-running' } });
    await oneDoor(1);
    await oneDoor(2);
    await play({ deed: 'closed' });
    expect(setUp()).toMatchObject({
      step: 'done',
      conclusion: { closedBit: 1, firstLock: 0, contacts: true, answersOpen: false },
      saved: 'simulated',
    });
    await play({ deed: 'end' });
    expect(setUp()).toBeNull();
    await counter.until('the doors again', (now) => now.devices.compartments.every((each) => each.door === 'closed'));
    expect(counter.notices.filter(({ code }) => code === 'door-alarm')).toEqual([]);
  });

  it('refuses with the reason when what was said does not fit what was seen', async () => {
    await begin({ pin: '3333' });
    await play({ deed: 'start', deviceId: 'locker', board: 0 });
    await play({ deed: 'closed' });
    await play({ deed: 'open' });
    await play({ deed: 'which', door: 7 });
    expect(setUp()).toMatchObject({ step: 'refused', refusal: 'contact-of-another-door' });
    // The box is used again, whether or not somebody comes back to this screen; the door that was opened here is no
    // alarm.
    await counter.until(
      'the doors again',
      (now) =>
        now.devices.compartments.some((each) => each.door === 'closed') &&
        now.devices.compartments.some((each) => each.door === 'open'),
    );
    expect(counter.notices.filter(({ code }) => code === 'door-alarm')).toEqual([]);
    expect(counter.now().devices.compartments.some(({ alarm }) => alarm)).toBe(false);
    await play({ deed: 'start', deviceId: 'locker', board: 0 });
    expect(setUp()).toMatchObject({ step: 'close-all', refusal: null });
  });

  it('goes on when the board was away, and opens nothing by itself', async () => {
    await begin({ pin: '3333' });
    await play({ deed: 'start', deviceId: 'locker', board: 0 });
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'locker', fault: 'unplugged' });
    await counter.until('the loss', (now) => now.devices.devices.find(({ id }) => id === 'locker')!.state === 'lost');
    await play({ deed: 'closed' });
    expect(setUp()).toMatchObject({
      step: 'close-all',
      lost: false,
      problem: { code: expect.stringMatching(/^device-/) },
    });
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'locker', fault: 'none' });
    await counter.until('the board', (now) => now.devices.devices.find(({ id }) => id === 'locker')!.state === 'ready');
    await oneDoor(1);
    expect(counter.now().simulation!.doors.reduce((sum, { openings }) => sum + openings, 0)).toBe(1);
  });
});

describe('the settings of devices', () => {
  it('are changed by who leads, at once, and refused with a reason when broken or fixed by IT', async () => {
    await begin({ pin: '3333', fixedSettings: ['pad'] });
    expect(counter.now().devices.settings).toMatchObject({ fixed: ['pad'], mayChange: true });
    expect(await counter.ask('devices.changeSettings', { pad: 'none' })).toMatchObject({
      ok: false,
      error: { code: 'settings-fixed' },
    });
    expect(await counter.ask('devices.changeSettings', { scanner: { path: 'COM3' } })).toMatchObject({
      ok: false,
      error: { code: 'settings-wrong' },
    });
    for (const locker of [{ locks: 48 }, { board: 77 }, { boards: [{ board: 1 }, { board: 1 }] }])
      expect(
        await counter.ask('devices.changeSettings', { locker: { path: 'COM5', baudRate: 19_200, ...locker } }),
        JSON.stringify(locker),
      ).toMatchObject({ ok: false, error: { code: 'settings-wrong' } });
    expect(counter.now().devices.devices).toHaveLength(3);
    expect(await counter.ask('devices.changeSettings', { scannerEndMark: 'etx' })).toMatchObject({ ok: true });
    expect(counter.now().devices.settings.values.scannerEndMark).toBe('etx');
    await counter.until(
      'the scanner anew',
      (now) => now.devices.devices.find(({ id }) => id === 'scanner')?.state === 'ready',
    );
    await scanText('PAKET 4711');
    await counter.until('a code between STX and ETX', () => counter.scans.length === 1);
    expect(await counter.ask('devices.changeSettings', { scanner: 'none' })).toMatchObject({ ok: true });
    await counter.until('no scanner', (now) => now.devices.devices.every(({ kind }) => kind !== 'scanner'));
  });

  it('that name a file in the place of a serial port leave it as it is', async () => {
    await begin({ pin: '3333' });
    const file = join(counter.dataDir, 'letter.txt');
    writeFileSync(file, 'Sehr geehrte Frau Mustermann');
    await counter.must('devices.changeSettings', {
      scanner: { path: file, baudRate: 9600 },
      locker: { path: file, baudRate: 19_200 },
      pad: { path: file, baudRate: 128_000 },
    });
    await counter.until(
      'the refusal',
      (now) => now.devices.devices.filter(({ problem }) => problem !== null).length === 3,
    );
    expect(counter.now().devices.devices.map(({ state }) => state)).not.toContain('ready');
    expect(
      await counter.ask('devices.testDoor', { deviceId: 'locker', board: 0, lock: 0, evenOccupied: true }),
    ).toMatchObject({ ok: false, error: { code: 'box-missing' } });
    expect(readFileSync(file, 'utf8')).toBe('Sehr geehrte Frau Mustermann');
    expect(counter.log.join('\n')).not.toContain('Mustermann');
  });

  it('are not changed by a clerk', async () => {
    await begin();
    expect(await counter.ask('devices.changeSettings', { scannerEndMark: 'lf' })).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
  });
});
