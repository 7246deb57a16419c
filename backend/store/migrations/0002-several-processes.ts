import type { Migration } from './index.ts';

/** What processes of the backend must share, and which cursors of counters mean nothing any more. */
export const severalProcesses: Migration = [
  `CREATE TABLE sign_in_attempts (
    clerk_id TEXT PRIMARY KEY REFERENCES clerks (id),
    failures INTEGER NOT NULL,
    paused_until BIGINT NOT NULL,
    pause_ms BIGINT NOT NULL)`,
  // Numbers between the newest change of a backup that was put back and this one are forgotten: whoever knows one
  // starts anew.
  `ALTER TABLE change_sequence ADD COLUMN floor BIGINT NOT NULL DEFAULT 0`,
];
