import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { describeFault, fromError } from '../../backend/server/log.ts';
import { sqliteDatabase } from '../../backend/store/sqlite.ts';

it('a disk without room: nothing of the transaction stays, the counter is told to ask again, and the log says why', async () => {
  const connection = new DatabaseSync(':memory:');
  connection.exec('CREATE TABLE notes (text TEXT NOT NULL); PRAGMA max_page_count = 20');
  const database = sqliteDatabase(connection, () => undefined);
  const write = (...texts: string[]) =>
    database.transaction(async (sql) => {
      for (const text of texts) await sql.run('INSERT INTO notes (text) VALUES (?)', text);
    });
  const fault: unknown = await write('short', 'x'.repeat(1_000_000)).then(
    () => 'kept',
    (error: unknown) => error,
  );
  expect(fromError(fault)).toMatchObject({ status: 503, code: 'temporarily-unavailable' });
  expect(describeFault(fault)).toMatchObject({ error: 'DatabaseUnavailable', code: 'SQLITE_FULL' });
  expect(await database.read((sql) => sql.all('SELECT text FROM notes'))).toEqual([]);
  await write('short');
  expect(await database.read((sql) => sql.all('SELECT text FROM notes'))).toEqual([{ text: 'short' }]);
  await database.close();
});
