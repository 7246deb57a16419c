import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../backend/store/openDatabase.ts';
import type { Database, Row } from '../../backend/store/database.ts';
import { databaseFileName } from '../../backend/store/sqliteFile.ts';
import { schemaFor, withClient } from './postgresServer.ts';

/**
 * Where the backends of a test keep their data: SQLite in their folder, or PostgreSQL in a schema that belongs to the
 * folder.
 */
export const testDatabase: { postgresUrl: string | null } = { postgresUrl: null };

export async function databaseUrlFor(folder: string): Promise<string | null> {
  return testDatabase.postgresUrl === null ? null : schemaFor(testDatabase.postgresUrl, folder);
}

/** The store itself, without a server. */
export async function openTestDatabase(folder: string): Promise<Database> {
  const opened = await openDatabase({ dataFolder: folder, databaseUrl: await databaseUrlFor(folder) });
  if (!opened.ok) throw new Error(`the test database did not open: ${opened.failure.code}`);
  return opened.database;
}

/** Reads or changes the data beside the running backend, as somebody with access to the database could. */
export async function behindItsBack(folder: string, text: string): Promise<Row[]> {
  const url = await databaseUrlFor(folder);
  if (url !== null) return withClient(url, async (client) => (await client.query<Row>(text)).rows);
  const database = new DatabaseSync(join(folder, databaseFileName));
  try {
    return database
      .prepare(text)
      .all()
      .map((row) => ({ ...row }) as Row);
  } finally {
    database.close();
  }
}
