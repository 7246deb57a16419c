import { one, type Sql } from './database.ts';

/**
 * What the queue needs beside its records: how long a counter counts as there, and the numbers of those who come
 * without an appointment.
 */

export async function leaseOf(sql: Sql, counterId: string): Promise<string | undefined> {
  const row = await one(sql, 'SELECT until FROM counter_leases WHERE counter_id = ?', counterId);
  return row && String(row['until']);
}

export async function setLease(sql: Sql, counterId: string, until: string): Promise<void> {
  await sql.run(
    'INSERT INTO counter_leases (counter_id, until) VALUES (?, ?) ON CONFLICT (counter_id) DO UPDATE SET until = excluded.until',
    counterId,
    until,
  );
}

/** Ids of the counters that have somebody and whose lease is over at `now` (ISO time). */
export async function lapsedCounters(sql: Sql, now: string): Promise<string[]> {
  const rows = await sql.all(
    `SELECT counter_work.counter_id FROM counter_work LEFT JOIN counter_leases ON counter_leases.counter_id = counter_work.counter_id
     WHERE counter_leases.until IS NULL OR counter_leases.until <= ?`,
    now,
  );
  return rows.map((row) => String(row['counter_id']));
}

export async function noteVisit(sql: Sql, appointmentId: string, visitId: string): Promise<void> {
  await sql.run(
    'INSERT INTO visit_members (appointment_id, visit_id) VALUES (?, ?) ON CONFLICT (appointment_id) DO UPDATE SET visit_id = excluded.visit_id',
    appointmentId,
    visitId,
  );
}

export async function forgetVisit(sql: Sql, appointmentId: string): Promise<void> {
  await sql.run('DELETE FROM visit_members WHERE appointment_id = ?', appointmentId);
}

/** Ids of all appointments of a visit, in any state. */
export async function visitMembers(sql: Sql, visitId: string): Promise<string[]> {
  return (
    await sql.all('SELECT appointment_id FROM visit_members WHERE visit_id = ? ORDER BY appointment_id', visitId)
  ).map((row) => String(row['appointment_id']));
}

/** 1, 2, 3 … on each calendar day; never given twice. */
export async function nextWalkInNumber(sql: Sql, day: string): Promise<number> {
  const row = await one(
    sql,
    `INSERT INTO walk_in_numbers (day, newest) VALUES (?, 1)
     ON CONFLICT (day) DO UPDATE SET newest = walk_in_numbers.newest + 1 RETURNING newest`,
    day,
  );
  return Number(row?.['newest']);
}
