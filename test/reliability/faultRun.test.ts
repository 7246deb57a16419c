import { describe, expect, it } from 'vitest';
import { findPostgres, withoutPostgres } from '../support/postgresServer.ts';
import { hangMs } from '../support/hang.ts';
import { faultRun } from './faultRun.ts';

/** Promises 2 and 3. The long runs are `npm run soak -- faults faults-postgres`. */

async function heldIn(seed: string, store: 'sqlite' | 'postgres'): Promise<void> {
  const { faults, wrong } = await faultRun({ seed, store, people: 2, limitMs: hangMs });
  expect({ seed, faults, wrong }).toEqual({ seed, faults, wrong: [] });
  expect(faults.length).toBeGreaterThan(5);
}

describe.concurrent('a day of three counters on which processes are killed and stopped, the lines fail in every way, clocks jump and disks fill up ends as if nothing had happened', () => {
  it('with the backend on SQLite', () => heldIn('short-1', 'sqlite'));

  it('with the backend on PostgreSQL, which is killed too', async (context) => {
    if (!findPostgres()) return context.skip(withoutPostgres);
    await heldIn('short-2', 'postgres');
  });
});
