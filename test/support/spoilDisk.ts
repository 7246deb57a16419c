import { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * How the disk under this process's databases behaves: `full`, SQLite says so at the first write; `slow`, each commit
 * takes a quarter of a second.
 */
export type DiskState = 'well' | 'full' | 'slow';
const slowMs = 250;

/** From now on every SQLite database of this process has the disk that `state` says. */
export function spoilDisk(state: () => DiskState): void {
  const { exec } = DatabaseSync.prototype;
  const { run } = StatementSync.prototype;
  let hasWritten = false;
  const meet = (): void => {
    if (state() === 'full')
      throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
  };
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
    // Who has only read needs no disk.
    if (sql === 'COMMIT' && hasWritten) {
      meet();
      if (state() === 'slow') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowMs);
    }
    if (['COMMIT', 'ROLLBACK'].includes(sql)) hasWritten = false;
    exec.call(this, sql);
  };
  StatementSync.prototype.run = function (this: StatementSync, ...values: unknown[]) {
    meet();
    hasWritten = true;
    return (run as (...values: unknown[]) => ReturnType<StatementSync['run']>).apply(this, values);
  } as StatementSync['run'];
}
