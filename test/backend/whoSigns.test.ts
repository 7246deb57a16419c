import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActingPerson, Action, ActionOf } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { startTestBackend } from '../support/backend.ts';
import { Desk, depositOf, outcome, signature } from './api.ts';
import { applyToAppointment } from '../support/effects.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let desk: Desk;
const erika = 'appointment-A017';
beforeEach(async () => {
  backend = await startTestBackend();
  desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
});
afterEach(() => backend.stop());

/** Served at counter 1, and nobody knows the name. */
async function nobody(): Promise<string> {
  const taken = await desk.send(
    desk.command({ kind: 'walk-in', service: 'extend-title', familyName: '', givenNames: '', language: 'en' }),
  );
  const appointmentId = String(taken.body['appointmentId']);
  await desk.do({ kind: 'call', appointmentId });
  await desk.do({ kind: 'appear', appointmentId });
  return appointmentId;
}
const called = (appointmentId: string, more: Partial<ActionOf<'name-applicant'>> = {}): Action => ({
  kind: 'name-applicant',
  appointmentId,
  familyName: 'Musterfrau',
  givenNames: 'Lena',
  ...more,
});
const mother: ActingPerson = { role: 'parent', name: 'Bondarenko, Iryna', paper: 'birth-certificate' };

describe('nobody signs or receives as nobody', () => {
  it('a signature, a deposit and a hand-over for somebody without a name are refused with a code of their own, and store nothing', async () => {
    const appointmentId = await nobody();
    expect(await desk.do(signature(appointmentId))).toBe('name-missing');
    expect(await desk.do(depositOf(appointmentId, 'item-A017', 'foyer-1'))).toBe('name-missing');
    expect(
      await desk.do({
        kind: 'hand-over',
        appointmentId,
        stepId: 'output',
        itemId: 'item-A017',
        recipient: 'applicant',
      }),
    ).toBe('name-missing');
    expect(await desk.all('signature')).toEqual([]);
    expect((await desk.one('appointment', appointmentId)).steps).toEqual({});
  });

  it('named at the counter, they sign under that name; the birth date comes with it when it is said', async () => {
    const appointmentId = await nobody();
    expect(await desk.do(called(appointmentId, { birthDate: '1991-04-00' }))).toBe('applied');
    expect(await desk.do(signature(appointmentId, { signer: { role: 'applicant' } }))).toBe('applied');
    expect((await desk.one('appointment', appointmentId)).applicant).toMatchObject({
      familyName: 'Musterfrau',
      givenNames: 'Lena',
      birthDate: '1991-04-00',
    });
  });

  it('one name is a name', async () => {
    const appointmentId = await nobody();
    expect(await desk.do(called(appointmentId, { givenNames: '' }))).toBe('applied');
    expect(await desk.do(signature(appointmentId))).toBe('applied');
    expect(outcome(await desk.send(desk.command(called(appointmentId, { familyName: '  ' }))))).toBe('invalid-request');
  });

  it('a name that was misheard is corrected or taken back until it is signed under, and then stays', async () => {
    const appointmentId = await nobody();
    const first = desk.command(called(appointmentId, { familyName: 'Mustafrau' }));
    await desk.send(first);
    expect(await desk.do({ kind: 'undo', appointmentId, commandId: first.id })).toBe('applied');
    expect((await desk.one('appointment', appointmentId)).applicant.familyName).toBe('');
    await desk.do(called(appointmentId, { familyName: 'Mustafrau' }));
    expect(await desk.do(called(appointmentId))).toBe('applied');
    await desk.do(signature(appointmentId));
    expect(await desk.do(called(appointmentId, { familyName: 'Anders' }))).toBe('already-named');
  });

  it('only the counter that has the person names them, and nobody renames whom the office knows', async () => {
    const appointmentId = await nobody();
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect(await other.do(called(appointmentId))).toBe('not-yours');
    await desk.do({ kind: 'park', appointmentId, reason: '' });
    await desk.serveNext();
    expect(await desk.do(called(erika))).toBe('already-named');
    expect((await desk.one('appointment', erika)).applicant.familyName).toBe('Mustermann');
  });

  it('a counter shows the same before the backend has answered', () => {
    const [known] = makeOfficeDay(new Date('2026-11-22T10:00:00Z')).appointments;
    const unnamed = {
      ...known!,
      walkIn: true,
      state: 'serving' as const,
      counterId: 'counter-1',
      applicant: { ...known!.applicant, familyName: '', givenNames: '' },
    };
    const at = { commandId: 'c1', counterId: 'counter-1', now: '2026-11-22T10:00:00.000Z' };
    const named = applyToAppointment(unnamed, called(unnamed.id), at);
    expect(named).toMatchObject({
      ok: true,
      appointment: { applicant: { familyName: 'Musterfrau', givenNames: 'Lena' } },
    });
    expect(applyToAppointment(unnamed, signature(unnamed.id), at)).toEqual({ ok: false, code: 'name-missing' });
  });
});

