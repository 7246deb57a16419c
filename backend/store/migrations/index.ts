import { officeAndRecords } from './0001-office-and-records.ts';

/** Statements of one step, in order. A migration that was released is never changed. */
export type Migration = readonly string[];

/** Position + 1 is the number of the migration. */
export const migrations: readonly Migration[] = [officeAndRecords];
