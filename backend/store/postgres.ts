import type { Client, Pool, PoolClient } from 'pg';
import {
  DatabaseUnavailable,
  NewsOfTransaction,
  oneAfterAnother,
  type Database,
  type News,
  type Reading,
  type Row,
  type Sql,
  type SqlValue,
} from './database.ts';
import { isContention, isLost, isPassing } from './postgresErrors.ts';
import { listenForNews, newsText, type NewsLine } from './postgresNews.ts';
import { orderTable } from './postgresSchema.ts';

/** PostgreSQL behind the port. Only the files `postgres*.ts` name the library. */

/** Whoever waits longer for a turn is told so: a counter gives up after 8 s and asks again with the same id. */
const turnMs = 4_000;
const longestTries = 6;
const firstPauseMs = 10;

/**
 * Writing transactions really run one after another: the first thing each does is to lock a table, before anything is
 * seen. Every change takes the next number of the one sequence of changes, so they wait for each other in any case;
 * waiting before the first look costs nothing, while waiting in the middle would cost a serialization failure and all
 * the work again. SERIALIZABLE stays, for whoever else may write to this database.
 */
const beginWriting = `BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE ${orderTable} IN EXCLUSIVE MODE`;
/** Writers come one after another, so a snapshot is always a moment between two of them. */
const beginReading = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

export interface PostgresParts {
  pool: Pool;
  /** A new connection outside of the pool. */
  connect: () => Promise<Client>;
  channel: string;
  /** A transaction had to run again. */
  onRetry: () => void;
}

export function postgresDatabase({ pool, connect, channel, onRetry }: PostgresParts): Database {
  const inOrder = oneAfterAnother();
  const watchers: ((news: News) => void)[] = [];
  let line: NewsLine | undefined;
  let closing: Promise<void> | undefined;

  const transaction = async <T>(work: (sql: Sql) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await write(await connected(pool), channel, work);
      } catch (error) {
        if (!(error instanceof NotDone)) throw error;
        if (tries === longestTries || !error.mayTryAgain) throw new DatabaseUnavailable(false, { cause: error.cause });
        onRetry();
        await sleep(firstPauseMs * 2 ** tries * (0.5 + Math.random()));
      }
    }
  };

  return {
    transaction: (work) => {
      // In this process they queue here and not for the connections: those who read find one free.
      const until = Date.now() + turnMs;
      return inOrder(() => (Date.now() > until ? Promise.reject(new DatabaseUnavailable(false)) : transaction(work)));
    },
    read: async (work) => read(await connected(pool), work),
    watch: (listener) => {
      watchers.push(listener);
      line ??= listenForNews(connect, channel, (news) => {
        for (const hear of watchers) hear(news);
      });
    },
    emptyLog: async () => undefined,
    rewrite: async () => 'not-ours',
    close: () => (closing ??= Promise.all([line?.end(), inOrder(() => pool.end())]).then(() => undefined)),
  };
}

/** The transaction is not on the disk, and that was not the fault of its work. */
class NotDone extends Error {
  readonly mayTryAgain: boolean;

  constructor(cause: unknown) {
    super('not done', { cause });
    this.mayTryAgain = isContention(cause) || isLost(cause);
  }
}

async function connected(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new DatabaseUnavailable(false, { cause });
  }
}

async function write<T>(client: PoolClient, channel: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const news = new NewsOfTransaction();
  let value: T;
  try {
    await client.query(beginWriting);
    value = await work({ ...sqlOf(client), tell: news.tell });
  } catch (error) {
    await leave(client, error);
    throw isPassing(error) ? new NotDone(error) : error;
  }
  const told = news
    .all()
    .map((one) => `SELECT pg_notify('${channel}', ${client.escapeLiteral(newsText(one))}); `)
    .join('');
  try {
    const results: unknown = await client.query(`${told}COMMIT`);
    const last = (Array.isArray(results) ? results.at(-1) : results) as { command: string };
    // A transaction in which a statement failed ends with ROLLBACK, and that is no error to PostgreSQL.
    if (last.command !== 'COMMIT') throw new Error('the transaction had failed before its end');
  } catch (error) {
    await leave(client, error);
    if (isLost(error)) throw new DatabaseUnavailable(true, { cause: error });
    throw isPassing(error) ? new NotDone(error) : error;
  }
  client.release();
  return value;
}

async function read<T>(client: PoolClient, work: (sql: Reading) => Promise<T>): Promise<T> {
  try {
    await client.query(beginReading);
    const value = await work({ all: sqlOf(client).all });
    await client.query('COMMIT');
    client.release();
    return value;
  } catch (error) {
    await leave(client, error);
    throw isPassing(error) ? new DatabaseUnavailable(false, { cause: error }) : error;
  }
}

/** Gives a connection back, or ends it when nobody knows what state it is in. */
async function leave(client: PoolClient, error: unknown): Promise<void> {
  if (isLost(error)) return client.release(true);
  await client.query('ROLLBACK').then(
    () => client.release(),
    () => client.release(true),
  );
}

function sqlOf(client: PoolClient): Omit<Sql, 'tell'> {
  const ask = (text: string, values: SqlValue[]) => client.query<Row>({ ...prepared(text), values });
  return {
    all: async (text, ...values) => (await ask(text, values)).rows,
    run: async (text, ...values) => (await ask(text, values)).rowCount ?? 0,
  };
}

/** Planned once per connection, under a name of its own. */
const statements = new Map<string, { name: string; text: string }>();
function prepared(text: string): { name: string; text: string } {
  const known = statements.get(text);
  if (known) return known;
  const statement = { name: `s${statements.size + 1}`, text: numbered(text) };
  statements.set(text, statement);
  return statement;
}

/** `?` outside of quotes becomes `$1`, `$2`, … */
export function numbered(text: string): string {
  let count = 0;
  return text.replaceAll(/'(?:[^']|'')*'|"[^"]*"|\?/g, (found) => (found === '?' ? `$${(count += 1)}` : found));
}

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
