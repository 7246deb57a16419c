import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Database } from './database.ts';
import { migrations } from './migrations/index.ts';
import { sqliteDatabase } from './sqlite.ts';

/** "SWBE" in the file's header: a SQLite file of another program is refused. */
const applicationId = 0x53574245;
const headerMagic = 'SQLite format 3\0';
/** A backend that is being stopped needs a moment to let go of its data folder. */
const lockWaitMs = 5_000;
/** Somebody may copy the database while it is in use. */
const backupWaitMs = 2_000;

/** FULL, because people are told "saved"; what is deleted is overwritten, because it must not be read any more. */
const pragmas = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON';

export const databaseFileName = 'schalterwerk-backend.db';

export type OpenFailure =
  | { code: 'data-folder-unusable'; path: string }
  | { code: 'database-in-use'; path: string }
  | { code: 'database-unreadable'; path: string }
  | { code: 'database-corrupt'; path: string }
  | { code: 'database-foreign'; path: string }
  | { code: 'database-newer'; where: string };
export type OpenResult = { ok: true; database: Database } | { ok: false; failure: OpenFailure };

/**
 * Opens the database in `folder`, and makes it only where there is none. A file that is damaged, foreign or newer is
 * left as it is. The folder is locked for this process until the database is closed or the process ends.
 */
export function openSqliteDatabase(folder: string): OpenResult {
  const path = join(folder, databaseFileName);
  // What is written anew passes through a file of SQLite's own: beside the data, and not on a disk that others chose.
  process.env['SQLITE_TMPDIR'] ??= folder;
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  const opened = existsSync(path) ? openExisting(path) : createNew(path);
  if (!opened.ok) {
    lock.release();
    return opened;
  }
  return { ok: true, database: sqliteDatabase(opened.connection, lock.release) };
}

type Connected = { ok: true; connection: DatabaseSync } | { ok: false; failure: OpenFailure };

/** An exclusive transaction on a file of its own: the operating system frees it even after a kill. */
function lockFolder(folder: string): { ok: true; release: () => void } | { ok: false; failure: OpenFailure } {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(join(folder, 'backend.lock'), { timeout: lockWaitMs });
    lock.exec('BEGIN EXCLUSIVE');
    const held = lock;
    return { ok: true, release: () => held.close() };
  } catch (error) {
    lock?.close();
    const code = /locked/.test(String(error)) ? 'database-in-use' : 'data-folder-unusable';
    return { ok: false, failure: { code, path: folder } };
  }
}

/** Built beside its place and moved there whole: a crash on the way leaves no half database behind. */
function createNew(path: string): Connected {
  // A log without its database means that somebody moved the database away: its last changes are in that log.
  if (existsSync(`${path}-wal`)) return { ok: false, failure: { code: 'database-corrupt', path } };
  const draft = `${path}.new`;
  try {
    for (const rest of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(rest, { force: true });
    const connection = new DatabaseSync(draft);
    connection.exec(`PRAGMA application_id = ${applicationId}; ${pragmas}`);
    migrate(connection);
    connection.close();
    renameSync(draft, path);
    return { ok: true, connection: connect(path) };
  } catch {
    return { ok: false, failure: { code: 'data-folder-unusable', path } };
  }
}

function openExisting(path: string): Connected {
  const header = readHeader(path);
  if (!header.ok) return header;
  // Checked without the right to write: a damaged file stays byte for byte what it was.
  let version: number;
  try {
    version = withConnection(new DatabaseSync(path, { readOnly: true }), (connection) => {
      const check = connection.prepare('PRAGMA integrity_check').get();
      if (check?.['integrity_check'] !== 'ok') throw new Error('integrity check failed');
      return versionOf(connection);
    });
  } catch {
    return { ok: false, failure: { code: 'database-corrupt', path } };
  }
  if (version > migrations.length) return { ok: false, failure: { code: 'database-newer', where: path } };
  try {
    const connection = connect(path);
    migrate(connection);
    return { ok: true, connection };
  } catch {
    return { ok: false, failure: { code: 'database-unreadable', path } };
  }
}

function withConnection<T>(connection: DatabaseSync, work: (connection: DatabaseSync) => T): T {
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}

/** Looks at the bytes before SQLite may touch the file (offsets: sqlite.org/fileformat2.html, 1.3). */
function readHeader(path: string): { ok: true } | { ok: false; failure: OpenFailure } {
  const header = Buffer.alloc(100);
  let length: number;
  try {
    const file = openSync(path, 'r+');
    length = readSync(file, header, 0, 100, 0);
    closeSync(file);
  } catch {
    return { ok: false, failure: { code: 'database-unreadable', path } };
  }
  if (length < 100 || header.toString('latin1', 0, 16) !== headerMagic)
    return { ok: false, failure: { code: 'database-corrupt', path } };
  if (header.readUInt32BE(68) !== applicationId) return { ok: false, failure: { code: 'database-foreign', path } };
  return { ok: true };
}

function connect(path: string): DatabaseSync {
  const connection = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: backupWaitMs });
  connection.exec(pragmas);
  return connection;
}

function versionOf(connection: DatabaseSync): number {
  return Number(connection.prepare('PRAGMA user_version').get()?.['user_version']);
}

function migrate(connection: DatabaseSync): void {
  for (let version = versionOf(connection); version < migrations.length; version += 1) {
    connection.exec('BEGIN IMMEDIATE');
    for (const statement of migrations[version] ?? []) connection.exec(statement);
    connection.exec(`PRAGMA user_version = ${version + 1}`);
    connection.exec('COMMIT');
  }
}
