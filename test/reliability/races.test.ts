import { describe, expect, it } from 'vitest';
import { findPostgres, withoutPostgres } from '../support/postgresServer.ts';
import { postgresTrack, runRaces, sqliteTrack, type Track } from './races.ts';

/** Promise 1. The long run is `npm run soak -- races`. */

async function racesOn(track: Track, count: number): Promise<void> {
  try {
    const { faults, races, ways } = await runRaces(track, { seed: 1, from: 0, count, lanes: 4 });
    expect(faults).toEqual([]);
    expect(races).toBe(count);
    // A race is worth something only if everything went wrong in it.
    for (const way of ['plain', 'twice', 'lost-reply', 'cut-off', 'withdrawn']) expect(ways[way]).toBeGreaterThan(count / 4);
  } finally {
    await track.stop();
  }
}

describe('several counters want the same few people at once; whatever is lost, repeated or withdrawn, one order explains every answer', () => {
  it('at one backend on SQLite', { timeout: 240_000 }, async () => racesOn(await sqliteTrack(), 100));

  it('at three backends on one PostgreSQL', { timeout: 240_000 }, async (context) => {
    if (!findPostgres()) return context.skip(withoutPostgres);
    await racesOn(await postgresTrack(3), 40);
  });
});
