import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractHeader, contractVersion, type Changes } from '../../backend/contract/index.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { Desk } from '../backend/api.ts';
import { serveNext } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startUnreliableLine, type Fate, type UnreliableLine } from '../support/unreliableLine.ts';

/**
 * Answers to `/changes` as a newer backend, a restored one or a proxy in between gives them: nobody disappears unseen.
 */

let backend: TestBackend;
let line: UnreliableLine;
let counter: TestCounter;
let other: Desk;

beforeEach(async () => {
  backend = await startTestBackend();
  line = await startUnreliableLine(backend.url);
  counter = await startCounter({
    backendUrl: line.url,
    dataDir: mkdtempSync(join(tmpdir(), 'schalterwerk-odd-')),
    keep: true,
  });
  await signInAt(counter);
  other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
});
afterEach(async () => {
  await counter.stop();
  await line.stop();
  await backend.stop();
});

const json = (body: unknown, status = 200): Fate => ({
  status,
  headers: {
    'content-type': status === 200 ? 'application/json' : 'application/problem+json',
    [contractHeader]: String(contractVersion),
  },
  body: JSON.stringify(body),
});
const asked = (path: string): number => line.seen.filter((one) => one.path.startsWith(path)).length;
const stateOf = (ticket: string): string | undefined =>
  counter.now().day.all.find((entry) => entry.ticket === ticket)?.state;
/** No stream: whatever the counter learns it learns by asking. */
const withoutStream = (answer: () => Fate): void => {
  line.fate = ({ path }) => (path === '/events' ? 'lose-request' : path.startsWith('/changes') ? answer() : 'pass');
  line.cut();
};

describe('when everything comes anew', () => {
  it('and the line breaks in the middle, the counter keeps the office and the person it has', async () => {
    await serveNext(counter);
    await counter.until('everything to be told', (now) => now.outbox.waiting === 0);
    const before = counter.now();
    const first = (await other.changes(0)).changes[0]!;
    let answers = 0;
    withoutStream(() =>
      (answers += 1) === 1
        ? json({ cursor: first.seq, reset: true, more: true, changes: [first] } satisfies Changes)
        : 'lose-request',
    );
    await counter.until('the second page to be lost', (now) => answers > 1 && now.connection.state === 'offline');
    expect(counter.now().case?.ticket).toBe(before.case?.ticket);
    expect(counter.now().day.all).toHaveLength(before.day.all.length);
    line.fate = () => 'pass';
    await counter.until('the connection', (now) => now.connection.state === 'connected');
    expect(counter.now().day.all).toHaveLength(before.day.all.length);
  });
});

describe('a record that this version cannot read', () => {
  it('is told for as long as it is so, and read after the next start', async () => {
    await counter.until('everything to be known', (now) => now.connection.state === 'connected');
    const { cursor } = await other.changes(0);
    const spoilt: Changes[] = [];
    withoutStream(() => (spoilt[0] ? json(spoilt[0]) : 'lose-request'));
    expect(await other.do({ kind: 'check-in', appointmentId: 'appointment-A022' })).toBe('applied');
    const news = await other.changes(cursor);
    spoilt.push({
      ...news,
      changes: news.changes.map((change) => ({
        ...change,
        value: { ...(change.value as object), state: 'teleported' },
      })),
    });
    await counter.until('the trouble to be told', (now) => now.connection.problem?.code === 'backend-nonsense');
    const before = asked('/changes');
    line.fate = () => 'pass';
    await counter.until('two further answers', () => asked('/changes') > before + 2);
    expect(counter.now().connection).toMatchObject({ state: 'connected', problem: { code: 'backend-nonsense' } });
    expect(stateOf('A022')).toBe('scheduled');
    const { dataDir } = counter;
    await counter.stop();
    counter = await startCounter({ backendUrl: line.url, dataDir });
    await counter.until('the record', () => stateOf('A022') === 'waiting');
    expect(counter.now().connection.problem).toBeNull();
  });
});

describe('a list of changes that is refused', () => {
  it('is no connection', async () => {
    withoutStream(() =>
      json(
        { type: 'urn:schalterwerk:problem:invalid-request', title: 'no', status: 403, code: 'invalid-request' },
        403,
      ),
    );
    await counter.until(
      'the word',
      (now) => now.connection.state === 'offline' && now.connection.problem?.code === 'backend-nonsense',
    );
  });
});

describe('another database under the same address', () => {
  it('is noticed although its numbers are higher: nobody of the one before stays', async () => {
    const isThere = (): boolean => counter.now().day.all.some(({ name }) => name === 'Probe, Petra');
    expect(
      await other.do({
        kind: 'walk-in',
        service: 'eat-collect',
        familyName: 'Probe',
        givenNames: 'Petra',
        language: 'de',
      }),
    ).toBe('applied');
    await counter.until('her ticket', isThere);
    const { dataDir } = counter;
    await counter.stop();
    const anew = await startTestBackend();
    await anew.database.transaction(async (sql) => {
      for (const n of Array.from({ length: 200 }).keys())
        await putRecord(sql, 'item', {
          id: `item-${n}`,
          applicantId: `nobody-${n}`,
          kind: 'eat',
          serial: `X${n}`,
          title: '',
          validUntil: null,
          state: 'ready',
        });
    });
    counter = await startCounter({ backendUrl: anew.url, dataDir });
    await counter.until(
      'the end of the session, which that one does not know',
      (now) => now.session.phase === 'signed-out',
    );
    await signInAt(counter);
    expect(isThere()).toBe(false);
    expect(stateOf('A022')).toBe('scheduled');
    await counter.stop();
    await anew.stop();
    counter = await startCounter({ backendUrl: null });
  });
});
