import {
  mergePeople,
  newPerson,
  ofPerson,
  partPeople,
  setHousehold,
  type ActionOf,
  type Applicant,
  type PeopleResult,
} from '../contract/index.ts';
import { ok, refused, type Result } from '../result.ts';
import type { Sql } from '../store/database.ts';
import { recordsOf } from '../store/peopleStore.ts';
import { getRecord, putRecord } from '../store/recordStore.ts';

type ActionOnPeople = ActionOf<'merge-people' | 'part-people' | 'set-household'>;

/** Decides about people, and writes what changes with them. */
export async function decideOnPeople(sql: Sql, action: ActionOnPeople, at: string): Promise<Result<null>> {
  const result = await effect(sql, action, at);
  if (!result.ok) return refused(result.code);
  for (const person of result.people) await putRecord(sql, 'person', person);
  for (const appointment of result.appointments) await putRecord(sql, 'appointment', appointment);
  for (const item of result.items) await putRecord(sql, 'item', item);
  return ok(null);
}

async function effect(sql: Sql, action: ActionOnPeople, at: string): Promise<PeopleResult> {
  const person = await getRecord(sql, 'person', action.personId);
  if (!person) return { ok: false, code: 'not-found' };
  switch (action.kind) {
    case 'merge-people': {
      const into = await getRecord(sql, 'person', action.into);
      if (!into) return { ok: false, code: 'not-found' };
      return mergePeople(person, into, await recordsOf(sql, person.id), await recordsOf(sql, into.id), at);
    }
    case 'part-people': {
      const into = person.merged && (await getRecord(sql, 'person', person.merged.into));
      // Whoever is merged on into a third one is parted from them first.
      if (into?.merged) return { ok: false, code: 'already-merged' };
      return partPeople(person, await recordsOf(sql, person.merged?.into ?? person.id));
    }
    case 'set-household':
      return setHousehold(person, action.householdId);
  }
}

/**
 * What was learned about somebody in one appointment holds for the person, and stands in all of their appointments.
 * @param appointmentId where it was learned, and stands already
 */
export async function keepFacts(sql: Sql, appointmentId: string, facts: Applicant): Promise<void> {
  const known = await getRecord(sql, 'person', facts.id);
  await putRecord(sql, 'person', known ? { ...known, ...facts, version: known.version + 1 } : newPerson(facts));
  for (const other of (await recordsOf(sql, facts.id)).appointments)
    if (other.id !== appointmentId) await putRecord(sql, 'appointment', ofPerson(other, facts));
}