describe('who signs and who receives is a person with a role', () => {
  it('a parent’s signature keeps role, name and paper in its record and in the step', async () => {
    await desk.serveNext();
    const signed = signature(erika, { signer: mother });
    expect(await desk.do(signed)).toBe('applied');
    expect(await desk.one('signature', signed.signatureId)).toMatchObject({ signer: mother });
    expect((await desk.one('appointment', erika)).steps['receipt']!.evidence).toMatchObject({
      signatureId: signed.signatureId,
      ...mother,
    });
  });

  it('a hand-over keeps who received it on what ground, and what proved the document', async () => {
    await desk.serveNext();
    expect(
      await desk.do({
        kind: 'hand-over',
        appointmentId: erika,
        stepId: 'output',
        itemId: 'item-A017',
        recipient: 'entitled',
        receiver: mother,
        proof: { by: 'eye', reason: 'Code beschädigt' },
      }),
    ).toBe('applied');
    expect((await desk.one('appointment', erika)).steps['output']!.evidence).toEqual({
      itemId: 'item-A017',
      recipient: 'entitled',
      ...mother,
      proof: 'eye',
      proofReason: 'Code beschädigt',
    });
  });

  it('the ground follows from the role, whatever the counter called it', async () => {
    await desk.serveNext();
    await desk.do({
      kind: 'hand-over',
      appointmentId: erika,
      stepId: 'output',
      itemId: 'item-A017',
      recipient: 'applicant',
      receiver: { role: 'authorised', name: 'Probe, Max', paper: 'power-of-attorney' },
      proof: { by: 'scan' },
    });
    expect((await desk.one('appointment', erika)).steps['output']!.evidence).toMatchObject({
      recipient: 'authorised',
      proof: 'scan',
    });
  });

  it.each<[string, unknown]>([
    ['an interpreter', { role: 'interpreter', name: 'Probe, Max', paper: 'file' }],
    ['a parent without a name', { role: 'parent', name: ' ', paper: 'file' }],
    ['a parent without a paper', { role: 'parent', name: 'Probe, Max' }],
    ['a parent by power of attorney', { role: 'parent', name: 'Probe, Max', paper: 'power-of-attorney' }],
  ])('%s neither signs nor receives', async (_who, person) => {
    await desk.serveNext();
    expect(await desk.do(signature(erika, { signer: person as ActingPerson }))).toBe('invalid-request');
    expect(
      await desk.do({
        kind: 'hand-over',
        appointmentId: erika,
        stepId: 'output',
        itemId: 'item-A017',
        recipient: 'entitled',
        receiver: person as ActingPerson,
      }),
    ).toBe('invalid-request');
  });

  it('by eye without a reason is no proof', async () => {
    await desk.serveNext();
    expect(
      await desk.do({
        kind: 'hand-over',
        appointmentId: erika,
        stepId: 'output',
        itemId: 'item-A017',
        recipient: 'applicant',
        proof: { by: 'eye', reason: '  ' },
      }),
    ).toBe('invalid-request');
  });

  it('a counter that does not ask yet is still understood', async () => {
    await desk.serveNext();
    const signed = signature(erika);
    expect(await desk.do(signed)).toBe('applied');
    expect(
      await desk.do({
        kind: 'hand-over',
        appointmentId: erika,
        stepId: 'output',
        itemId: 'item-A017',
        recipient: 'authorised',
      }),
    ).toBe('applied');
    expect(await desk.one('signature', signed.signatureId)).not.toHaveProperty('signer');
    expect((await desk.one('appointment', erika)).steps['output']!.evidence).toEqual({
      itemId: 'item-A017',
      recipient: 'authorised',
    });
  });
});
