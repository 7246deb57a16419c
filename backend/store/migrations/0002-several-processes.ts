import type { Migration } from './index.ts';

/** What processes of the backend must share, and what a counter's cursor must be at least to mean anything. */
export const severalProcesses: Migration = [
  `CREATE TABLE sign_in_attempts (
    clerk_id TEXT PRIMARY KEY REFERENCES clerks (id),
    failures INTEGER NOT NULL,
    paused_until BIGINT NOT NULL,
    pause_ms BIGINT NOT NULL)`,
  // Who asks for changes after an older cursor gets everything anew: removals before it are forgotten, or a backup was put back.
  `ALTER TABLE change_sequence ADD COLUMN floor BIGINT NOT NULL DEFAULT 0`,
];
