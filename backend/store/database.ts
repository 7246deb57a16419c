/**
 * The one door to the database. The interface is asynchronous and the SQL behind it is the part of the language that
 * SQLite and PostgreSQL share (`?` for parameters; an adapter may translate it to `$1`), so that another adapter is all it takes.
 */

export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

export interface Sql {
  /** All rows of a query (also of a change with RETURNING). */
  all(text: string, ...values: SqlValue[]): Promise<Row[]>;
  /** How many rows a change touched. */
  run(text: string, ...values: SqlValue[]): Promise<number>;
}

export interface Database {
  /**
   * Runs `work` in one transaction, as if transactions ran one after another. What `work` throws rolls everything back and is thrown on.
   * When the promise is fulfilled the changes are on the disk.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The only row of a query that has at most one. */
export async function one(sql: Sql, text: string, ...values: SqlValue[]): Promise<Row | undefined> {
  return (await sql.all(text, ...values))[0];
}
