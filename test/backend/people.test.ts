import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action, PersonAnswer } from '../../backend/contract/index.ts';
import { carryOverPeople } from '../../backend/people/carryOver.ts';
import { sweep } from '../../backend/retention/sweep.ts';
import { putRecord, removeRecord } from '../../backend/store/recordStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { ask, Desk, outcome } from './api.ts';

/** People are records of their own; appointments, documents, roles and households point to them. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let desk: Desk;
let lead: Desk;
beforeEach(async () => {
  backend = await startTestBackend();
  desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
  lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
});
afterEach(() => backend.stop());

const erika = 'applicant-mustermann';
const petrov = 'applicant-petrov';
const astrid = 'applicant-lindqvist';

async function person(id: string): Promise<PersonAnswer> {
  return (await ask(backend.url, 'GET', `/people/${id}`, { token: desk.token })).body as unknown as PersonAnswer;
}
const merge = (personId: string, into: string): Action => ({ kind: 'merge-people', personId, into });
const part = (personId: string): Action => ({ kind: 'part-people', personId });

/** Another appointment of somebody who has one already. */
async function secondAppointment(of: string): Promise<string> {
  const first = (await desk.all('appointment')).find(({ applicant }) => applicant.id === of)!;
  const second = { ...first, id: `${first.id}-2`, ticket: `${first.ticket}b`, code: `${first.code}2`, visitId: null };
  await backend.database.transaction((sql) =>
    putRecord(sql, 'appointment', { ...second, state: 'scheduled', undo: null }),
  );
  return second.id;
}

describe('a person', () => {
  it('is told whole to who asks for them, with what is theirs, and stands in no copy of a counter', async () => {
    expect(await person(erika)).toMatchObject({
      person: { familyName: 'Mustermann', householdId: null, merged: null },
      appointmentIds: ['appointment-A017'],
      itemIds: ['item-A017'],
    });
    expect(await desk.all('person')).toEqual([]);
    expect((await ask(backend.url, 'GET', '/people/nobody', { token: desk.token })).body['code']).toBe('not-found');
    expect((await ask(backend.url, 'GET', `/people/${'x'.repeat(65)}`, { token: desk.token })).body['code']).toBe(
      'invalid-request',
    );
  });

  it('who came without a name is known from then on, and is named in all of their appointments at once', async () => {
    const { body } = await desk.send(
      desk.command({ kind: 'walk-in', service: 'eat-collect', familyName: '', givenNames: '', language: 'de' }),
    );
    const appointmentId = String(body['appointmentId']);
    const { id } = (await desk.one('appointment', appointmentId)).applicant;
    expect((await person(id)).person.familyName).toBe('');
    const second = await secondAppointment(id);
    await desk.do({ kind: 'call', appointmentId });
    const name = desk.command({ kind: 'name-applicant', appointmentId, familyName: 'Neu', givenNames: '' });
    expect(outcome(await desk.send(name))).toBe('applied');
    expect((await person(id)).person.familyName).toBe('Neu');
    expect((await desk.one('appointment', second)).applicant.familyName).toBe('Neu');
    expect(await desk.do({ kind: 'undo', appointmentId, commandId: name.id })).toBe('applied');
    expect((await person(id)).person.familyName).toBe('');
    expect((await desk.one('appointment', second)).applicant.familyName).toBe('');
  });

  it('goes with the last that the office has of them, and so does everybody who was merged into them', async () => {
    const inDays = (days: number): Date => new Date(Date.now() + days * 24 * 3_600_000);
    expect(await lead.do(merge(astrid, petrov))).toBe('applied');
    await backend.database.transaction((sql) => removeRecord(sql, 'item', 'item-A022'));
    await sweep(backend.database, inDays(91), { finishedDays: 90, strokesDays: 14 });
    for (const id of [astrid, petrov])
      expect((await ask(backend.url, 'GET', `/people/${id}`, { token: desk.token })).body['code']).toBe('not-found');
    // Her card is still here.
    expect((await person(erika)).appointmentIds).toEqual([]);
  });
});

