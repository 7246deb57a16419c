import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiBase, type Action } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { hashPin } from '../../backend/signin/pins.ts';
import type { Database } from '../../backend/store/database.ts';
import { insertOffice } from '../../backend/store/officeStore.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { randomOf, type Random } from '../fuzz/random.ts';
import { Desk } from '../backend/api.ts';
import { spawnBackend, type SpawnedBackend } from '../support/backend.ts';
import { openTestDatabase } from '../support/testDatabase.ts';
import { moment, startFollowers, type Awaited } from './followers.ts';

export interface LoadResult {
  counters: number;
  seconds: number;
  commands: number;
  refused: number;
  /** Milliseconds. */
  command: number[];
  /** From the answer of a command until another counter has its record. */
  reach: number[];
  /** Until a counter that comes in has the whole day. */
  start: number[];
  neverArrived: number;
}

const pin = '4711';
const people = 2_000;

/**
 * Many counters at one backend process: how long a command takes, and how long until the others see what it changed.
 */
export async function load(options: {
  counters: number;
  seconds: number;
  /** The time goes on until so many commands were given, however slow the machine is. */
  atLeast?: number;
  /** Commands a counter gives in a minute; an office gives about one. */
  perMinute: number;
  seed: number;
}): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-load-'));
  const database = await openTestDatabase(folder);
  await makeOffice(database, options.counters);
  await database.close();
  const backend = await spawnBackend({ dataDir: folder, seed: false });
  try {
    const counters = await signInAll(backend, options.counters);
    const followers = await startFollowers(
      backend.url,
      counters.map(({ token }) => token),
    );
    const done: Done = { command: [], refused: 0, awaited: [] };
    const until = performance.now() + options.seconds * 1000;
    await Promise.all(
      counters.map((desk, n) =>
        work(desk, n, randomOf('load', options.seed, n), {
          until,
          atLeast: options.atLeast ?? 0,
          pauseMs: 60_000 / options.perMinute,
          counters: options.counters,
          done,
        }),
      ),
    );
    const seen = await followers.over(done.awaited);
    return {
      counters: options.counters,
      seconds: options.seconds,
      commands: done.command.length,
      refused: done.refused,
      command: done.command,
      start: followers.start,
      ...seen,
    };
  } finally {
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Done {
  command: number[];
  refused: number;
  awaited: Awaited[];
}

/** What a counter does with each person, so that each version of a person is known to whoever made it. */
const deeds = ['call-next', 'appear', 'finish'] as const;

async function work(
  desk: Desk,
  n: number,
  random: Random,
  run: { until: number; atLeast: number; pauseMs: number; counters: number; done: Done },
): Promise<void> {
  const { done, counters } = run;
  let mine = '';
  let applied = 0;
  await sleep(random.below(run.pauseMs));
  while (performance.now() < run.until || done.command.length < run.atLeast) {
    const kind = deeds[applied % deeds.length] ?? 'call-next';
    const action: Action =
      kind === 'call-next'
        ? { kind }
        : kind === 'appear'
          ? { kind, appointmentId: mine }
          : { kind, appointmentId: mine, outcome: 'completed' };
    const began = performance.now();
    const { body } = await desk.send(desk.command(action));
    done.command.push(performance.now() - began);
    if (body['status'] === 'applied' && typeof body['appointmentId'] === 'string') {
      mine = body['appointmentId'];
      applied += 1;
      done.awaited.push({
        by: (n + 1 + random.below(counters - 1)) % counters,
        person: mine,
        version: ((applied - 1) % deeds.length) + 1,
        since: moment(),
      });
    } else done.refused += 1;
    await sleep(run.pauseMs / 2 + random.below(run.pauseMs));
  }
}

async function makeOffice(database: Database, count: number): Promise<void> {
  const pinHash = await hashPin(pin);
  const [template] = makeOfficeDay(new Date()).appointments;
  if (!template) throw new Error('the invented office day is empty');
  // Four people a minute are due, and all of them have come.
  const opens = Date.now() - 8 * 3_600_000;
  const ids = Array.from({ length: count }, (_, n) => `counter-${n + 1}`);
  await database.transaction(async (sql) => {
    await insertOffice(
      sql,
      { name: 'Großstadt', training: true },
      ids.map((id) => ({ id: `clerk-of-${id}`, name: 'Sabine Beispiel', role: 'clerk', pinHash })),
      ids.map((id) => ({ id, name: id, room: '', services: ['eat-collect'] })),
    );
    for (let n = 0; n < people; n += 1)
      await putRecord(sql, 'appointment', {
        ...template,
        id: `person-${n}`,
        code: `SWT-${n}`,
        ticket: `A${n}`,
        scheduledAt: new Date(opens + Math.floor(n / 4) * 60_000).toISOString(),
        arrivedAt: new Date(opens).toISOString(),
        state: 'waiting',
        counterId: null,
        version: 0,
        visitId: null,
        reservation: null,
      });
  });
}

async function signInAll({ url }: SpawnedBackend, count: number): Promise<Desk[]> {
  const desks: Desk[] = [];
  for (let n = 1; n <= count; n += 1) {
    const response = await fetch(`${url}${apiBase}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clerkId: `clerk-of-counter-${n}`, pin }),
    });
    const { token } = (await response.json()) as { token: string };
    const desk = new Desk(url, token, `counter-${n}`);
    await desk.choose(`counter-${n}`);
    desks.push(desk);
  }
  return desks;
}

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
