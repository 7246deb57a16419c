/**
 * The one door to the database. The interface is asynchronous and the SQL behind it is the part of the language that
 * SQLite and PostgreSQL share (`?` for parameters), so that one text serves both stores.
 */

export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

export interface Reading {
  /** All rows of a query (in a transaction also of a change with RETURNING). */
  all(text: string, ...values: SqlValue[]): Promise<Row[]>;
}

export interface Sql extends Reading {
  /** How many rows a change touched. */
  run(text: string, ...values: SqlValue[]): Promise<number>;
  /**
   * Heard by everybody who watches, at every process on this database, once the transaction is on the disk; never when
   * it is rolled back.
   */
  tell(news: News): void;
}

export type News =
  | { kind: 'changes'; cursor: number }
  /** It is over, or has lost its counter. */
  | { kind: 'session-ended'; tokenHash: string }
  /** Something may have been missed, for example while the line to the database was down: look for yourself. */
  | { kind: 'missed' };

export interface Database {
  /**
   * Runs `work` in one transaction, as if transactions ran one after another. What `work` throws rolls everything back
   * and is thrown on. When the promise is fulfilled the changes are on the disk.
   *
   * `work` may run more than once before one run of it counts: it must do nothing but through `sql`.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Sees one moment between two transactions, waits for none of them, and can change nothing. */
  read<T>(work: (sql: Reading) => Promise<T>): Promise<T>;
  watch(listener: (news: News) => void): void;
  /** What was deleted stands in no log of the store's own files any more; whoever copies them just now delays that. */
  emptyLog(): Promise<void>;
  /**
   * Writes the whole store anew, so that nothing of what was deleted is left between what is there; everybody waits
   * meanwhile. `too-big`: it has more than `atMostBytes`, and nothing was done. `not-ours`: that is a matter of whoever
   * runs the database (docs/backend.md).
   */
  rewrite(atMostBytes: number): Promise<'done' | 'too-big' | 'not-ours'>;
  close(): Promise<void>;
}

/**
 * The database did not answer in time or not at all. `isUnknown`: whether the transaction is on the disk is not known.
 */
export class DatabaseUnavailable extends Error {
  readonly isUnknown: boolean;

  constructor(isUnknown: boolean, options?: ErrorOptions) {
    super(isUnknown ? 'the database was lost before it confirmed' : 'the database cannot be used now', options);
    this.name = 'DatabaseUnavailable';
    this.isUnknown = isUnknown;
  }
}

/** The only row of a query that has at most one. */
export async function one(sql: Reading, text: string, ...values: SqlValue[]): Promise<Row | undefined> {
  return (await sql.all(text, ...values))[0];
}

/** Work that is done one after the other, in the order in which it came, whatever became of the one before. */
export function oneAfterAnother(): <T>(work: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = tail.then(work);
    tail = turn.catch(() => undefined);
    return turn;
  };
}

/** News of one transaction, told together when it has ended. Of several cursors only the last one matters. */
export class NewsOfTransaction {
  private readonly ended: News[] = [];
  private cursor: number | undefined;

  readonly tell = (news: News): void => {
    if (news.kind === 'changes') this.cursor = Math.max(this.cursor ?? 0, news.cursor);
    else this.ended.push(news);
  };

  all(): News[] {
    return this.cursor === undefined ? this.ended : [...this.ended, { kind: 'changes', cursor: this.cursor }];
  }
}
