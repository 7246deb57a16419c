import { DatabaseUnavailable, type Database } from '../store/database.ts';
import type { Observer } from './observer.ts';

/** The same database, with a watch in hand. */
export function measured(database: Database, observer: Observer): Database {
  const timed = async <T>(kind: 'transaction' | 'read', work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const ended = (outcome: 'done' | 'failed' | 'unavailable'): void =>
      observer.database(kind, outcome, (performance.now() - began) / 1000);
    try {
      const value = await work();
      ended('done');
      return value;
    } catch (error) {
      ended(error instanceof DatabaseUnavailable ? 'unavailable' : 'failed');
      throw error;
    }
  };
  return {
    transaction: (work) => timed('transaction', () => database.transaction(work)),
    read: (work) => timed('read', () => database.read(work)),
    watch: (listener) => database.watch(listener),
    emptyLog: () => database.emptyLog(),
    rewrite: (atMostBytes) => database.rewrite(atMostBytes),
    close: () => database.close(),
  };
}
