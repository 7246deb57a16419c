import { describe, expect, it } from 'vitest';
import { runRaces, sqliteTrack, type Track } from './races.ts';

/** Promise 1. The long run is `npm run soak races`. */
describe('several counters want the same few people at once', () => {
  it('and whatever is lost, repeated or withdrawn: one order explains every answer, nobody is called twice, nobody gets lost', { timeout: 120_000 }, async () => {
    const track: Track = await sqliteTrack();
    try {
      const { faults, races, ways } = await runRaces(track, { seed: 1, from: 0, count: 200, lanes: 4 });
      expect(faults).toEqual([]);
      expect(races).toBe(200);
      // A race is worth something only if everything went wrong in it.
      for (const way of ['plain', 'twice', 'lost-reply', 'cut-off', 'withdrawn']) expect(ways[way]).toBeGreaterThan(50);
    } finally {
      await track.stop();
    }
  });
});
