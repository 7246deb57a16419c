import { one, type Sql } from '../store/database.ts';

/**
 * Wrong PINs per clerk, counted in the store: neither a restart nor another process of the backend gives new attempts.
 */

const allowedFailures = 5;
/** Doubled with every pause in a row: a PIN of four digits is then not guessed within a week of trying. */
const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;

/** Takes one attempt. False: wait. */
export async function takeAttempt(sql: Sql, clerkId: string, moment: Date): Promise<boolean> {
  const now = moment.getTime();
  const row = await one(
    sql,
    'SELECT failures, paused_until, pause_ms FROM sign_in_attempts WHERE clerk_id = ?',
    clerkId,
  );
  const known = {
    failures: Number(row?.['failures'] ?? 0),
    pausedUntil: Number(row?.['paused_until'] ?? 0),
    pauseMs: Number(row?.['pause_ms'] ?? firstPauseMs),
  };
  // A clock that was set back must not lock anybody out for longer than the pause.
  if (known.pausedUntil > now && known.pausedUntil - now <= known.pauseMs) return false;
  const pauseIsOver = known.pausedUntil > 0;
  const failures = (pauseIsOver ? 0 : known.failures) + 1;
  const pauseMs = pauseIsOver ? Math.min(2 * known.pauseMs, longestPauseMs) : known.pauseMs;
  await sql.run(
    `INSERT INTO sign_in_attempts (clerk_id, failures, paused_until, pause_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (clerk_id) DO UPDATE SET failures = excluded.failures, paused_until = excluded.paused_until, pause_ms = excluded.pause_ms`,
    clerkId,
    failures,
    failures >= allowedFailures ? now + pauseMs : 0,
    pauseMs,
  );
  return true;
}

export async function forgetAttempts(sql: Sql, clerkId: string): Promise<void> {
  await sql.run('DELETE FROM sign_in_attempts WHERE clerk_id = ?', clerkId);
}
