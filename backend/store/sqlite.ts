import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Database, Row, Sql, SqlValue } from './database.ts';

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
  const sql: Sql = {
    all: async (text, ...values) => prepared(text).all(...values).map((row) => row as Row),
    run: async (text, ...values: SqlValue[]) => Number(prepared(text).run(...values).changes),
  };

  // One connection: a transaction starts when the one before it has ended, whatever became of it.
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = tail.then(work);
    tail = turn.catch(() => undefined);
    return turn;
  };

  return {
    transaction: (work) => inOrder(async () => {
      connection.exec('BEGIN IMMEDIATE');
      try {
        const value = await work(sql);
        connection.exec('COMMIT');
        return value;
      } catch (error) {
        if (connection.isTransaction) connection.exec('ROLLBACK');
        throw error;
      }
    }),
    close: () => inOrder(async () => {
      if (closed) return;
      closed = true;
      connection.close();
      release();
    }),
  };
}
