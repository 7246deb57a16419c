import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labelCode } from '../../electron/core/codes/labels.ts';
import { Desk } from '../backend/api.ts';
import { backendRows, openDoor, putInAndShut, serveNext, upToTheOutput } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/**
 * Another counter took the person over while a door stood open for them here: the document is somewhere, and this
 * counter must go on.
 */

let backend: TestBackend;
let counter: TestCounter;
let lead: Desk;
let aheadMs = 0;

beforeEach(async () => {
  aheadMs = 0;
  backend = await startTestBackend({ clock: () => new Date(Date.now() + aheadMs) });
  counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
  lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});

const takeOver = async (appointmentId: string): Promise<void> => {
  counter.setBackendUrl(null);
  aheadMs = 11 * 60_000;
  expect(await lead.do({ kind: 'take-over', appointmentId })).toBe('applied');
  counter.setBackendUrl(backend.url);
  await counter.must('outbox.retry', null);
};

const stateOfCompartment = (id: string): unknown =>
  backendRows(backend.dataDir, "SELECT state FROM records WHERE kind = 'compartment' AND id = ?", id)[0]?.['state'];

describe('a person who is taken over while their door stands open', () => {
  it('holds this counter up no longer', async () => {
    await upToTheOutput(counter);
    await openDoor(counter);
    const { appointmentId, deposit } = counter.now().case!;
    await counter.until('everything to be told', (now) => now.outbox.waiting === 0);
    await takeOver(appointmentId);
    await counter.until('the person to be gone', (now) => now.case === null);
    await serveNext(counter);
    expect(await counter.ask('case.park', { reason: '' })).toMatchObject({ ok: true });
    await counter.until('everything to be told', (now) => now.outbox.waiting === 0);
    expect(stateOfCompartment(deposit!.compartment!.id)).toBe('blocked');
    expect(counter.notices.filter(({ code }) => code === 'deposit-left')).toMatchObject([
      { values: { compartment: deposit!.compartment!.label } },
    ]);
  });

  it('leaves nothing that was put in, and is refused, where the next document would be put', async () => {
    await upToTheOutput(counter);
    const at = await openDoor(counter);
    const { appointmentId, deposit } = counter.now().case!;
    await counter.until('everything to be told', (now) => now.outbox.waiting === 0);
    counter.setBackendUrl(null);
    await putInAndShut(counter, at);
    await counter.must('simulation.play', {
      deed: 'scan',
      text: labelCode('compartment-label', deposit!.compartment!.label),
    });
    await counter.until('the deposit to be done', (now) => now.case?.deposit?.state === 'done');
    await takeOver(appointmentId);
    await counter.until('the refusal', (now) => now.outbox.refused === 1 && now.outbox.waiting === 0);
    expect(stateOfCompartment(deposit!.compartment!.id)).toBe('blocked');
    expect(counter.now().devices.compartments.find(({ id }) => id === deposit!.compartment!.id)).toMatchObject({
      state: 'blocked',
    });
  });
});
