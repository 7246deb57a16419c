import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { nobody } from '../../backend/server/observer.ts';
import { makeServer } from '../../backend/server/server.ts';
import { defaults } from '../../backend/settings.ts';
import type { Database } from '../../backend/store/database.ts';
import { openDatabase } from '../../backend/store/openDatabase.ts';
import { ask } from '../backend/api.ts';
import { spawnBackend } from '../support/backend.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { openTestDatabase } from '../support/testDatabase.ts';
import { race } from './race.ts';
import { RaceClock } from './raceClock.ts';
import { openLanes, type Ground, type Lane } from './raceOffice.ts';
import { askWithin } from './askWithin.ts';

export interface RacesResult {
  races: number;
  operations: number;
  ways: Record<string, number>;
  /** How often each deed had each outcome. */
  outcomes: Record<string, number>;
  seconds: number;
  faults: { seed: string; fault: string }[];
}

/** Lanes on empty databases with the backends that serve them. */
export interface Track {
  lanes: Lane[];
  stop(): Promise<void>;
}

export interface Races {
  seed: number;
  from: number;
  count: number;
  /** Ends after so many faults. */
  faults?: number;
  /** How many orders are tried for one race. */
  mostTries?: number;
  onProgress?: (done: number) => void;
  onFault?: (fault: string) => void;
}

/**
 * Runs races numbered from `from` on, one at a time on each lane. A race is repeated by its number: the same people,
 * counters and clicks.
 */
export async function runRaces(
  { lanes }: Track,
  { seed, from, count, faults: enough = 5, mostTries, onProgress, onFault }: Races,
): Promise<RacesResult> {
  const result: RacesResult = { races: 0, operations: 0, ways: {}, outcomes: {}, seconds: 0, faults: [] };
  const began = performance.now();
  let next = from;
  await Promise.all(
    lanes.map(async (lane) => {
      while (next < from + count && result.faults.length < enough) {
        const name = `${seed}-${next}`;
        next += 1;
        const { operations, ways, outcomes, faults } = await race(lane, name, mostTries);
        result.races += 1;
        result.operations += operations;
        add(result.ways, ways);
        add(result.outcomes, outcomes);
        result.faults.push(...faults.map((fault) => ({ seed: name, fault })));
        // At once: a run that is ended early has told what it found.
        for (const fault of faults) onFault?.(`race ${name}: ${fault}`);
        onProgress?.(result.races);
      }
    }),
  );
  result.seconds = (performance.now() - began) / 1000;
  return result;
}

function add(to: Record<string, number>, more: Record<string, number>): void {
  for (const [name, count] of Object.entries(more)) to[name] = (to[name] ?? 0) + count;
}

const manyRequests = { perAddress: 1e9, perSession: 1e9 };

/**
 * One backend and one file for each lane, in this process: the clock of each is steered by its race.
 * @param through stands between the backend and its database
 */
export async function sqliteTrack(
  lanes: number,
  through: (database: Database) => Database = (database) => database,
): Promise<Track> {
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-race-'));
  const grounds = await Promise.all(
    Array.from({ length: lanes }, async (_, n) => {
      const database = await openTestDatabase(join(folder, String(n)));
      const clock = new RaceClock();
      // The backend's own look at who is away would come at any moment: here the race says when.
      mock.timers.enable({ apis: ['setInterval'] });
      const server = makeServer({
        ...defaults,
        limits: manyRequests,
        database: through(database),
        clock: clock.date,
        log: () => {},
        observer: nobody,
      });
      mock.timers.reset();
      const ground: Ground = { database, clock, ask: askWithin(server) };
      return {
        ground,
        stop: async () => {
          await server.close();
          await database.close();
        },
      };
    }),
  );
  return {
    lanes: await openLanes(
      grounds.map(({ ground }) => ground),
      lanes,
    ),
    async stop() {
      await Promise.all(grounds.map((each) => each.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Several backend processes on one PostgreSQL. */
export async function postgresTrack(lanes: number, processes: number): Promise<Track> {
  const postgres = await startPostgres();
  const opened = await openDatabase({ dataFolder: '', databaseUrl: postgres.url });
  if (!opened.ok) throw new Error(opened.failure.code);
  const backends = await Promise.all(
    Array.from({ length: processes }, () => spawnBackend({ databaseUrl: postgres.url, seed: false })),
  );
  return {
    lanes: await openLanes(
      [
        {
          database: opened.database,
          clock: null,
          ask: (random, method, path, token, body) =>
            ask(random.pick(backends).url, method, path, { token, ...(body === undefined ? {} : { body }) }),
        },
      ],
      lanes,
    ),
    async stop() {
      await Promise.all(backends.map((backend) => backend.stop()));
      await opened.database.close();
      await postgres.stop();
    },
  };
}
