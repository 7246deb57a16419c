import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { store0001 } from './migrations/0001-store.ts';
import { forgetting0002 } from './migrations/0002-forgetting.ts';

/** The only folder that names the SQLite library. */

/** "SWCL": a file without it is not ours and is left alone. */
const applicationId = 0x5357434c;
/** In order; a store of version n has gone through the first n. What waits in it is never touched by them. */
const allMigrations: readonly string[] = [store0001, forgetting0002];

export interface Refusal {
  ok: false;
  reason: 'damaged' | 'foreign' | 'newer' | 'unreachable' | 'locked' | 'key';
  detail: string;
}
export type Opened = { ok: true; database: Database } | Refusal;

/**
 * Opens the counter's store, or creates it where there is none. A store of an older program is brought up to date as a
 * whole or not at all.
 *
 * A file that is damaged, foreign or from a newer program is refused and stays exactly as it is: an empty store in its
 * place would silently drop what still waits to be sent.
 *
 * @param whyNotRead what speaks against the content; asked before anything is written, or of an older store once it is
 * up to date
 */
export function openDatabase(
  path: string,
  migrations: readonly string[] = allMigrations,
  whyNotRead: (database: Database) => Refusal | null = () => null,
): Opened {
  let database: DatabaseSync | undefined;
  try {
    const looked = existsSync(path) ? lookInto(path, migrations.length, whyNotRead) : null;
    if (looked?.refusal) return looked.refusal;
    database = new DatabaseSync(path, { timeout: 2000 });
    // Two programs never share one store; FULL because people were told "saved".
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;',
    );
    migrate(database, migrations);
    const opened = new Database(database);
    const refusal = looked?.isOlder ? whyNotRead(opened) : null;
    if (!refusal) return { ok: true, database: opened };
    database.close();
    return refusal;
  } catch (error) {
    try {
      database?.close();
    } catch {
      /* it was never open */
    }
    return { ok: false, reason: reasonOf(error), detail: messageOf(error) };
  }
}

/**
 * Without its key: is everything in the store a copy of what the backend has? False also where nobody can tell. Only
 * looks.
 */
export function holdsNothingOfItsOwn(path: string): boolean {
  if (!existsSync(path)) return true;
  // Reading a store with a log makes these files beside it; what was not there goes again.
  const made = [`${path}-wal`, `${path}-shm`].filter((file) => !existsSync(file));
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    if (pragma(database, 'application_id') !== applicationId) return false;
    const { n } = database
      .prepare('SELECT (SELECT count(*) FROM command) + (SELECT count(*) FROM work) AS n')
      .get() as { n: number };
    return n === 0;
  } catch {
    return false;
  } finally {
    database?.close();
    for (const file of made) rmSync(file, { force: true });
  }
}

/**
 * Without the right to write, so that a file which is refused keeps every byte: a connection that may write puts what a
 * crash left in the log into the file when it is closed. Where there is no log, nothing is put beside the file either.
 */
function lookInto(
  path: string,
  newest: number,
  whyNotRead: (database: Database) => Refusal | null,
): { refusal: Refusal | null; isOlder: boolean } {
  const isWhole = !existsSync(`${path}-wal`) && !existsSync(`${path}-journal`);
  const database = new DatabaseSync(isWhole ? new URL(`${pathToFileURL(path).href}?immutable=1`) : path, {
    readOnly: true,
    timeout: 2000,
  });
  try {
    const isOlder = pragma(database, 'user_version') < newest;
    return { refusal: whyNot(database, newest) ?? (isOlder ? null : whyNotRead(new Database(database))), isOlder };
  } finally {
    database.close();
  }
}

function whyNot(database: DatabaseSync, newest: number): Refusal | null {
  const id = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  const tables = Number((database.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }).n);
  // A crash right after creation leaves an empty file: nothing is in it, so it may be used.
  if (id === 0 && tables === 0) return null;
  if (id !== applicationId) return { ok: false, reason: 'foreign', detail: 'the file was not made by this program' };
  if (version > newest)
    return { ok: false, reason: 'newer', detail: `store version ${version}, this program knows ${newest}` };
  const check = database.prepare('PRAGMA integrity_check(1)').get() as { integrity_check: string };
  if (check.integrity_check !== 'ok') return { ok: false, reason: 'damaged', detail: 'integrity check failed' };
  return null;
}

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  const version = pragma(database, 'user_version');
  if (version === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number((database.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[name]);
}

function reasonOf(error: unknown): Refusal['reason'] {
  const message = messageOf(error);
  if (/locked|busy/i.test(message)) return 'locked';
  if (/not a database|malformed|corrupt|no such (table|column)/i.test(message)) return 'damaged';
  return 'unreachable';
}

/** The disk, or the quota, has no room for what was to be written; nothing of it was. */
export function isStorageFull(error: unknown): boolean {
  return /database or disk is full/i.test(messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export type Row = Record<string, null | number | bigint | string | Uint8Array>;
type Value = null | number | string | Uint8Array;

/** A thin, synchronous hand on the database; statements are prepared once. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  #depth = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run(sql: string, ...values: Value[]): void {
    this.#prepare(sql).run(...values);
  }

  all(sql: string, ...values: Value[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  /** All or nothing; on return it is on the disk. Inner calls join the outer transaction. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#database.exec('BEGIN IMMEDIATE');
    this.#depth++;
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled back already; the first error is the one to tell.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth--;
    }
  }

  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}
