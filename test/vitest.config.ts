import { defineConfig } from 'vitest/config';
import { findPostgres, withoutPostgres } from './support/postgresServer.ts';

/** What needs PostgreSQL and nothing else. */
const postgresOnly = 'test/backend/postgres/**/*.test.ts';
/** What is about the file of SQLite. */
const sqliteOnly = ['test/backend/startup.test.ts', 'test/backend/diskFull.test.ts'];
const hasPostgres = findPostgres() !== undefined;
if (!hasPostgres) console.warn(withoutPostgres);

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most of the time tests wait for devices and time limits, not for a processor.
    maxWorkers: 3,
    projects: [
      { test: { name: 'all', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', postgresOnly] } },
      // The tests of the backend once more, on the other store.
      ...(hasPostgres ? [{ test: {
        name: 'PostgreSQL', include: ['test/backend/**/*.test.ts'], exclude: sqliteOnly,
        globalSetup: 'test/support/postgresForRun.ts', setupFiles: 'test/support/onPostgres.ts',
      } }] : []),
    ],
  },
  root: new URL('..', import.meta.url).pathname,
});
