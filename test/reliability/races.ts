import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nobody } from '../../backend/server/observer.ts';
import { makeServer } from '../../backend/server/server.ts';
import { defaults } from '../../backend/settings.ts';
import type { Database } from '../../backend/store/database.ts';
import { openDatabase } from '../../backend/store/openDatabase.ts';
import { spawnBackend } from '../support/backend.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { openTestDatabase } from '../support/testDatabase.ts';
import { race, type Clock } from './race.ts';
import { openLanes } from './raceOffice.ts';

export interface RacesResult { races: number; operations: number; ways: Record<string, number>; seconds: number; faults: { seed: string; fault: string }[] }

/** An empty database and the backends that serve it. */
export interface Track { database: Database; urls: string[]; /** Where the backend runs in this process. */ clock: Clock | null; stop(): Promise<void> }

/** Runs races numbered from `from` on, several lanes at a time. A race is repeated by its number: the same people, counters and clicks. */
export async function runRaces(track: Track, options: { seed: number; from: number; count: number; lanes: number; onProgress?: (done: number) => void }): Promise<RacesResult> {
  const lanes = await openLanes(track.database, track.urls, options.lanes);
  const result: RacesResult = { races: 0, operations: 0, ways: {}, seconds: 0, faults: [] };
  const began = performance.now();
  let next = options.from;
  await Promise.all(lanes.map(async (lane) => {
    while (next < options.from + options.count && result.faults.length < 5) {
      const seed = `${options.seed}-${next}`;
      next += 1;
      const { operations, ways, faults } = await race(lane, track.urls, track.clock, seed);
      result.races += 1;
      result.operations += operations;
      for (const [way, times] of Object.entries(ways)) result.ways[way] = (result.ways[way] ?? 0) + times;
      result.faults.push(...faults.map((fault) => ({ seed, fault })));
      // At once: a run that is ended early has told what it found.
      for (const fault of faults) console.error(`race ${seed}: ${fault}`);
      options.onProgress?.(result.races);
    }
  }));
  result.seconds = (performance.now() - began) / 1000;
  return result;
}

/** One backend on SQLite, in this process: the file belongs to one process, and the races fill it by themselves. */
export async function sqliteTrack(): Promise<Track> {
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-race-'));
  const database = await openTestDatabase(folder);
  const clock: Clock = { aheadMs: 0 };
  const server = makeServer({ ...defaults, database, clock: () => new Date(Date.now() + clock.aheadMs), log: () => {}, observer: nobody });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    database,
    clock,
    urls: [`http://127.0.0.1:${(server.server.address() as AddressInfo).port}`],
    async stop() {
      await server.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Several backend processes on one PostgreSQL. */
export async function postgresTrack(processes: number): Promise<Track> {
  const postgres = await startPostgres();
  const opened = await openDatabase({ dataFolder: '', databaseUrl: postgres.url });
  if (!opened.ok) throw new Error(opened.failure.code);
  const backends = await Promise.all(Array.from({ length: processes }, () => spawnBackend({ databaseUrl: postgres.url, seed: false })));
  return {
    database: opened.database,
    clock: null,
    urls: backends.map(({ url }) => url),
    async stop() {
      await Promise.all(backends.map((backend) => backend.stop()));
      await opened.database.close();
      await postgres.stop();
    },
  };
}
