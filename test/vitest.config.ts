import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { oldRevision, withoutHistory } from './skew/oldSide.ts';
import { hangMs } from './support/hang.ts';
import { findPostgres, withoutPostgres } from './support/postgresServer.ts';

/** What needs PostgreSQL and nothing else. */
const postgresOnly = 'test/backend/postgres/**/*.test.ts';
/** What is about the file of SQLite. */
const sqliteOnly = ['test/backend/startup.test.ts', 'test/backend/diskFull.test.ts', 'test/backend/deleted.test.ts'];
const hasPostgres = findPostgres() !== undefined;
if (!hasPostgres) console.warn(withoutPostgres);
/** What runs an older revision. */
const hasHistory = oldRevision() !== undefined;
if (!hasHistory) console.warn(withoutHistory);

/** These wait longest for devices and time limits: begun first, so that nobody waits for the last of them alone. */
const longest = ['test/skew/', 'test/journeys/', 'test/reliability/', 'test/security/', 'test/drivers/'];
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number =>
      [...longest, ''].findIndex((folder) => moduleId.includes(folder));
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    // Against a test that hangs, and later than what it waits for, so that this is what is told.
    testTimeout: 1.5 * hangMs,
    hookTimeout: 1.5 * hangMs,
    sequence: { sequencer: LongestFirst },
    // Most of the time tests wait for devices and time limits, not for a processor.
    maxWorkers: 4,
    projects: [
      {
        test: {
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', postgresOnly, ...(hasHistory ? [] : ['test/skew/**'])],
          setupFiles: 'test/support/sameEveryTime.ts',
        },
      },
      // The tests of the backend once more, on the other store.
      ...(hasPostgres
        ? [
            {
              test: {
                name: 'PostgreSQL',
                include: ['test/backend/**/*.test.ts'],
                exclude: sqliteOnly,
                globalSetup: 'test/support/postgresForRun.ts',
                setupFiles: ['test/support/sameEveryTime.ts', 'test/support/onPostgres.ts'],
              },
            },
          ]
        : []),
    ],
  },
  root: new URL('..', import.meta.url).pathname,
});
