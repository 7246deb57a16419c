import { describe, expect, it } from 'vitest';
import { findPostgres, withoutPostgres } from '../support/postgresServer.ts';
import { brokenBackends } from './brokenBackends.ts';
import { undecided } from './race.ts';
import { postgresTrack, runRaces, sqliteTrack, type Races, type RacesResult, type Track } from './races.ts';

/** Promise 1. The long run is `npm run soak -- races`. */

async function racesOn(track: Track, races: Omit<Races, 'from'>): Promise<RacesResult> {
  try {
    return await runRaces(track, { from: 0, ...races });
  } finally {
    await track.stop();
  }
}

async function expectNoFault(track: Track, count: number): Promise<void> {
  const { faults, races, ways, outcomes } = await racesOn(track, { seed: 6, count });
  expect(faults).toEqual([]);
  expect(races).toBe(count);
  // A race is worth something only if everything went wrong in it, and everything was done.
  for (const way of ['plain', 'twice', 'lost-reply', 'cut-off', 'withdrawn'])
    expect(ways[way]).toBeGreaterThan(count / 4);
  if (count >= enough) for (const deed of everyDeed) expect(outcomes[`${deed} done`], deed).toBeGreaterThan(0);
}
/** So many races leave nothing out. */
const enough = 150;
const everyDeed = [
  'check-in',
  'call',
  'call-next',
  'call-reserved',
  'recall',
  'appear',
  'miss',
  'park',
  'resume',
  'redirect',
  'prioritise',
  'switch',
  'take-over',
  'walk-in',
  'forget-call',
  'undo',
  'record-step',
  'finish',
];

describe('several counters want the same few people at once; whatever is lost, repeated, withdrawn or given up, one order explains every answer', () => {
  it('at one backend on SQLite', async () => expectNoFault(await sqliteTrack(4), enough));

  it('at three backends on one PostgreSQL', async (context) => {
    if (!findPostgres()) return context.skip(withoutPostgres);
    await expectNoFault(await postgresTrack(4, 3), 30);
  });
});

describe('a backend that is broken is found by the races', () => {
  it.each(Object.entries(brokenBackends))('%s', async (_name, through) => {
    const { faults } = await racesOn(await sqliteTrack(2, through), { seed: 1, count: 400, faults: 3 });
    expect(faults.filter(({ fault }) => !fault.startsWith(undecided)).length).toBeGreaterThan(0);
  });
});