describe('two entries that are one person', () => {
  it('are merged with everything that points to them, and part again as they were', async () => {
    const appointment = await desk.one('appointment', 'appointment-A022');
    const card = await desk.one('item', 'item-A022');
    expect(await lead.do(merge(petrov, erika))).toBe('applied');
    expect(await person(erika)).toMatchObject({
      appointmentIds: ['appointment-A017', 'appointment-A022'],
      itemIds: ['item-A017', 'item-A022'],
    });
    expect((await desk.one('appointment', 'appointment-A022')).applicant).toMatchObject({
      id: erika,
      familyName: 'Mustermann',
    });
    expect(await person(petrov)).toMatchObject({
      person: { merged: { into: erika } },
      appointmentIds: [],
      itemIds: [],
    });
    const later = await secondAppointment(erika);

    expect(await lead.do(part(petrov))).toBe('applied');
    expect((await desk.one('appointment', 'appointment-A022')).applicant).toEqual(appointment.applicant);
    expect(await desk.one('item', 'item-A022')).toEqual(card);
    expect(await person(erika)).toMatchObject({ appointmentIds: ['appointment-A017', later], itemIds: ['item-A017'] });
    expect((await person(petrov)).person.merged).toBeNull();
  });

  it('stay two while one of them stands at a counter', async () => {
    await desk.serveNext();
    expect(await lead.do(merge(petrov, erika))).toBe('person-at-counter');
    expect(await lead.do(merge(erika, petrov))).toBe('person-at-counter');
    await desk.do({ kind: 'park', appointmentId: 'appointment-A017', reason: 'Kopie' });
    expect(await lead.do(merge(petrov, erika))).toBe('applied');
    await desk.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
    await desk.do({ kind: 'call', appointmentId: 'appointment-A022' });
    expect(await lead.do(part(petrov))).toBe('person-at-counter');
  });

  it('are merged once, into somebody who is nobody else, and never into themselves', async () => {
    expect(await lead.do(part(petrov))).toBe('not-merged');
    expect(await lead.do(merge(petrov, petrov))).toBe('invalid-request');
    expect(await lead.do(merge(petrov, 'nobody'))).toBe('not-found');
    await lead.do(merge(petrov, erika));
    expect(await lead.do(merge(petrov, astrid))).toBe('already-merged');
    expect(await lead.do(merge(astrid, petrov))).toBe('already-merged');
    expect(await lead.do({ kind: 'set-household', personId: petrov, householdId: 'home' })).toBe('already-merged');
    // On into a third one: parted in the order backwards.
    expect(await lead.do(merge(erika, astrid))).toBe('applied');
    expect(await lead.do(part(petrov))).toBe('already-merged');
    expect(await lead.do(part(erika))).toBe('applied');
    expect(await lead.do(part(petrov))).toBe('applied');
  });

  it('take no last step back that would bring back who they were', async () => {
    const checkIn = desk.command({ kind: 'check-in', appointmentId: 'appointment-A022' });
    await desk.send(checkIn);
    await lead.do(merge(petrov, erika));
    const undo = { kind: 'undo', appointmentId: 'appointment-A022', commandId: checkIn.id } as const;
    expect(await desk.do(undo)).toBe('cannot-undo');
  });

  it('are merged and parted by a lead, or by who has the right of the back office', async () => {
    expect(await desk.do(merge(petrov, erika))).toBe('not-allowed');
    await behindItsBack(
      backend.dataDir,
      `UPDATE clerks SET rights = '["of-tomorrow","back-office"]' WHERE id = 'clerk-1'`,
    );
    expect(await desk.do(merge(petrov, erika))).toBe('applied');
    const session = await ask(backend.url, 'GET', '/session', { token: desk.token });
    expect(session.body['rights']).toEqual(['back-office']);
  });
});

