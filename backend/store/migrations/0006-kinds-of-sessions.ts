import type { Migration } from './index.ts';

/** What a session is of (`contract/sessions.ts`); those of before, and those a process of before makes, are clerks'. */
export const kindsOfSessions: Migration = [`ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'clerk'`];
