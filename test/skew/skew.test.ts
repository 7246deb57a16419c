import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshots } from '../../electron/contract/index.ts';
import { spawnBackend, type SpawnedBackend } from '../support/backend.ts';
import { startUnreliableLine, type UnreliableLine } from '../support/unreliableLine.ts';
import { startSkewCounter, type SkewCounter } from './counter.ts';
import { newSide, tomorrow } from './newSide.ts';
import { oldRevision, oldSide } from './oldSide.ts';

/**
 * Promise 2: two versions beside each other. The old side is the revision in which versions began to say what they
 * know, from the history; the new side is today's tree with an invented kind of record and action. Whoever is older:
 * nobody goes offline, no answer is a fault, nothing is lost.
 */

const revision = oldRevision() ?? '';
const counted = { looks: 0, offline: 0, answers: 0, faults: 0, actions: 0, lost: 0 };
let [oldTree, newTree, folder] = ['', '', ''];
let undo: (() => unknown)[] = [];
/** The line is whole and somebody answers: nobody may be offline now. */
let isUp = false;

beforeAll(() => {
  [oldTree, newTree, folder] = [oldSide(revision), newSide(), mkdtempSync(join(tmpdir(), 'schalterwerk-skew-'))];
});
afterEach(async () => {
  for (const one of undo.toReversed()) await one();
  undo = [];
});
afterAll(() => {
  for (const one of [oldTree, newTree, folder]) rmSync(one, { recursive: true, force: true });
  const { looks, offline, answers, faults, actions, lost } = counted;
  console.log(
    `Version skew, ${revision.slice(0, 9)} beside today's with an invented kind: offline in ${offline} of ${looks} looks, ${faults} of ${answers} answers 5xx, ${lost} of ${actions} actions lost.`,
  );
});

const note = (now: Snapshots): void => {
  // A program that refuses its store is no counter.
  if (!isUp || now.session.phase === 'broken') return;
  counted.looks += 1;
  if (now.connection.state === 'offline') counted.offline += 1;
};
const counterOf = async (tree: string, name: string, line: UnreliableLine): Promise<SkewCounter> => {
  mkdirSync(join(folder, name), { recursive: true });
  const counter = await startSkewCounter(tree, join(folder, name), line.url, note);
  undo.push(() => counter.kill());
  return counter;
};
/** A backend of a version, with the same data and at the same address as the one before it. */
async function backendOf(tree: string, name: string, port = 0): Promise<SpawnedBackend> {
  const backend = await spawnBackend({ entry: join(tree, 'backend/main.ts'), dataDir: join(folder, name), port });
  undo.push(() => backend.stop());
  return backend;
}
/** The number of the schema in a backend's database. */
function schemaOf(name: string): { number(): number; set(to: number): void } {
  const open = <T>(work: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(join(folder, name, 'schalterwerk-backend.db'));
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  return {
    number: () =>
      open((one) => Number((one.prepare('PRAGMA user_version').get() as { user_version: number }).user_version)),
    set: (to) => open((one) => one.exec(`PRAGMA user_version = ${to}`)),
  };
}
async function lineTo(backend: SpawnedBackend): Promise<UnreliableLine> {
  const line = await startUnreliableLine(backend.url);
  undo.push(() => {
    counted.answers += line.statuses.length;
    counted.faults += line.statuses.filter((status) => status >= 500).length;
    return line.stop();
  });
  return line;
}
const connected = (now: Snapshots): boolean => now.connection.state === 'connected';
async function signIn(counter: SkewCounter, n: 1 | 2): Promise<void> {
  await counter.until('the backend', (now) => now.session.phase === 'signed-out' && now.session.clerks.length > 0);
  await counter.must('session.signIn', { clerkId: `clerk-${n}`, pin: String(n).repeat(4) });
  await counter.must('session.chooseCounter', { counterId: `counter-${n}`, takeOver: true });
  await counter.until('the connection', connected);
}

/** What the backend has in the end, as the newest version is told it. */
async function recordsOf(url: string): Promise<Map<string, Record<string, unknown>>> {
  const ask = async (path: string, init: RequestInit = {}): Promise<Record<string, unknown>> =>
    (await fetch(`${url}/api/v1${path}`, init)).json() as Promise<Record<string, unknown>>;
  const { token } = await ask('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clerkId: 'clerk-3', pin: '3333' }),
  });
  const { changes } = await ask('/changes?since=0', {
    headers: { authorization: `Bearer ${String(token)}`, 'schalterwerk-contract': String(tomorrow) },
  });
  return new Map(
    (changes as { kind: string; id: string; value: Record<string, unknown> }[]).map(({ kind, id, value }) => [
      `${kind} ${id}`,
      value,
    ]),
  );
}
const begunWith = async (url: string, ticket: string): Promise<unknown> =>
  (await recordsOf(url)).get(`appointment appointment-${ticket}`)?.['processVersion'];
