import { isRecordKind, type Change, type RecordKind, type RecordOf } from '../contract/index.ts';
import { one, type Reading, type Row, type Sql } from './database.ts';
import { forgetVisit, noteVisit } from './queueStore.ts';
import { readableRecord, readRecord } from './readRecord.ts';

/** What stands in the place of a record that was removed: it travels to the counters like any other change. */
const removed = 'null';

/** The shared records of the office. */

export async function getRecord<K extends RecordKind>(
  sql: Reading,
  kind: K,
  id: string,
): Promise<RecordOf[K] | undefined> {
  const row = await one(sql, 'SELECT id, value FROM records WHERE kind = ? AND id = ?', kind, id);
  return row && row['value'] !== removed ? read(kind, row) : undefined;
}

/** The same for what looks at everybody: a damaged row is nobody. */
export async function findReadable<K extends RecordKind>(
  sql: Reading,
  kind: K,
  id: string,
): Promise<RecordOf[K] | undefined> {
  return readable(kind, await sql.all('SELECT id, value FROM records WHERE kind = ? AND id = ?', kind, id))[0];
}

/** In no order: sorting a day of people by their ids costs PostgreSQL as much as reading them. */
export async function recordsInState<K extends RecordKind>(
  sql: Reading,
  kind: K,
  state: string,
): Promise<RecordOf[K][]> {
  const rows = await sql.all('SELECT id, value FROM records WHERE kind = ? AND state = ?', kind, state);
  return readable(kind, rows);
}

/** Those of the waiting who belong to a visit: few, while all who wait may be the people of a day. */
export async function waitingOfVisits(sql: Reading): Promise<RecordOf['appointment'][]> {
  const rows = await sql.all(
    `SELECT records.id, records.value FROM visit_members JOIN records ON records.kind = 'appointment' AND records.id = visit_members.appointment_id
     WHERE records.state = 'waiting' ORDER BY records.id`,
  );
  return readable('appointment', rows);
}

/** Those in a state that were changed after a number, those that were not for the longest time first. */
export async function changedAfter<K extends RecordKind>(
  sql: Reading,
  kind: K,
  state: string,
  seq: number,
  limit: number,
): Promise<{ seq: number; record: RecordOf[K] | null }[]> {
  const rows = await sql.all(
    'SELECT id, seq, value FROM records WHERE kind = ? AND state = ? AND seq > ? ORDER BY seq LIMIT ?',
    kind,
    state,
    seq,
    limit,
  );
  return rows.map((row) => ({
    seq: Number(row['seq']),
    record: readableRecord(kind, String(row['id']), String(row['value'])),
  }));
}

/** Stores a record and gives it the next place in the order of changes. */
export async function putRecord<K extends RecordKind>(sql: Sql, kind: K, record: RecordOf[K]): Promise<void> {
  const state = 'state' in record ? record.state : '';
  await write(sql, kind, record.id, state, JSON.stringify(record), whoseIs(record));
  if (kind === 'appointment') await noteAppointment(sql, record as RecordOf['appointment']);
}

/** Removes a record from every counter; the fact that it is gone takes the next place in the order of changes. */
export async function removeRecord(sql: Sql, kind: RecordKind, id: string): Promise<void> {
  await write(sql, kind, id, '', removed, null);
  if (kind !== 'appointment') return;
  await sql.run('DELETE FROM counter_work WHERE appointment_id = ?', id);
  await forgetVisit(sql, id);
}

/** Whose a record is; of a merged person, into whom. Null: nobody's. */
function whoseIs(record: RecordOf[RecordKind]): string | null {
  if ('applicant' in record) return record.applicant.id;
  if ('applicantId' in record) return record.applicantId;
  return 'merged' in record ? (record.merged?.into ?? null) : null;
}

async function write(
  sql: Sql,
  kind: string,
  id: string,
  state: string,
  value: string,
  personId: string | null,
): Promise<void> {
  await sql.run(
    `INSERT INTO records (kind, id, state, seq, value, person_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE
     SET state = excluded.state, seq = excluded.seq, value = excluded.value, person_id = excluded.person_id`,
    kind,
    id,
    state,
    await nextSeq(sql),
    value,
    personId,
  );
}

/**
 * Numbers without gaps, in the order of the commits: nobody ever sees 12 before 11, because whoever writes waits for
 * who wrote before.
 */
async function nextSeq(sql: Sql): Promise<number> {
  const row = await one(sql, 'UPDATE change_sequence SET newest = newest + 1 WHERE id = 1 RETURNING newest');
  const cursor = Number(row?.['newest']);
  sql.tell({ kind: 'changes', cursor });
  return cursor;
}

/** The appointment that is called or being served at a counter. */
export async function workAtCounter(sql: Reading, counterId: string): Promise<string | undefined> {
  const row = await one(sql, 'SELECT appointment_id FROM counter_work WHERE counter_id = ?', counterId);
  return row && String(row['appointment_id']);
}

