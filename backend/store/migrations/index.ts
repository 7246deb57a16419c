import { officeAndRecords } from './0001-office-and-records.ts';
import { severalProcesses } from './0002-several-processes.ts';
import { queue } from './0003-queue.ts';
import { forgetting } from './0004-forgetting.ts';
import { history } from './0005-history.ts';
import { kindsOfSessions } from './0006-kinds-of-sessions.ts';
import { commandsByAppointment } from './0008-commands-by-appointment.ts';
import { peopleAndStations } from './0007-people-and-stations.ts';
import { sessionsWithoutAClerk } from './0009-sessions-without-a-clerk.ts';

/**
 * Statements of one step, in order, for SQLite and PostgreSQL alike.
 *
 * A migration that was released is never changed, and only adds or allows more: the program of the version before goes on reading and
 * writing while the new one is rolled out. A new column has a default; what is no longer used is dropped one version
 * later.
 */
export type Migration = readonly string[];

/** Position + 1 is the number of the migration. */
export const migrations: readonly Migration[] = [
  officeAndRecords,
  severalProcesses,
  queue,
  forgetting,
  history,
  kindsOfSessions,
  peopleAndStations,
  commandsByAppointment,
  sessionsWithoutAClerk,
];