/** An action that was done, and whether its effect is there in the end. */
type Done = (records: Map<string, Record<string, unknown>>) => boolean;
const umbrella =
  (id: string): Done =>
  (records) =>
    records.get(`umbrella ${id}`)?.['colour'] === 'red';
const inState =
  (ticket: string, state: string): Done =>
  (records) =>
    records.get(`appointment appointment-${ticket}`)?.['state'] === state;
function settle(done: readonly Done[], records: Map<string, Record<string, unknown>>): void {
  counted.actions += done.length;
  counted.lost += done.filter((isThere) => !isThere(records)).length;
}
const keep = (counter: SkewCounter, umbrellaId: string): Promise<unknown> =>
  counter.must('case.keepUmbrella', { umbrellaId, colour: 'red' });
const checkIn = (counter: SkewCounter, ticket: string): Promise<unknown> =>
  counter.must('queue.checkIn', { appointmentId: `appointment-${ticket}` });
async function serveNext(counter: SkewCounter): Promise<string> {
  await counter.must('queue.callNext', null);
  await counter.must('case.appear', null);
  return (await counter.until('everything to arrive', (now) => now.outbox.waiting === 0 && now.case !== null)).case!
    .ticket;
}

/** The files of a store, without the index of the log, which holds nothing of its own. */
const filesOf = (name: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(folder, name))
      .filter((file) => !file.endsWith('-shm'))
      .map((file) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(folder, name, file)))
          .digest('hex'),
      ]),
  );
/**
 * How many umbrellas the store of a counter that was killed holds; read in a copy, so that the store stays as it is.
 */
function umbrellasIn(name: string): number {
  const copy = mkdtempSync(join(tmpdir(), 'schalterwerk-skew-look-'));
  cpSync(join(folder, name), copy, { recursive: true });
  const database = new DatabaseSync(join(copy, 'counter.db'));
  const found = Number(
    (database.prepare("SELECT count(*) AS n FROM record WHERE kind = 'umbrella'").get() as { n: number }).n,
  );
  database.close();
  rmSync(copy, { recursive: true });
  return found;
}

