import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Appointment, Change, ChangesHint } from '../../backend/contract/index.ts';
import { BackendClient } from '../../electron/core/kernel/outbox/backendClient.ts';

/**
 * The windows of many counters, which only look: in a thread of their own, because two hundred of them at once take
 * time that no counter's command waits for in an office.
 */

/** Milliseconds since 1970, with parts, the same in every thread. */
export const moment = (): number => performance.timeOrigin + performance.now();

/** A person in this version was seen by nobody but `by` before `since`. */
export interface Awaited {
  by: number;
  person: string;
  version: number;
  since: number;
}
export interface Seen {
  /** Milliseconds until each arrived. */
  reach: number[];
  neverArrived: number;
}
export interface Followers {
  /** Milliseconds until each had the whole day. */
  start: number[];
  over(awaited: Awaited[]): Promise<Seen>;
}

const patienceMs = 5_000;

/**
 * Lets a counter for each token come in, one after the other as clerks do in the morning, and follow the office until
 * it is `over`.
 */
export async function startFollowers(url: string, tokens: string[]): Promise<Followers> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { url, tokens } });
  const answer = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  const start = await answer<number[]>();
  return {
    start,
    async over(awaited) {
      worker.postMessage(awaited);
      const seen = await answer<Seen>();
      await worker.terminate();
      return seen;
    },
  };
}

if (!isMainThread) {
  const { url, tokens } = workerData as { url: string; tokens: string[] };
  const sightings = new Map<string, { version: number; at: number }[]>();
  const start: number[] = [];
  for (const [n, token] of tokens.entries()) {
    const began = performance.now();
    await follow(url, token, ({ id, version }) => {
      const key = `${n} ${id}`;
      const earlier = sightings.get(key);
      if (earlier) earlier.push({ version, at: moment() });
      else sightings.set(key, [{ version, at: moment() }]);
    });
    start.push(performance.now() - began);
  }
  const look = ({ by, person, version, since }: Awaited): number | undefined => {
    const found = sightings.get(`${by} ${person}`)?.find((one) => one.version >= version);
    // The news of a change can be quicker than the answer to it.
    return found && Math.max(0, found.at - since);
  };
  parentPort?.on('message', async (awaited: Awaited[]) => {
    const end = Date.now() + patienceMs;
    while (Date.now() < end && awaited.some((one) => look(one) === undefined)) await sleep(50);
    const reach = awaited.map(look).filter((ms) => ms !== undefined);
    parentPort?.postMessage({ reach, neverArrived: awaited.length - reach.length } satisfies Seen);
  });
  parentPort?.postMessage(start);
}

/**
 * Keeps up with the office as a counter does: by the event stream, and by asking where it says so. Resolves when it has
 * the day.
 */
async function follow(url: string, token: string, saw: (appointment: Appointment) => void): Promise<void> {
  const client = new BackendClient(() => url);
  let cursor = 0;
  let pulling: Promise<void> | undefined;
  let again = false;
  const take = (changes: Change[]): void => {
    for (const { kind, value } of changes) if (kind === 'appointment' && value !== null) saw(value as Appointment);
  };
  const pullOnce = async (): Promise<void> => {
    for (let more = true; more;) {
      const answer = await client.call('changes', { token, query: { since: cursor } });
      if (answer.kind !== 'ok') return;
      take(answer.value.changes);
      ({ cursor, more } = answer.value);
    }
  };
  const pull = (): Promise<void> => {
    again = pulling !== undefined;
    return (pulling ??= (async () => {
      do {
        again = false;
        await pullOnce();
      } while (again);
      pulling = undefined;
    })());
  };
  let heard = (): void => {};
  const hearing = new Promise<void>((resolve) => {
    heard = resolve;
  });
  const hear = (news: ChangesHint): void => {
    heard();
    if (news.cursor <= cursor) return;
    if (pulling || !news.changes || news.since === undefined || news.since > cursor) return void pull();
    take(news.changes);
    ({ cursor } = news);
  };
  void (async () => {
    for (;;) {
      await client.listen(token, hear, () => {}, new AbortController().signal);
      await sleep(300);
      await pull();
    }
  })();
  await Promise.all([hearing, pull()]);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
