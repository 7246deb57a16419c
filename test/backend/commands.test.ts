import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../backend/contract/index.ts';
import { startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { Desk, depositOf, jpegOf, signature } from './api.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let desk: Desk;
const erika = 'appointment-A017';
beforeEach(async () => {
  backend = await startTestBackend({ clock: () => new Date('2026-11-22T10:00:00Z') });
  desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
});
afterEach(() => backend.stop());

describe('a whole appointment', () => {
  it('goes from call to finish and leaves states, times, signature and deposit at the backend', async () => {
    expect(await desk.serveNext()).toBe(erika);
    expect(
      await desk.do({
        kind: 'record-step',
        appointmentId: erika,
        stepId: 'identity',
        step: { state: 'done', at: '2026-11-22T10:00:00Z', evidence: { checkDigits: true } },
      }),
    ).toBe('applied');
    const signed = signature(erika);
    expect(await desk.do(signed)).toBe('applied');
    const put = depositOf(erika, 'item-A017', 'foyer-1');
    expect(await desk.do(put)).toBe('applied');
    expect(await desk.do({ kind: 'finish', appointmentId: erika, outcome: 'completed' })).toBe('applied');

    const now = '2026-11-22T10:00:00.000Z';
    const appointment = await desk.one('appointment', erika);
    expect(appointment).toMatchObject({
      state: 'completed',
      outcome: 'completed',
      counterId: 'counter-1',
      calledAt: now,
      appearedAt: now,
      finishedAt: now,
      version: 6,
    });
    expect(Object.keys(appointment.steps).sort()).toEqual(['deposit', 'identity', 'receipt']);
    expect(await desk.one('signature', signed.signatureId)).toEqual({
      id: signed.signatureId,
      appointmentId: erika,
      stepId: 'receipt',
      signedAt: now,
      points: 3,
      durationMs: 1_210,
    });
    expect(await desk.one('item', 'item-A017')).toMatchObject({ state: 'deposited' });
    expect(await desk.one('compartment', 'foyer-1')).toMatchObject({ state: 'occupied', depositId: put.depositId });
    expect(await desk.one('deposit', put.depositId)).toEqual({
      id: put.depositId,
      appointmentId: erika,
      itemId: 'item-A017',
      compartmentId: 'foyer-1',
      depositedAt: now,
      until: '2026-12-02',
    });
  });

  it('keeps strokes, picture and code hash at the backend', async () => {
    await desk.serveNext();
    const signed = signature(erika);
    const put = depositOf(erika, 'item-A017', 'foyer-1');
    await desk.do(signed);
    await desk.do(put);
    const travelled = JSON.stringify(await desk.changes(0));
    expect(travelled).not.toContain(signed.jpeg.slice(0, 100));
    expect(travelled).not.toContain(put.codeHash);
    expect(await behindItsBack(backend.dataDir, 'SELECT strokes, jpeg FROM signature_contents')).toEqual([
      { strokes: JSON.stringify(signed.strokes), jpeg: signed.jpeg },
    ]);
    expect(
      await behindItsBack(backend.dataDir, `SELECT code_hash FROM pickup_codes WHERE deposit_id = '${put.depositId}'`),
    ).toEqual([{ code_hash: put.codeHash }]);
  });
});

describe('one person at a counter', () => {
  it('calls nobody while somebody is called or being served', async () => {
    await desk.do({ kind: 'call-next' });
    expect(await desk.do({ kind: 'call-next' })).toBe('counter-busy');
    expect(await desk.do({ kind: 'call', appointmentId: 'appointment-A018' })).toBe('counter-busy');
    await desk.do({ kind: 'appear', appointmentId: erika });
    expect(await desk.do({ kind: 'resume', appointmentId: 'appointment-A011' })).toBe('counter-busy');
    expect((await desk.one('appointment', 'appointment-A011')).state).toBe('parked');
  });

  it('resumes a parked person elsewhere, and an undo cannot bring two people together', async () => {
    const park = desk.command({ kind: 'park', appointmentId: await desk.serveNext(), reason: 'Kopie fehlt' });
    await desk.send(park);
    await desk.do({ kind: 'call-next' });
    expect(await desk.do({ kind: 'undo', appointmentId: erika, commandId: park.id })).toBe('counter-busy');
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect(await other.do({ kind: 'resume', appointmentId: erika })).toBe('applied');
    expect(await desk.one('appointment', erika)).toMatchObject({
      state: 'serving',
      counterId: 'counter-2',
      parkedReason: null,
    });
  });

  it('lets only the owner change who is being served', async () => {
    await desk.serveNext();
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    const refusedTo: Action[] = [
      { kind: 'park', appointmentId: erika, reason: '' },
      { kind: 'finish', appointmentId: erika, outcome: 'completed' },
      { kind: 'record-step', appointmentId: erika, stepId: 'x', step: null },
      signature(erika),
      depositOf(erika, 'item-A017', 'foyer-1'),
      { kind: 'hand-over', appointmentId: erika, stepId: 'x', itemId: 'item-A017', recipient: 'applicant' },
    ];
    for (const action of refusedTo) expect(await other.do(action), action.kind).toBe('not-yours');
  });

  it('knows when an appointment is in the wrong state or does not exist', async () => {
    expect(await desk.do({ kind: 'appear', appointmentId: erika })).toBe('wrong-state');
    expect(await desk.do({ kind: 'check-in', appointmentId: 'appointment-none' })).toBe('not-found');
  });

  it('checks in who is scheduled, and recalls who was missed', async () => {
    expect(await desk.do({ kind: 'check-in', appointmentId: 'appointment-A022' })).toBe('applied');
    expect(await desk.one('appointment', 'appointment-A022')).toMatchObject({
      state: 'waiting',
      arrivedAt: '2026-11-22T10:00:00.000Z',
    });
    expect(await desk.do({ kind: 'call', appointmentId: 'appointment-A012' })).toBe('applied');
    expect(await desk.do({ kind: 'miss', appointmentId: 'appointment-A012' })).toBe('applied');
  });
});

describe('undo', () => {
  it('takes back the last change only, and only by the counter that made it', async () => {
    const call = desk.command({ kind: 'call-next' });
    await desk.send(call);
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect(await other.do({ kind: 'undo', appointmentId: erika, commandId: call.id })).toBe('not-yours');
    const appear = desk.command({ kind: 'appear', appointmentId: erika });
    await desk.send(appear);
    expect(await desk.do({ kind: 'undo', appointmentId: erika, commandId: call.id })).toBe('cannot-undo');
    expect(await desk.do({ kind: 'undo', appointmentId: erika, commandId: appear.id })).toBe('applied');
    expect(await desk.one('appointment', erika)).toMatchObject({ state: 'called', appearedAt: null });
    expect(await desk.do({ kind: 'undo', appointmentId: erika, commandId: call.id })).toBe('cannot-undo');
  });

  it('puts a person who was called by mistake back at the head of the queue', async () => {
    const call = desk.command({ kind: 'call-next' });
    await desk.send(call);
    expect(await desk.do({ kind: 'undo', appointmentId: erika, commandId: call.id })).toBe('applied');
    expect(await desk.one('appointment', erika)).toMatchObject({ state: 'waiting', counterId: null, calledAt: null });
    expect((await desk.send(desk.command({ kind: 'call-next' }))).body['appointmentId']).toBe(erika);
  });

  it('is not there for signatures and deposits', async () => {
    await desk.serveNext();
    const sign = desk.command(signature(erika));
    await desk.send(sign);
    expect(await desk.do({ kind: 'undo', appointmentId: erika, commandId: sign.id })).toBe('cannot-undo');
  });
});

describe('signing', () => {
  it('takes one signature for a step', async () => {
    await desk.serveNext();
    const first = signature(erika);
    expect(await desk.do(first)).toBe('applied');
    expect(await desk.do(signature(erika))).toBe('already-signed');
    expect(await desk.do(signature(erika, { stepId: 'other', signatureId: first.signatureId }))).toBe('already-signed');
    expect(await desk.do(signature(erika, { stepId: 'other' }))).toBe('applied');
    expect(await desk.all('signature')).toHaveLength(2);
  });

  const dot = { x: 5, y: 5, p: 0.5, t: 0 };
  const whole = jpegOf(561, 182);
  it.each([
    ['no points', { strokes: [[]] }],
    ['a dot', { strokes: [[dot, { ...dot, t: 9 }], [dot]] }],
    ['a picture of another size', { jpeg: jpegOf(560, 182) }],
    ['something that is no JPEG', { jpeg: Buffer.from('GIF89a').toString('base64') }],
    ['half a JPEG', { jpeg: whole.slice(0, 400) }],
    ['no picture', { jpeg: '' }],
  ])('refuses %s and keeps nothing', async (_what, more) => {
    await desk.serveNext();
    expect(await desk.do(signature(erika, more))).toBe('invalid-request');
    expect(await desk.all('signature')).toEqual([]);
    expect(await desk.one('appointment', erika)).toMatchObject({ steps: {}, version: 2 });
  });
});

describe('documents and compartments', () => {
  beforeEach(async () => {
    await desk.serveNext();
  });

  it('stops a document of another person', async () => {
    expect(await desk.do(depositOf(erika, 'item-B007', 'foyer-1'))).toBe('item-of-another-person');
    expect(
      await desk.do({
        kind: 'hand-over',
        appointmentId: erika,
        stepId: 'x',
        itemId: 'item-B007',
        recipient: 'applicant',
      }),
    ).toBe('item-of-another-person');
    expect(await desk.one('item', 'item-B007')).toMatchObject({ state: 'ready' });
  });

  it('puts nothing into an occupied, a blocked or a missing compartment', async () => {
    expect(await desk.do(depositOf(erika, 'item-A017', 'foyer-2'))).toBe('compartment-not-free');
    expect(await desk.do(depositOf(erika, 'item-A017', 'foyer-11'))).toBe('compartment-not-free');
    expect(await desk.do(depositOf(erika, 'item-A017', 'foyer-99'))).toBe('not-found');
    expect(await desk.do(depositOf(erika, 'item-none', 'foyer-1'))).toBe('not-found');
    expect(await desk.one('appointment', erika)).toMatchObject({ steps: {}, version: 2 });
  });

  it('gives a document out once', async () => {
    expect(
      await desk.do({
        kind: 'hand-over',
        appointmentId: erika,
        stepId: 'hand-over',
        itemId: 'item-A017',
        recipient: 'authorised',
      }),
    ).toBe('applied');
    expect(await desk.one('item', 'item-A017')).toMatchObject({ state: 'handed-over' });
    expect(
      await desk.do({
        kind: 'hand-over',
        appointmentId: erika,
        stepId: 'again',
        itemId: 'item-A017',
        recipient: 'applicant',
      }),
    ).toBe('item-not-ready');
    expect(await desk.do(depositOf(erika, 'item-A017', 'foyer-1'))).toBe('item-not-ready');
  });

  it('uses no deposit id twice', async () => {
    const put = depositOf(erika, 'item-A017', 'foyer-1');
    expect(await desk.do({ ...put, depositId: 'deposit-A009' })).toBe('id-reused');
    // What is wrong with the document is told first: it may be somebody else's.
    expect(await desk.do({ ...put, depositId: 'deposit-A009', itemId: 'item-A009' })).toBe('item-of-another-person');
    expect(await desk.do(put)).toBe('applied');
  });

  it('blocks a compartment with its reason, and it stays out of use', async () => {
    expect(await desk.do({ kind: 'block-compartment', compartmentId: 'foyer-1', reason: 'klemmt' })).toBe('applied');
    expect(await desk.one('compartment', 'foyer-1')).toMatchObject({
      state: 'blocked',
      blockedReason: 'klemmt',
      depositId: null,
    });
    expect(await desk.do(depositOf(erika, 'item-A017', 'foyer-1'))).toBe('compartment-not-free');
    expect(await desk.do({ kind: 'block-compartment', compartmentId: 'foyer-99', reason: '' })).toBe('not-found');
  });

  it('gives it free again for the lead and IT, with what they found, and for no other clerk', async () => {
    await desk.do({ kind: 'block-compartment', compartmentId: 'foyer-1', reason: 'klemmt' });
    const free = { kind: 'unblock-compartment', compartmentId: 'foyer-1', found: 'empty' } as const;
    expect(await desk.do(free)).toBe('not-allowed');
    const lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
    expect(await lead.do({ ...free, found: 'document' })).toBe('content-not-as-noted');
    expect(await lead.do(free)).toBe('applied');
    expect(await desk.one('compartment', 'foyer-1')).toMatchObject({ state: 'free' });
    expect(await lead.do(free)).toBe('wrong-state');
    expect(await desk.do(depositOf(erika, 'item-A017', 'foyer-1'))).toBe('applied');
  });
});
