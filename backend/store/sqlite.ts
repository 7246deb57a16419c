import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  DatabaseUnavailable,
  NewsOfTransaction,
  oneAfterAnother,
  type Database,
  type News,
  type Row,
  type Sql,
  type SqlValue,
} from './database.ts';

/** SQLite behind the port. Only this file and `sqliteFile.ts`, which opens and checks the file, name the library. */
export function sqliteDatabase(connection: DatabaseSync, release: () => void): Database {
  const statements = new Map<string, StatementSync>();
  const prepared = (text: string): StatementSync => {
    const known = statements.get(text);
    if (known) return known;
    const statement = connection.prepare(text);
    statements.set(text, statement);
    return statement;
  };
  const sql: Omit<Sql, 'tell'> = {
    all: async (text, ...values) =>
      prepared(text)
        .all(...values)
        .map((row) => row as Row),
    run: async (text, ...values: SqlValue[]) => Number(prepared(text).run(...values).changes),
  };

  // One connection: a transaction starts when the one before it has ended, whatever became of it.
  const inOrder = oneAfterAnother();
  const watchers: ((news: News) => void)[] = [];
  let closed = false;
  const between = async <T>(begin: string, work: () => Promise<T>): Promise<T> => {
    try {
      connection.exec(begin);
      const value = await work();
      connection.exec('COMMIT');
      return value;
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw passing(error) ?? error;
    }
  };

  const figure = (name: 'page_count' | 'page_size'): number =>
    Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
  const emptyLog = (): void => connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');

  return {
    transaction: (work) =>
      inOrder(async () => {
        const news = new NewsOfTransaction();
        const value = await between('BEGIN IMMEDIATE', () => work({ ...sql, tell: news.tell }));
        for (const one of news.all()) for (const hear of watchers) hear(one);
        return value;
      }),
    read: (work) =>
      inOrder(async () => {
        connection.exec('PRAGMA query_only = ON');
        try {
          return await between('BEGIN', () => work({ all: sql.all }));
        } finally {
          connection.exec('PRAGMA query_only = OFF');
        }
      }),
    watch: (listener) => void watchers.push(listener),
    emptyLog: () => inOrder(async () => emptyLog()),
    rewrite: (atMostBytes) =>
      inOrder(async () => {
        if (figure('page_count') * figure('page_size') > atMostBytes) return 'too-big';
        try {
          connection.exec('VACUUM');
        } catch (error) {
          throw passing(error) ?? error;
        }
        emptyLog();
        return 'done';
      }),
    close: () =>
      inOrder(async () => {
        if (closed) return;
        closed = true;
        connection.close();
        release();
      }),
  };
}

/**
 * Not the work's fault, and nothing of it was done: no room on the disk, or somebody who copies the file for too long
 * (codes: sqlite.org/rescode.html).
 */
const passingCodes: Readonly<Record<number, string>> = { 5: 'SQLITE_BUSY', 13: 'SQLITE_FULL' };

function passing(error: unknown): DatabaseUnavailable | undefined {
  const { errcode } = error as { errcode?: number };
  const code = errcode === undefined ? undefined : passingCodes[errcode & 0xff];
  return code === undefined ? undefined : new DatabaseUnavailable(false, { cause: { code } });
}
