import type { Appointment, DocumentItem } from '../contract/index.ts';
import type { Reading, Sql } from './database.ts';
import { getRecord } from './recordStore.ts';

/** What points to a person. */
export interface Theirs {
  appointments: Appointment[];
  items: DocumentItem[];
  /** Ids of entries that were merged into this one. */
  mergedIds: string[];
}

/** Everything that points to a person, in the order of its ids. A record that cannot be read throws: nobody decides over it unseen. */
export async function recordsOf(sql: Reading, personId: string): Promise<Theirs> {
  const rows = await sql.all('SELECT kind, id FROM records WHERE person_id = ? ORDER BY kind, id', personId);
  const theirs: Theirs = { appointments: [], items: [], mergedIds: [] };
  // One after the other: a connection is asked one thing at a time.
  for (const { kind, id } of rows.map((row) => ({ kind: String(row['kind']), id: String(row['id']) }))) {
    if (kind === 'person') theirs.mergedIds.push(id);
    if (kind === 'appointment') theirs.appointments.push(...present(await getRecord(sql, 'appointment', id)));
    if (kind === 'item') theirs.items.push(...present(await getRecord(sql, 'item', id)));
  }
  return theirs;
}

const present = <T>(record: T | undefined): T[] => (record === undefined ? [] : [record]);

/** Appointments and documents of which it is not noted whose they are: a process of an older version wrote them. */
export async function withoutPerson(
  sql: Reading,
  after: number,
  limit: number,
): Promise<{ kind: 'appointment' | 'item'; id: string; seq: number }[]> {
  const rows = await sql.all(
    "SELECT kind, id, seq FROM records WHERE person_id IS NULL AND kind IN ('appointment', 'item') AND value <> 'null' AND seq > ? ORDER BY seq LIMIT ?",
    after,
    limit,
  );
  return rows.map((row) => ({
    kind: row['kind'] === 'item' ? 'item' : 'appointment',
    id: String(row['id']),
    seq: Number(row['seq']),
  }));
}

/** Notes whose a record is; that is no news for anybody. */
export async function notePerson(sql: Sql, kind: 'appointment' | 'item', id: string, personId: string): Promise<void> {
  await sql.run('UPDATE records SET person_id = ? WHERE kind = ? AND id = ?', personId, kind, id);
}
