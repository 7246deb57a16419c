import type { Migration } from './index.ts';

/**
 * What is removed leaves a mark for every counter; the mark itself goes when no counter can be that far behind any
 * more.
 */
export const forgetting: Migration = [
  // Marks up to here are gone: whoever knows less starts anew.
  `ALTER TABLE change_sequence ADD COLUMN forgotten BIGINT NOT NULL DEFAULT 0`,
  // Where the changes stood when the backend first looked on a day: how old a number is.
  `CREATE TABLE change_days (day TEXT PRIMARY KEY, newest BIGINT NOT NULL)`,
];
