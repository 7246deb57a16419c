import type { Migration } from './index.ts';

/**
 * A station on which nobody signs in has a session without a clerk. SQLite can loosen a column only in a new table; in
 * PostgreSQL renaming first keeps everybody else out until the rows have moved. A process of the version before does not
 * find such a session, and so tells it nothing.
 */
export const sessionsWithoutAClerk: Migration = [
  `ALTER TABLE sessions RENAME TO sessions_before`,
  `CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    clerk_id TEXT REFERENCES clerks (id),
    counter_id TEXT UNIQUE REFERENCES counters (id),
    expires_at TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'clerk',
    CHECK (clerk_id IS NOT NULL OR kind <> 'clerk'))`,
  `INSERT INTO sessions (token_hash, clerk_id, counter_id, expires_at, kind)
    SELECT token_hash, clerk_id, counter_id, expires_at, kind FROM sessions_before`,
  `DROP TABLE sessions_before`,
];
