import type { Database } from './database.ts';
import { openPostgres, type PostgresFailure, type PostgresListeners } from './openPostgres.ts';
import { openSqliteDatabase, type OpenFailure } from './sqliteFile.ts';

export interface StoreSettings {
  dataFolder: string;
  /** `postgresql://…`, or null for SQLite in the data folder. */
  databaseUrl: string | null;
}
export type OpenedDatabase = { ok: true; database: Database } | { ok: false; failure: OpenFailure | PostgresFailure };

export async function openDatabase(
  { dataFolder, databaseUrl }: StoreSettings,
  listeners: PostgresListeners = {},
): Promise<OpenedDatabase> {
  return databaseUrl === null ? openSqliteDatabase(dataFolder) : openPostgres({ url: databaseUrl, ...listeners });
}