describe('two versions beside each other', () => {
  it('an old counter at a new backend works on, says what it does not show, gets it after its update, and keeps it when it goes back', async () => {
    const backend = await backendOf(newTree, 'backend-a');
    const [oldLine, newLine] = [await lineTo(backend), await lineTo(backend)];
    let old = await counterOf(oldTree, 'counter-a', oldLine);
    const fresh = await counterOf(newTree, 'counter-b', newLine);
    await signIn(old, 1);
    await signIn(fresh, 2);
    isUp = true;
    const theirs = await serveNext(fresh);
    await keep(fresh, 'a-1');
    await keep(fresh, 'a-2');
    await old.until(
      'word of what it does not know',
      (now) =>
        now.connection.newer === 2 && now.day.all.some(({ ticket, state }) => ticket === theirs && state === 'serving'),
    );
    const mine = await serveNext(old);
    await checkIn(old, 'A022');
    await keep(fresh, 'a-3');
    await old.until(
      'everything',
      (now) => now.connection.newer === 3 && now.outbox.waiting === 0 && now.outbox.refused === 0 && connected(now),
    );
    await fresh.until(
      'everything',
      (now) =>
        now.connection.newer === 0 &&
        now.outbox.waiting === 0 &&
        now.outbox.refused === 0 &&
        now.connection.problem === null &&
        connected(now),
    );
    await old.stop();
    expect(umbrellasIn('counter-a')).toBe(0);

    old = await counterOf(newTree, 'counter-a', oldLine);
    await old.until(
      'what was held back',
      (now) => connected(now) && now.connection.newer === 0 && now.case?.ticket === mine,
    );
    await keep(old, 'a-4');
    // Told back, and not only on its way: the store that is killed now shall hold it.
    await old.until(
      'everything',
      (now) => now.outbox.waiting === 0 && now.outbox.done.some(({ kind }) => kind === 'keep-umbrella'),
    );
    await old.kill();
    expect(umbrellasIn('counter-a')).toBe(4);

    const before = filesOf('counter-a');
    const back = await counterOf(oldTree, 'counter-a', oldLine);
    expect((await back.look()).session).toMatchObject({ phase: 'broken', problem: { code: 'store-newer' } });
    await back.stop();
    expect(filesOf('counter-a')).toEqual(before);
    const again = await counterOf(newTree, 'counter-a', oldLine);
    await again.until('the person at the counter', (now) => connected(now) && now.case?.ticket === mine);
    isUp = false;
    settle(
      [
        umbrella('a-1'),
        umbrella('a-2'),
        umbrella('a-3'),
        umbrella('a-4'),
        inState('A022', 'waiting'),
        inState(mine, 'serving'),
        inState(theirs, 'serving'),
      ],
      await recordsOf(backend.url),
    );
    // An old counter does not say with which version of the process it began.
    expect([await begunWith(backend.url, theirs), await begunWith(backend.url, mine)]).toEqual([1, null]);
    expect(counted).toMatchObject({ offline: 0, lost: 0 });
  });

  it('a new counter at an old backend keeps what that does not know, sends everything else, and sends the rest after its update', async () => {
    let backend = await backendOf(oldTree, 'backend-b');
    const line = await lineTo(backend);
    const counters = [
      await counterOf(newTree, 'counter-c', line),
      await counterOf(oldTree, 'counter-d', line),
    ] as const;
    const [fresh, old] = counters;
    const schema = schemaOf('backend-b');
    const oldest = schema.number();
    let newest = oldest;
    const replace = async (tree: string): Promise<void> => {
      isUp = false;
      await backend.stop();
      // A process of the version before does not start on a newer schema, but one that runs already goes on working on
      // it: that is what this one stands for, so it is told the number that it knows.
      newest = Math.max(newest, schema.number());
      schema.set(tree === oldTree ? oldest : newest);
      backend = await backendOf(tree, 'backend-b', backend.port);
      for (const counter of counters) await counter.until('the backend again', connected);
      isUp = true;
    };
    await signIn(fresh, 1);
    await signIn(old, 2);
    isUp = true;
    const mine = await serveNext(fresh);
    await keep(fresh, 'b-1');
    await fresh.until('the reason', (now) => now.outbox.entries[0]?.heldBack === 'older-backend');
    const identity = (await fresh.look()).case!.steps.find(({ kind }) => kind === 'identity')!.id;
    await fresh.must('case.confirmIdentity', { stepId: identity, shown: 'passport' });
    await checkIn(fresh, 'A022');
    await fresh.until('everybody else', (now) => now.outbox.waiting === 2 && connected(now));

    // Several at once after a while without the network: one of them is unknown, and what comes later for that person
    // waits with it.
    isUp = false;
    line.fate = () => 'lose-request';
    line.cut();
    await fresh.until('the line to be away', (now) => now.connection.state === 'offline');
    await keep(fresh, 'b-2');
    for (const ticket of ['A023', 'A024']) await checkIn(fresh, ticket);
    line.fate = () => 'pass';
    for (const counter of counters) await counter.until('the line', connected);
    isUp = true;
    const held = await fresh.until('everybody else', (now) => now.outbox.waiting === 3 && connected(now));
    expect(held.outbox).toMatchObject({
      refused: 0,
      entries: [
        { kind: 'keep-umbrella', state: 'waiting' },
        { kind: 'record-step', state: 'waiting' },
        { kind: 'keep-umbrella', state: 'waiting' },
      ],
    });
    expect(line.seen.some(({ path }) => path === '/commands/batch')).toBe(true);

    await replace(newTree);
    await fresh.must('outbox.retry', null);
    await fresh.until('everything', (now) => now.outbox.waiting === 0 && now.outbox.refused === 0);
    await old.until('word of it', (now) => now.connection.newer === 2);

    // An older process on the data of the newer one, as in an update from process to process.
    await replace(oldTree);
    await checkIn(old, 'B009');
    await fresh.until('news', (now) =>
      now.day.all.some(({ ticket, state }) => ticket === 'B009' && state === 'waiting'),
    );
    await keep(fresh, 'b-3');
    await fresh.until('the reason', (now) => now.outbox.entries[0]?.heldBack === 'older-backend');
    await replace(newTree);
    await fresh.must('outbox.retry', null);
    await fresh.until(
      'everything',
      (now) => now.outbox.waiting === 0 && now.outbox.refused === 0 && now.connection.newer === 0,
    );
    await old.until('word of it', (now) => now.connection.newer === 3 && now.outbox.waiting === 0);
    isUp = false;
    const stepDone: Done = (records) =>
      (records.get(`appointment appointment-${mine}`)?.['steps'] as Record<string, { state: string }> | undefined)?.[
        identity
      ]?.state === 'done';
    settle(
      [
        umbrella('b-1'),
        umbrella('b-2'),
        umbrella('b-3'),
        stepDone,
        ...['A022', 'A023', 'A024', 'B009'].map((ticket) => inState(ticket, 'waiting')),
        inState(mine, 'serving'),
      ],
      await recordsOf(backend.url),
    );
    // An old backend dropped it, and nobody guesses it afterwards.
    expect(await begunWith(backend.url, mine)).toBeNull();
    expect(counted).toMatchObject({ offline: 0, lost: 0 });
  });

  it('no answer of either side was a fault', () => {
    expect(counted.answers).toBeGreaterThan(50);
    expect(counted).toMatchObject({ offline: 0, faults: 0, lost: 0 });
  });
});