async function noteAppointment(sql: Sql, appointment: RecordOf['appointment']): Promise<void> {
  if (appointment.visitId !== null) await noteVisit(sql, appointment.id, appointment.visitId);
  await sql.run('DELETE FROM counter_work WHERE appointment_id = ?', appointment.id);
  if (appointment.state !== 'called' && appointment.state !== 'serving') return;
  await sql.run(
    'INSERT INTO counter_work (counter_id, appointment_id) VALUES (?, ?)',
    appointment.counterId,
    appointment.id,
  );
}

export async function newestSeq(sql: Reading): Promise<number> {
  return Number((await one(sql, 'SELECT newest FROM change_sequence WHERE id = 1'))?.['newest']);
}

/** Gives the history of this database a name, once. */
export async function nameHistory(sql: Sql, name: string): Promise<void> {
  await sql.run('UPDATE change_sequence SET history = ? WHERE id = 1 AND history IS NULL', name);
}

export async function readHistory(sql: Reading): Promise<string | undefined> {
  const history = (await one(sql, 'SELECT history FROM change_sequence WHERE id = 1'))?.['history'];
  return typeof history === 'string' ? history : undefined;
}

/**
 * Forgets what was removed up to a change. Records that stayed the same since are told once more first, at most
 * `atMost` of them: so nobody who is in the middle of fetching everything stands at a number that is forgotten.
 * @returns whether that was all of them
 */
export async function forgetRemoved(sql: Sql, upTo: number, atMost: number): Promise<boolean> {
  const rows = await sql.all(
    'SELECT kind, id, state, value, person_id FROM records WHERE seq <= ? AND value <> ? ORDER BY seq LIMIT ?',
    upTo,
    removed,
    atMost,
  );
  for (const row of rows)
    await write(
      sql,
      String(row['kind']),
      String(row['id']),
      String(row['state']),
      String(row['value']),
      row['person_id'] === null ? null : String(row['person_id']),
    );
  if (rows.length === atMost) return false;
  await sql.run('DELETE FROM records WHERE seq <= ? AND value = ?', upTo, removed);
  await sql.run('UPDATE change_sequence SET forgotten = ? WHERE id = 1 AND forgotten < ?', upTo, upTo);
  return true;
}

/**
 * Was this cursor never told, or told and forgotten since? After a backup was put back, the numbers between its newest
 * change and `floor` are those that counters may know and the office does not (docs/backend.md, "Backup and restore").
 * Before `forgotten` not all is known any more that was removed. 0 is who begins.
 */
export async function isUnknownCursor(sql: Reading, cursor: number): Promise<boolean> {
  const row = await one(
    sql,
    'SELECT newest, floor, forgotten, (SELECT MAX(seq) FROM records WHERE seq <= floor) AS reached FROM change_sequence WHERE id = 1',
  );
  if (cursor > 0 && cursor < Number(row?.['forgotten'])) return true;
  return (
    cursor > Number(row?.['newest']) || (cursor < Number(row?.['floor']) && cursor > Number(row?.['reached'] ?? 0))
  );
}

/**
 * The next changes after `since`, as many as one answer carries: so many records, and so much text of them, but one at
 * least. `more`: these are not all.
 */
export async function pageOfChanges(
  sql: Reading,
  since: number,
  most: { records: number; characters: number },
  without: readonly RecordKind[] = [],
): Promise<{ changes: Change[]; more: boolean }> {
  const found = await changesAfter(sql, since, most.records + 1, without);
  let characters = 0;
  const end = found.findIndex(({ value }, n) => {
    characters += JSON.stringify(value ?? null).length;
    return n >= most.records || (n > 0 && characters > most.characters);
  });
  return end < 0 ? { changes: found, more: false } : { changes: found.slice(0, end), more: true };
}

/**
 * Each record that changed after `since` once, with its newest change, oldest first. Who begins is not told of what is
 * gone. A row that cannot be read here travels as it is: the counters tell that they do not understand it, and
 * everything else goes on. Of a kind that only a newer version knows there is no value: for whom its content is meant
 * cannot be known here.
 * @param without kinds that are not for who asks
 */
export async function changesAfter(
  sql: Reading,
  since: number,
  limit: number,
  without: readonly RecordKind[] = [],
): Promise<Change[]> {
  const others = without.length === 0 ? '' : `AND kind NOT IN (${without.map(() => '?').join(', ')})`;
  const rows = await sql.all(
    `SELECT kind, id, seq, value FROM records WHERE ${since === 0 ? 'value <> ?' : 'seq > ?'} ${others} ORDER BY seq LIMIT ?`,
    since === 0 ? removed : since,
    ...without,
    limit,
  );
  return rows.map((row) => {
    const [kind, id, seq] = [String(row['kind']), String(row['id']), Number(row['seq'])];
    if (row['value'] === removed) return { seq, kind, id, value: null };
    return isRecordKind(kind)
      ? { seq, kind, id, value: readableRecord(kind, id, String(row['value'])) ?? row['value'] }
      : { seq, kind, id };
  });
}

const readable = <K extends RecordKind>(kind: K, rows: readonly Row[]): RecordOf[K][] =>
  rows.map((row) => readableRecord(kind, String(row['id']), String(row['value']))).filter((record) => record !== null);

function read<K extends RecordKind>(kind: K, row: Row): RecordOf[K] {
  return readRecord(kind, String(row['id']), String(row['value']));
}