describe('households and roles', () => {
  it('are said by somebody, and taken back', async () => {
    expect(await desk.do({ kind: 'set-household', personId: erika, householdId: 'home' })).toBe('applied');
    expect((await person(erika)).person).toMatchObject({ householdId: 'home', version: 1 });
    expect(await desk.do({ kind: 'set-household', personId: erika, householdId: null })).toBe('applied');
    expect((await person(erika)).person.householdId).toBeNull();
  });

  it('a case names who else is part of it by the person, and the last word of it can be undone', async () => {
    const appointmentId = 'appointment-A017';
    const roles = async () => (await desk.one('appointment', appointmentId)).roles;
    const set = desk.command({ kind: 'set-role', appointmentId, personId: astrid, role: 'interpreter' });
    expect(outcome(await desk.send(set))).toBe('applied');
    expect(await desk.do({ kind: 'set-role', appointmentId, personId: petrov, role: 'guarantor' })).toBe('applied');
    expect(await roles()).toEqual([
      { personId: astrid, role: 'interpreter' },
      { personId: petrov, role: 'guarantor' },
    ]);
    const gone = desk.command({ kind: 'set-role', appointmentId, personId: astrid, role: null });
    await desk.send(gone);
    expect(await roles()).toEqual([{ personId: petrov, role: 'guarantor' }]);
    await desk.do({ kind: 'undo', appointmentId, commandId: gone.id });
    expect(await roles()).toHaveLength(2);
    expect(await desk.do({ kind: 'set-role', appointmentId, personId: 'nobody', role: 'parent' })).toBe('not-found');
  });
});

describe('who stands only in their appointments', () => {
  /** As a process of the version before leaves it. */
  const asBefore = (): Promise<unknown> =>
    behindItsBack(backend.dataDir, `DELETE FROM records WHERE kind = 'person'`).then(() =>
      behindItsBack(backend.dataDir, 'UPDATE records SET person_id = NULL'),
    );

  it('is carried over, once, and nothing is news by that', async () => {
    await asBefore();
    const { cursor } = await desk.changes(0);
    expect(await carryOverPeople(backend.database)).toBe(19);
    expect(await carryOverPeople(backend.database)).toBe(0);
    expect(await person(erika)).toMatchObject({
      person: { familyName: 'Mustermann' },
      appointmentIds: ['appointment-A017'],
      itemIds: ['item-A017'],
    });
    expect((await desk.changes(cursor)).changes).toEqual([]);
  });

  it('is carried over at a start, and within the hour when an older process goes on beside', async () => {
    await backend.stop();
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-people-'));
    backend = await startTestBackend({ dataDir });
    await asBefore();
    await backend.stop();
    backend = await startTestBackend({ dataDir });
    desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    expect((await person(erika)).person.familyName).toBe('Mustermann');
  });

  it('holds nobody up who cannot be read', async () => {
    await asBefore();
    await behindItsBack(backend.dataDir, `UPDATE records SET value = 'rubbish' WHERE id = 'appointment-A017'`);
    expect(await carryOverPeople(backend.database)).toBe(18);
    expect((await person(astrid)).person.familyName).toBe('Lindqvist');
  });
});

describe('a command', () => {
  it('names its station, with a counter or without one', async () => {
    const stationId = '019aa5c0-7c4e-7d21-9f0a-3c5b7e9d1f20';
    await desk.send(desk.command({ kind: 'call-next' }, { stationId }));
    const household: Action = { kind: 'set-household', personId: erika, householdId: 'home' };
    const inOffice = desk.command(household, { stationId, counterId: null });
    expect(outcome(await desk.send(inOffice))).toBe('applied');
    const stored = await behindItsBack(backend.dataDir, 'SELECT kind, station_id FROM commands ORDER BY kind');
    expect(stored).toEqual([
      { kind: 'call-next', station_id: stationId },
      { kind: 'set-household', station_id: stationId },
    ]);
  });

  it('that has its place at a counter is refused without one; the others need none, nor does their session', async () => {
    const call = desk.command({ kind: 'call-next' }, { counterId: null });
    expect(outcome(await desk.send(call))).toBe('counter-not-chosen');
    const token = String(
      (await ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-2', pin: '2222' } })).body['token'],
    );
    const office = new Desk(backend.url, token, 'none');
    const household: Action = { kind: 'set-household', personId: erika, householdId: 'home' };
    expect(outcome(await office.send(office.command(household, { counterId: null })))).toBe('applied');
    expect(outcome(await office.send(office.command(household, { counterId: 'counter-1' })))).toBe(
      'counter-not-chosen',
    );
  });
});
