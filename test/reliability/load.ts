import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiBase, type Action, type Appointment, type Change, type ChangesHint } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { hashPin } from '../../backend/signin/pins.ts';
import type { Database } from '../../backend/store/database.ts';
import { insertOffice } from '../../backend/store/officeStore.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { BackendClient } from '../../electron/core/outbox/backendClient.ts';
import { randomOf, type Random } from '../fuzz/random.ts';
import { Desk } from '../backend/api.ts';
import { spawnBackend, type SpawnedBackend } from '../support/backend.ts';
import { openTestDatabase } from '../support/testDatabase.ts';

export interface LoadResult { counters: number; seconds: number; commands: number; refused: number; /** Milliseconds. */ command: number[]; /** From the answer of a command until another counter has its record. */ reach: number[]; /** Until a counter that comes in has the whole day. */ start: number[]; neverArrived: number }

const pin = '4711';
const people = 2_000;

/** Many counters at one backend process: how long a command takes, and how long until the others see what it changed. */
export async function load(options: { counters: number; seconds: number; /** Commands a counter gives in a minute; an office gives about one. */ perMinute: number; seed: number }): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-load-'));
  const database = await openTestDatabase(folder);
  await makeOffice(database, options.counters);
  await database.close();
  const backend = await spawnBackend({ dataDir: folder, seed: false });
  const result: LoadResult = { counters: options.counters, seconds: options.seconds, commands: 0, refused: 0, command: [], reach: [], start: [], neverArrived: 0 };
  const end = new AbortController();
  try {
    const watch = new Watch(result);
    const counters = await signInAll(backend, options.counters);
    const following: ReturnType<typeof follow>[] = [];
    // Counters come in one after the other, as clerks do in the morning.
    for (const [n, desk] of counters.entries()) {
      const began = performance.now();
      const one = follow(desk, end.signal, (appointment) => watch.saw(n, appointment));
      following.push(one);
      await one.ready;
      result.start.push(performance.now() - began);
    }
    const until = performance.now() + options.seconds * 1000;
    await Promise.all(counters.map((desk, n) => work(desk, n, randomOf('load', options.seed, n), { until, pauseMs: 60_000 / options.perMinute, result, watch })));
    // What was done last may still be on its way.
    for (let rest = 0; rest < 50 && watch.open > 0; rest += 1) await sleep(100);
    result.neverArrived = watch.open;
    end.abort();
    await Promise.all(following.map(({ over }) => over));
  } finally {
    end.abort();
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return result;
}

/** Waits for a changed appointment to arrive at one other counter, in this version or a newer one. */
class Watch {
  readonly #result: LoadResult;
  readonly #awaited = new Map<string, { version: number; since: number }[]>();
  readonly #seen = new Map<string, number>();

  constructor(result: LoadResult) {
    this.#result = result;
  }

