import { records, type Change, type RecordKind, type RecordOf } from '../contract/index.ts';
import { one, type Reading, type Row, type Sql } from './database.ts';

/** The shared records of the office. What is read passes its schema again, so a damaged row is an error and never an answer. */

export async function getRecord<K extends RecordKind>(sql: Reading, kind: K, id: string): Promise<RecordOf[K] | undefined> {
  const row = await one(sql, 'SELECT value FROM records WHERE kind = ? AND id = ?', kind, id);
  return row && read(kind, row);
}

export async function recordsInState<K extends RecordKind>(sql: Reading, kind: K, state: string): Promise<RecordOf[K][]> {
  const rows = await sql.all('SELECT value FROM records WHERE kind = ? AND state = ? ORDER BY id', kind, state);
  return rows.map((row) => read(kind, row));
}

/** Stores a record and gives it the next place in the order of changes. */
export async function putRecord<K extends RecordKind>(sql: Sql, kind: K, record: RecordOf[K]): Promise<void> {
  const seq = await nextSeq(sql);
  const state = 'state' in record ? record.state : '';
  await sql.run(
    `INSERT INTO records (kind, id, state, seq, value) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET state = excluded.state, seq = excluded.seq, value = excluded.value`,
    kind, record.id, state, seq, JSON.stringify(record),
  );
  if (kind === 'appointment') await noteCounterWork(sql, record as RecordOf['appointment']);
}

/** Numbers without gaps, in the order of the commits: nobody ever sees 12 before 11, because whoever writes waits for who wrote before. */
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

async function noteCounterWork(sql: Sql, appointment: RecordOf['appointment']): Promise<void> {
  await sql.run('DELETE FROM counter_work WHERE appointment_id = ?', appointment.id);
  if (appointment.state !== 'called' && appointment.state !== 'serving') return;
  await sql.run('INSERT INTO counter_work (counter_id, appointment_id) VALUES (?, ?)', appointment.counterId, appointment.id);
}

export async function newestSeq(sql: Reading): Promise<number> {
  return Number((await one(sql, 'SELECT newest FROM change_sequence WHERE id = 1'))?.['newest']);
}

/** Each record that changed after `since` once, with its newest change, oldest first. */
export async function changesAfter(sql: Reading, since: number, limit: number): Promise<Change[]> {
  const rows = await sql.all('SELECT kind, id, seq, value FROM records WHERE seq > ? ORDER BY seq LIMIT ?', since, limit);
  return rows.map((row) => {
    const kind = String(row['kind']) as RecordKind;
    return { seq: Number(row['seq']), kind, id: String(row['id']), value: read(kind, row) };
  });
}

function read<K extends RecordKind>(kind: K, row: Row): RecordOf[K] {
  return records[kind].parse(JSON.parse(String(row['value']))) as RecordOf[K];
}
