import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoCase } from '../../backend/seed/officeDay.ts';
import { serialCheckDigit } from '../../electron/core/codes/checkDigit.ts';
import { labelCode } from '../../electron/core/codes/labels.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { Desk } from '../backend/api.ts';
import {
  backendRows,
  doorOf,
  openDoor,
  openings,
  putInAndShut,
  stepOf,
  upToTheOutput,
  handOver,
} from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import type { Snapshots } from '../../electron/contract/index.ts';

/** Promises 3 and 7: commanded, door and content are three facts, and a door moves only when a person wants it to. */

let backend: TestBackend;
let counter: TestCounter;
let outputStep: string;

beforeEach(async () => {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
  outputStep = await upToTheOutput(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

type DepositState = NonNullable<NonNullable<Snapshots['case']>['deposit']>['state'];
const deposit = () => counter.now().case!.deposit!;
const reaches = (state: DepositState, limitMs = 15_000): Promise<void> =>
  counter.until(`the deposit to be ${state}`, (now) => now.case?.deposit?.state === state, limitMs);
const deposits = (): { itemId: string; compartmentId: string }[] =>
  backendRows<{ value: string }>(backend.dataDir, "SELECT value FROM records WHERE kind = 'deposit'")
    .map(({ value }) => JSON.parse(value))
    .filter(({ appointmentId }) => appointmentId === 'appointment-A017');
const confirmed = (): Promise<void> => counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0);
/** The compartment that will be chosen next: the first free one that is not low. */
const firstChoice = () =>
  counter.now().devices.compartments.find(({ state, gripHeight }) => state === 'free' && gripHeight > 105)!;
const lockOf = (compartmentId: string) =>
  counter.now().simulation!.doors.find((door) => door.compartmentId === compartmentId)!;
const jam = async (compartmentId: string, jammed: boolean): Promise<void> => {
  const { board, lock } = lockOf(compartmentId);
  await counter.must('simulation.play', { deed: 'jam', board, lock, jammed });
};
/** The scanner takes the same code twice within a moment for one. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 750));

describe('a label of a compartment', () => {
  const typed = (text: string) => counter.must('scans.type', { text });

  it('without check digits asks once; the clerk looks, and it is confirmed', async () => {
    const at = await openDoor(counter);
    const { label } = deposit().compartment!;
    expect(await typed(`FACH-${label}`)).toMatchObject({ outcome: 'warning', effect: 'label-asked' });
    expect(deposit()).toMatchObject({ state: 'open', content: 'unconfirmed', choices: ['label-fits'] });
    await counter.must('deposits.answer', { choice: 'label-fits' });
    expect(deposit()).toMatchObject({ state: 'open', content: 'confirmed', choices: [] });
    await putInAndShut(counter, at);
    await reaches('done');
  });

  it('without check digits is asked about after the door was shut, too, and its right code needs no answer', async () => {
    await putInAndShut(counter, await openDoor(counter));
    await reaches('closed-unconfirmed');
    const { label } = deposit().compartment!;
    await typed(`FACH-${label}`);
    expect(deposit().choices[0]).toBe('label-fits');
    expect(await typed(labelCode('compartment-label', label))).toMatchObject({
      outcome: 'accepted',
      effect: 'compartment-confirmed',
    });
    await reaches('done');
  });

  it('with wrong check digits, or cut, confirms nothing and stops nobody', async () => {
    await openDoor(counter);
    const code = labelCode('compartment-label', deposit().compartment!.label);
    for (const wrong of [code.replace(/\d\d-/, '00-'), `${code}1`])
      expect(await typed(wrong)).toMatchObject({
        shown: '',
        outcome: 'refused',
        problem: { code: 'label-check-failed' },
      });
    expect(deposit()).toMatchObject({ content: 'unconfirmed', choices: [] });
    expect(counter.now().case!.stop).toBeNull();
  });

  it('of another compartment stops with check digits and without', async () => {
    await openDoor(counter);
    expect(await typed('FACH-99')).toMatchObject({ outcome: 'wrong-person' });
  });

  it('without check digits confirms by itself where the office accepts that', async () => {
    await counter.stop();
    await backend.stop();
    backend = await startTestBackend();
    counter = await startCounter({
      backendUrl: backend.url,
      settings: Settings.parse({ labelsWithoutCheck: 'accept' }),
    });
    await signInAt(counter);
    await upToTheOutput(counter);
    await openDoor(counter);
    expect(await typed(`FACH-${deposit().compartment!.label}`)).toMatchObject({
      outcome: 'accepted',
      effect: 'compartment-confirmed',
    });
  });
});

describe('the content is confirmed', () => {
  it.each([
    ['by the label of the compartment', () => scan(counter, 'compartment-label', { mine: true })],
    [
      'by the document',
      async () => {
        await aMoment();
        await scan(counter, 'document-serial', { mine: true });
      },
    ],
  ])('%s while the door is open, and shutting the door completes the deposit', async (_how, confirm) => {
    const at = await openDoor(counter);
    await confirm();
    expect(deposit()).toMatchObject({ state: 'open', content: 'confirmed' });
    expect(deposits()).toEqual([]);
    await putInAndShut(counter, at);
    await reaches('done');
    await counter.until(
      'the record to come back',
      (now) => now.outbox.waiting === 0 && now.case?.deposit?.until !== null,
    );
    expect(deposits()).toMatchObject([{ itemId: 'item-A017' }]);
    expect(openings(counter)).toBe(1);
    expect(deposit().pickupCode).toMatch(/^\d{8}$/);
    expect(deposit().until).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('by the word of the clerk, after the door was shut without a scan', async () => {
    await putInAndShut(counter, await openDoor(counter));
    await reaches('closed-unconfirmed');
    expect(deposit().choices).toEqual(['item-is-inside', 'try-again', 'item-is-with-me']);
    await counter.must('deposits.answer', { choice: 'item-is-inside' });
    await reaches('done');
    await confirmed();
    expect(deposits()).toHaveLength(1);
  });

  it('never while the door stands open, whatever the clerk says, and nothing ends meanwhile', async () => {
    await openDoor(counter);
    for (const choice of ['item-is-inside', 'item-is-with-me', 'try-again', 'cancel', 'other-compartment'] as const)
      expect(await counter.ask('deposits.answer', { choice })).toMatchObject({
        ok: false,
        error: { code: 'choice-not-offered' },
      });
    expect(await counter.ask('case.park', { reason: '' })).toMatchObject({
      ok: false,
      error: { code: 'deposit-running' },
    });
    expect(await counter.ask('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' })).toMatchObject({
      ok: false,
      error: { code: 'deposit-running' },
    });
    expect(await counter.ask('session.signOut', { leaveOpen: true })).toMatchObject({
      ok: false,
      error: { code: 'deposit-running' },
    });
    expect(await counter.ask('case.undo', null)).toMatchObject({ ok: false, error: { code: 'deposit-running' } });
    expect(await counter.ask('case.overrideStep', { stepId: outputStep, reason: 'geht nicht' })).toMatchObject({
      ok: false,
      error: { code: 'deposit-running' },
    });
    expect(await counter.ask('deposits.start', { stepId: outputStep })).toMatchObject({
      ok: false,
      error: { code: 'deposit-running' },
    });
    expect(await counter.ask('session.chooseCounter', { counterId: 'counter-2', takeOver: true })).toMatchObject({
      ok: false,
      error: { code: 'deposit-running' },
    });
    expect(openings(counter)).toBe(1);
  });
});

describe('a door that does not open', () => {
  it('is told within ten seconds with a way out, and another compartment can be taken and this one blocked', async () => {
    const first = firstChoice();
    await jam(first.id, true);
    await counter.must('deposits.start', { stepId: outputStep });
    const began = Date.now();
    await scan(counter, 'document-serial', { mine: true });
    await reaches('jammed');
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(deposit()).toMatchObject({
      problem: { code: 'door-jammed', values: { compartment: first.label } },
      choices: ['other-compartment', 'try-again', 'block-and-other', 'item-is-with-me'],
      content: 'empty',
    });
    await counter.must('deposits.answer', { choice: 'block-and-other' });
    await reaches('open');
    expect(deposit().compartment!.id).not.toBe(first.id);
    await putInAndShut(counter, doorOf(counter));
    await scan(counter, 'compartment-label', { mine: true });
    await reaches('done');
    await confirmed();
    await counter.until(
      'the block to be shown',
      (now) => now.devices.compartments.find(({ id }) => id === first.id)?.state === 'blocked',
    );
    expect(lockOf(first.id).openings).toBe(1);
    expect(openings(counter)).toBe(2);
    expect(deposits()).toHaveLength(1);
  });

  it('gives way late: that is an open door, and no second pulse', async () => {
    const first = firstChoice();
    await jam(first.id, true);
    await counter.must('deposits.start', { stepId: outputStep });
    await scan(counter, 'document-serial', { mine: true });
    await reaches('jammed');
    const { board, lock } = lockOf(first.id);
    await counter.must('simulation.play', { deed: 'pull-door-open', board, lock });
    await reaches('open');
    expect(openings(counter)).toBe(1);
    await putInAndShut(counter, { board, lock });
    await scan(counter, 'compartment-label', { mine: true });
    await reaches('done');
  });

  it('is tried again only when the clerk says so, once each time', async () => {
    const first = firstChoice();
    await jam(first.id, true);
    await counter.must('deposits.start', { stepId: outputStep });
    await scan(counter, 'document-serial', { mine: true });
    await reaches('jammed');
    expect(openings(counter)).toBe(1);
    await jam(first.id, false);
    await counter.must('deposits.answer', { choice: 'try-again' });
    await reaches('open');
    expect(lockOf(first.id).openings).toBe(2);
  });
});

describe('a board that falls silent or is unplugged', () => {
  it('at the pulse leads to a question, never to a second pulse', async () => {
    await counter.must('deposits.start', { stepId: outputStep });
    const { board, lock } = lockOf(firstChoice().id);
    await jam(firstChoice().id, true);
    await scan(counter, 'document-serial', { mine: true });
    await counter.until('the pulse', () => openings(counter) === 1);
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'locker', fault: 'unplugged' });
    await reaches('unknown');
    expect(deposit()).toMatchObject({
      problem: { code: 'door-unknown' },
      choices: ['item-is-inside', 'item-is-with-me', 'try-again', 'other-compartment'],
    });
    expect(await counter.ask('deposits.answer', { choice: 'try-again' })).toMatchObject({
      ok: false,
      error: { code: 'box-missing' },
    });
    expect(deposit().state).toBe('unknown');
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'locker', fault: 'none' });
    await counter.until(
      'the box to be back',
      (now) => now.devices.devices.find(({ kind }) => kind === 'locker')?.state === 'ready',
    );
    expect(openings(counter)).toBe(1);
    // It opens after all: the question answers itself.
    await counter.must('simulation.play', { deed: 'pull-door-open', board, lock });
    await reaches('open');
    expect(openings(counter)).toBe(1);
    // Its opening was commanded, though the board that came back cannot know that: no alarm.
    expect(counter.notices.some(({ code }) => code === 'door-alarm')).toBe(false);
  });

  it('while the door is open loses nothing: what the door did meanwhile is seen when the board is back', async () => {
    const at = await openDoor(counter);
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'locker', fault: 'unplugged' });
    await counter.until(
      'the box to be missed',
      (now) => now.devices.devices.find(({ kind }) => kind === 'locker')?.state !== 'ready',
    );
    await putInAndShut(counter, at);
    expect(deposit().state).toBe('open');
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'locker', fault: 'none' });
    await reaches('closed-unconfirmed');
    await scan(counter, 'compartment-label', { mine: true });
    await reaches('done');
    expect(openings(counter)).toBe(1);
  });

  it('before the deposit is begun: there is no box', async () => {
    await counter.must('simulation.play', { deed: 'fault', deviceId: 'locker', fault: 'unplugged' });
    await counter.until(
      'the box to be missed',
      (now) => now.devices.devices.find(({ kind }) => kind === 'locker')?.state !== 'ready',
    );
    expect(await counter.ask('deposits.start', { stepId: outputStep })).toMatchObject({
      ok: false,
      error: { code: 'box-missing' },
    });
  });
});

describe('the wrong thing at the wrong time', () => {
  it('a door pulled open without a command is an alarm and no part of the deposit', async () => {
    await counter.must('deposits.start', { stepId: outputStep });
    const { board, lock, label } = lockOf('foyer-9');
    await counter.must('simulation.play', { deed: 'pull-door-open', board, lock });
    await counter.until('the alarm', (now) => now.devices.compartments.find(({ id }) => id === 'foyer-9')!.alarm);
    expect(counter.notices).toContainEqual(
      expect.objectContaining({ tone: 'bad', code: 'door-alarm', values: { compartment: label } }),
    );
    expect(deposit().state).toBe('awaiting-item');
  });

  it('a document that is not ready, or was never ordered, opens nothing', async () => {
    await confirmed();
    const { serial, appointmentId } = demoCase('A017');
    await counter.must('deposits.start', { stepId: outputStep });
    expect(await counter.must('scans.type', { text: 'L7X3NPK42' })).toMatchObject({
      outcome: 'refused',
      problem: { code: 'document-unknown' },
    });
    // The same person's card was handed out at this counter by another route.
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-2');
    const handOver = desk.command(
      { kind: 'hand-over', appointmentId, stepId: 'elsewhere', itemId: 'item-A017', recipient: 'applicant' },
      { counterId: 'counter-1' },
    );
    expect((await desk.send(handOver)).body['status']).toBe('applied');
    await counter.until('the news', (now) => now.case?.items[0]?.state === 'handed-over');
    expect(await counter.must('scans.type', { text: serial! })).toMatchObject({
      outcome: 'warning',
      effect: 'item-handed-over',
    });
    expect(openings(counter)).toBe(0);
  });

  it('a serial whose check digit is wrong opens nothing and confirms nothing: it warns', async () => {
    const { serial } = demoCase('A017');
    const wrong = `${serial}${(serialCheckDigit(serial!) + 1) % 10}`;
    const warning = { outcome: 'warning', problem: { code: 'serial-check-failed' } };
    await counter.must('deposits.start', { stepId: outputStep });
    expect(await counter.must('scans.type', { text: wrong })).toMatchObject(warning);
    expect(deposit().state).toBe('awaiting-item');
    expect(openings(counter)).toBe(0);
    await scan(counter, 'document-serial', { mine: true });
    await counter.until('the door to open', () => deposit().state === 'open');
    expect(await counter.must('scans.type', { text: wrong })).toMatchObject(warning);
    expect(deposit()).toMatchObject({ state: 'open', content: 'unconfirmed' });
  });

  it('a deposit can be left as long as nothing was commanded', async () => {
    await counter.must('deposits.start', { stepId: outputStep });
    expect(deposit()).toMatchObject({ state: 'awaiting-item', choices: ['cancel'], compartment: null });
    await counter.must('deposits.answer', { choice: 'cancel' });
    expect(counter.now().case!.deposit).toBeNull();
    await handOver(counter);
    expect(stepOf(counter, 'output')).toMatchObject({
      state: 'done',
      facts: { way: 'hand-over', recipient: 'applicant' },
    });
    expect(openings(counter)).toBe(0);
  });

  it('no compartment is free: that is said, and nothing moves', async () => {
    const desk = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    for (const { id, state } of counter.now().devices.compartments)
      if (state === 'free') await desk.do({ kind: 'block-compartment', compartmentId: id, reason: 'Test' });
    await counter.until('the blocks to be known', (now) =>
      now.devices.compartments.every(({ state }) => state !== 'free'),
    );
    await counter.must('deposits.start', { stepId: outputStep });
    expect(await counter.must('scans.type', { text: demoCase('A017').serial! })).toMatchObject({
      outcome: 'refused',
      problem: { code: 'no-compartment-free' },
    });
    expect(deposit().state).toBe('awaiting-item');
    expect(openings(counter)).toBe(0);
  });
});

describe('who uses a wheelchair', () => {
  it('gets a compartment that can be reached sitting', async () => {
    await counter.must('case.park', { reason: '' });
    for (const skipped of ['A018', 'A019']) {
      await counter.must('queue.callNext', null);
      expect(counter.now().case!.ticket).toBe(skipped);
      await counter.must('case.miss', null);
    }
    await upToTheOutput(counter);
    expect(counter.now().case).toMatchObject({ ticket: 'B007', lowCompartment: true });
    await openDoor(counter);
    expect(deposit().compartment!.gripHeight).toBeLessThanOrEqual(105);
  });
});