  get open(): number {
    return [...this.#awaited.values()].reduce((sum, { length }) => sum + length, 0);
  }

  expect(person: string, version: number, by: number): void {
    const key = `${by} ${person}`;
    // The news of a change can be quicker than the answer to it.
    if ((this.#seen.get(key) ?? 0) >= version) return void this.#result.reach.push(0);
    this.#awaited.set(key, [...(this.#awaited.get(key) ?? []), { version, since: performance.now() }]);
  }

  saw(counter: number, { id, version }: Appointment): void {
    const key = `${counter} ${id}`;
    this.#seen.set(key, version);
    const awaited = this.#awaited.get(key);
    if (!awaited) return;
    for (const one of awaited) if (one.version <= version) this.#result.reach.push(performance.now() - one.since);
    this.#awaited.set(key, awaited.filter((one) => one.version > version));
  }
}

/** What a counter does with each person, so that each version of a person is known to whoever made it. */
const deeds = ['call-next', 'appear', 'finish'] as const;

async function work(desk: Desk, n: number, random: Random, run: { until: number; pauseMs: number; result: LoadResult; watch: Watch }): Promise<void> {
  const { result } = run;
  let mine = '';
  let done = 0;
  await sleep(random.below(run.pauseMs));
  while (performance.now() < run.until) {
    const kind = deeds[done % deeds.length] ?? 'call-next';
    const action: Action = kind === 'call-next' ? { kind } : kind === 'appear' ? { kind, appointmentId: mine } : { kind, appointmentId: mine, outcome: 'completed' };
    const began = performance.now();
    const { body } = await desk.send(desk.command(action));
    result.command.push(performance.now() - began);
    result.commands += 1;
    if (body['status'] === 'applied' && typeof body['appointmentId'] === 'string') {
      mine = body['appointmentId'];
      done += 1;
      run.watch.expect(mine, ((done - 1) % deeds.length) + 1, (n + 1 + random.below(result.counters - 1)) % result.counters);
    } else result.refused += 1;
    await sleep(run.pauseMs / 2 + random.below(run.pauseMs));
  }
}

/** Keeps up with the office as a counter does: by the event stream, and by asking where it says so. */
function follow(desk: Desk, signal: AbortSignal, saw: (appointment: Appointment) => void): { ready: Promise<void>; over: Promise<void> } {
  const client = new BackendClient(() => desk.url);
  let cursor = 0;
  let pulling = false;
  let again = false;
  const take = (changes: Change[]): void => {
    for (const { kind, value } of changes) if (kind === 'appointment' && value !== null) saw(value as Appointment);
  };
  const pull = async (): Promise<void> => {
    if (pulling) {
      again = true;
      return;
    }
    pulling = true;
    do {
      again = false;
      for (let more = true; more; ) {
        const answer = await client.call('changes', { token: desk.token, query: { since: cursor } });
        if (answer.kind !== 'ok') break;
        take(answer.value.changes);
        ({ cursor, more } = answer.value);
      }
    } while (again);
    pulling = false;
  };
  let heard = (): void => {};
  const ready = new Promise<void>((resolve) => { heard = resolve; });
  const hear = (news: ChangesHint): void => {
    heard();
    if (news.cursor <= cursor) return;
    if (pulling || !news.changes || news.since === undefined || news.since > cursor) return void pull();
    take(news.changes);
    ({ cursor } = news);
  };
  const over = (async () => {
    while (!signal.aborted) {
      await client.listen(desk.token, hear, () => {}, signal);
      if (signal.aborted) return;
      await sleep(300);
      await pull();
    }
  })();
  return { ready: Promise.all([ready, pull()]).then(() => {}), over };
}

async function makeOffice(database: Database, count: number): Promise<void> {
  const pinHash = await hashPin(pin);
  const [template] = makeOfficeDay(new Date()).appointments;
  if (!template) throw new Error('the invented office day is empty');
  const ids = Array.from({ length: count }, (_, n) => `counter-${n + 1}`);
  await database.transaction(async (sql) => {
    await insertOffice(sql, { name: 'Großstadt', training: true }, ids.map((id) => ({ id: `clerk-of-${id}`, name: 'Sabine Beispiel', role: 'clerk', pinHash })), ids.map((id) => ({ id, name: id, room: '', services: ['eat-collect'] })));
    for (let n = 0; n < people; n += 1) await putRecord(sql, 'appointment', { ...template, id: `person-${n}`, code: `SWT-${n}`, ticket: `A${n}`, state: 'waiting', counterId: null, version: 0, visitId: null, reservation: null });
  });
}

async function signInAll({ url }: SpawnedBackend, count: number): Promise<Desk[]> {
  const desks: Desk[] = [];
  for (let n = 1; n <= count; n += 1) {
    const response = await fetch(`${url}${apiBase}/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ clerkId: `clerk-of-counter-${n}`, pin }) });
    const { token } = (await response.json()) as { token: string };
    const desk = new Desk(url, token, `counter-${n}`);
    await desk.choose(`counter-${n}`);
    desks.push(desk);
  }
  return desks;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
