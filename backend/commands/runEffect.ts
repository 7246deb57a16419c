import {
  effect,
  type Action,
  type Appointment,
  type Circumstances,
  type Read,
  type RecordKind,
  type RecordOf,
  type RecordOutcome,
} from '../contract/index.ts';
import type { Sql } from '../store/database.ts';
import { visitMembers } from '../store/queueStore.ts';
import { recordsOf, type Theirs } from '../store/peopleStore.ts';
import { getRecord } from '../store/recordStore.ts';
import { withAbsence } from './presence.ts';

/** What an action does, and how the records that it looked at were before. */
export interface Ran {
  outcomes: readonly RecordOutcome[];
  before: Read<RecordOf>;
}

/**
 * Runs the effect of an action on the records of the database; writes nothing. An effect asks for records at once and
 * the database answers later: so it runs again with what was fetched, until it asks for nothing more.
 */
export async function runEffect(sql: Sql, action: Action, at: Circumstances): Promise<Ran> {
  const fetched = new Map<string, RecordOf[RecordKind] | undefined>();
  const members = new Map<string, readonly string[]>();
  const pointing = new Map<string, Theirs>();
  for (;;) {
    const wanted: { kind: RecordKind; id: string }[] = [];
    const wantedVisits: string[] = [];
    const wantedPeople: string[] = [];
    const one = <K extends RecordKind>(kind: K, id: string): RecordOf[K] | undefined => {
      const name = `${kind} ${id}`;
      if (!fetched.has(name)) wanted.push({ kind, id });
      return fetched.get(name) as RecordOf[K] | undefined;
    };
    const visit = (visitId: string): Appointment[] => {
      const ids = members.get(visitId);
      if (!ids) wantedVisits.push(visitId);
      return (ids ?? []).flatMap((id) => one('appointment', id) ?? []);
    };
    const theirs = (personId: string): Theirs => {
      const known = pointing.get(personId);
      if (!known) wantedPeople.push(personId);
      return known ?? { appointments: [], items: [], mergedIds: [] };
    };
    const before = { one, visit, theirs };
    const outcomes = effect(action, before, at);
    if (wanted.length + wantedVisits.length + wantedPeople.length === 0) return { outcomes, before };
    // One after the other: a connection is asked one thing at a time.
    for (const visitId of wantedVisits) members.set(visitId, await visitMembers(sql, visitId));
    for (const personId of wantedPeople) pointing.set(personId, await recordsOf(sql, personId));
    for (const { kind, id } of wanted)
      if (!fetched.has(`${kind} ${id}`)) fetched.set(`${kind} ${id}`, await fetchNow(sql, kind, id, at));
  }
}

/** The record as it is at this moment. That a counter is away is noted later than it is so. */
async function fetchNow(
  sql: Sql,
  kind: RecordKind,
  id: string,
  at: Circumstances,
): Promise<RecordOf[RecordKind] | undefined> {
  if (kind !== 'appointment') return getRecord(sql, kind, id);
  const appointment = await getRecord(sql, kind, id);
  return appointment && appointment.counterId !== at.counterId
    ? withAbsence(sql, appointment, new Date(at.now))
    : appointment;
}
