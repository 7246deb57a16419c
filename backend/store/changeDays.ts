import { one, type Reading, type Sql } from './database.ts';

/** Which change was the newest on which day (ISO dates of the office's time zone). */

/**
 * Notes the day, once; days that are still to come were those of a clock that went wrong. @returns the day before it on
 * which the backend ran, if any
 */
export async function noteDay(sql: Sql, day: string): Promise<string | undefined> {
  await sql.run('DELETE FROM change_days WHERE day > ?', day);
  await sql.run(
    'INSERT INTO change_days (day, newest) VALUES (?, (SELECT newest FROM change_sequence WHERE id = 1)) ON CONFLICT (day) DO NOTHING',
    day,
  );
  const before = (await one(sql, 'SELECT MAX(day) AS day FROM change_days WHERE day < ?', day))?.['day'];
  return before === null || before === undefined ? undefined : String(before);
}

/** Every change up to this one was made before that day. */
export async function newestBefore(sql: Reading, day: string): Promise<number> {
  return Number((await one(sql, 'SELECT MAX(newest) AS newest FROM change_days WHERE day <= ?', day))?.['newest'] ?? 0);
}

export async function forgetDaysBefore(sql: Sql, day: string): Promise<void> {
  await sql.run('DELETE FROM change_days WHERE day < ?', day);
}
