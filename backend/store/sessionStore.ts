import { Clerk, type Right } from '../contract/index.ts';
import { readRights } from './officeStore.ts';
import { one, type Reading, type Row, type Sql } from './database.ts';

/** Sessions, known only by the hash of their token. */

export interface StoredSession {
  tokenHash: string;
  /** See `contract/sessions.ts`. */
  kind: string;
  /** Null: of a station on which nobody signs in. */
  clerk: Clerk | null;
  counterId: string | null;
  rights: readonly Right[];
  expiresAt: string;
}
export type ClerkSession = StoredSession & { clerk: Clerk };
export const isClerks = (session: StoredSession): session is ClerkSession => session.clerk !== null;

const selectSessions = `SELECT token_hash, sessions.kind, clerks.id, clerks.name, clerks.role, clerks.rights, sessions.counter_id, sessions.expires_at
  FROM sessions LEFT JOIN clerks ON clerks.id = sessions.clerk_id WHERE expires_at > ?`;

/** The session of a token, unless it is over at `now` (ISO time). */
export async function findSession(sql: Reading, tokenHash: string, now: string): Promise<StoredSession | undefined> {
  const row = await one(sql, `${selectSessions} AND token_hash = ?`, now, tokenHash);
  return row && readSession(row);
}

/** Of clerks. */
export async function liveSessions(sql: Reading, now: string): Promise<ClerkSession[]> {
  const all = (await sql.all(`${selectSessions} ORDER BY clerks.name, token_hash`, now)).map(readSession);
  return all.filter(isClerks);
}

export async function liveTokenHashes(sql: Reading, now: string): Promise<Set<string>> {
  return new Set(
    (await sql.all('SELECT token_hash FROM sessions WHERE expires_at > ?', now)).map((row) =>
      String(row['token_hash']),
    ),
  );
}

function readSession(row: Row): StoredSession {
  return {
    tokenHash: String(row['token_hash']),
    kind: String(row['kind']),
    clerk: row['id'] === null ? null : Clerk.parse({ id: row['id'], name: row['name'], role: row['role'] }),
    counterId: row['counter_id'] === null ? null : String(row['counter_id']),
    rights: row['rights'] === null ? [] : readRights(row['rights']),
    expiresAt: String(row['expires_at']),
  };
}

export async function insertSession(
  sql: Sql,
  session: { tokenHash: string; clerkId: string | null; expiresAt: string; kind?: string },
): Promise<void> {
  await sql.run(
    'INSERT INTO sessions (token_hash, clerk_id, counter_id, expires_at, kind) VALUES (?, ?, NULL, ?, ?)',
    session.tokenHash,
    session.clerkId,
    session.expiresAt,
    session.kind ?? 'clerk',
  );
}

export async function deleteSession(sql: Sql, tokenHash: string): Promise<void> {
  tellEnded(sql, await sql.all('DELETE FROM sessions WHERE token_hash = ? RETURNING token_hash', tokenHash));
}

/** Ends the oldest sessions of a clerk beyond so many; the counters that are free by that. */
export async function deleteOldestSessions(sql: Sql, clerkId: string, atMost: number): Promise<string[]> {
  return freed(
    sql,
    await sql.all(
      `DELETE FROM sessions WHERE token_hash IN (
         SELECT token_hash FROM sessions WHERE clerk_id = ? ORDER BY expires_at DESC, token_hash LIMIT 1000 OFFSET ?)
       RETURNING token_hash, counter_id`,
      clerkId,
      atMost,
    ),
  );
}

/** All sessions of a clerk; the counters that are free by that. */
export async function deleteSessionsOf(sql: Sql, clerkId: string): Promise<string[]> {
  return freed(sql, await sql.all('DELETE FROM sessions WHERE clerk_id = ? RETURNING token_hash, counter_id', clerkId));
}

/** Sessions whose time is over hold no counters; those that are free by that. */
export async function deleteExpiredSessions(sql: Sql, now: string): Promise<string[]> {
  return freed(sql, await sql.all('DELETE FROM sessions WHERE expires_at <= ? RETURNING token_hash, counter_id', now));
}

function freed(sql: Sql, rows: Row[]): string[] {
  tellEnded(sql, rows);
  return rows.flatMap((row) => (row['counter_id'] === null ? [] : [String(row['counter_id'])]));
}

/** Their event streams end at every process. */
function tellEnded(sql: Sql, rows: Row[]): void {
  for (const row of rows) sql.tell({ kind: 'session-ended', tokenHash: String(row['token_hash']) });
}

export async function holderOfCounter(sql: Reading, counterId: string): Promise<string | undefined> {
  const row = await one(sql, 'SELECT token_hash FROM sessions WHERE counter_id = ?', counterId);
  return row && String(row['token_hash']);
}

/**
 * Gives a counter to a session and takes it from whoever had it: their event stream ends, so that they ask what became
 * of them.
 */
export async function holdCounter(sql: Sql, session: ClerkSession, counterId: string): Promise<void> {
  tellEnded(
    sql,
    await sql.all(
      'UPDATE sessions SET counter_id = NULL WHERE counter_id = ? AND token_hash <> ? RETURNING token_hash',
      counterId,
      session.tokenHash,
    ),
  );
  await sql.run('UPDATE sessions SET counter_id = ? WHERE token_hash = ?', counterId, session.tokenHash);
  await sql.run(
    'INSERT INTO counter_holders (clerk_id, counter_id) VALUES (?, ?) ON CONFLICT (clerk_id, counter_id) DO NOTHING',
    session.clerk.id,
    counterId,
  );
}

export async function hasEverHeld(sql: Reading, clerkId: string, counterId: string): Promise<boolean> {
  return (
    (await one(
      sql,
      'SELECT clerk_id FROM counter_holders WHERE clerk_id = ? AND counter_id = ?',
      clerkId,
      counterId,
    )) !== undefined
  );
}
