import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractVersion, traits, type Changes } from '../../backend/contract/index.ts';
import { openDatabase } from '../../electron/core/kernel/database/open.ts';
import { loadKey, sealWith } from '../../electron/core/kernel/database/seal.ts';
import { Store } from '../../electron/core/kernel/database/store.ts';
import { Desk } from '../backend/api.ts';
import { serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { startUnreliableLine, type Fate, type UnreliableLine } from '../support/unreliableLine.ts';
import { noKeyStore } from '../support/keys.ts';

/**
 * A counter beside a backend of another version: it stays connected, loses nothing, and says what it does not show or
 * send yet.
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
    dataDir: mkdtempSync(join(tmpdir(), 'schalterwerk-versions-')),
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

const header = 'schalterwerk-contract';
const refusal = (status: number, code: string): Fate => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: `urn:schalterwerk:problem:${code}`, title: 'x', status, code }),
});
const asked = (path: string): number => line.seen.filter((one) => one.path.startsWith(path)).length;
const keptOpen = async (): Promise<string> => {
  const { dataDir } = counter;
  await counter.stop();
  return dataDir;
};

describe('records of a newer version', () => {
  it('take nobody offline: the counter says how many it does not show, and again after a start', async () => {
    const { cursor } = await other.changes(0);
    await behindItsBack(
      backend.dataDir,
      `INSERT INTO records (kind, id, state, seq, value) VALUES ('umbrella', 'u-1', '', ${cursor + 1}, '{}'), ('umbrella', 'u-2', '', ${cursor + 2}, '{}')`,
    );
    await behindItsBack(backend.dataDir, `UPDATE change_sequence SET newest = newest + 2`);
    expect(await other.do({ kind: 'check-in', appointmentId: 'appointment-A022' })).toBe('applied');
    await counter.until('the number', (now) => now.connection.newer === 2);
    expect(counter.now().connection).toMatchObject({ state: 'connected', problem: null });
    expect(counter.now().day.all.find(({ ticket }) => ticket === 'A022')?.state).toBe('waiting');
    const dataDir = await keptOpen();
    counter = await startCounter({ backendUrl: line.url, dataDir, keep: true });
    await counter.until(
      'the number again',
      (now) => now.connection.state === 'connected' && now.connection.newer === 2,
    );
    await behindItsBack(
      backend.dataDir,
      `UPDATE records SET value = 'null', seq = (SELECT newest FROM change_sequence) + 1 WHERE id = 'u-1'`,
    );
    await behindItsBack(backend.dataDir, `UPDATE change_sequence SET newest = newest + 1`);
    await other.do({ kind: 'check-in', appointmentId: 'appointment-A023' });
    await counter.until('one less', (now) => now.connection.newer === 1);
  });

  it('that an older process of the backend cannot tell are asked for once a newer one answers', async () => {
    const { cursor } = await other.changes(0);
    const older = (): Fate => ({
      status: 200,
      headers: { 'content-type': 'application/json', [header]: '1' },
      body: JSON.stringify({
        cursor: cursor + 1,
        reset: false,
        more: false,
        changes: [
          { seq: cursor + 1, kind: 'appointment', id: 'appointment-A022' },
          // Not for a counter, which an older process does not know.
          { seq: cursor + 1, kind: 'umbrella', id: 'u-1' },
        ],
      } satisfies Changes),
    });
    line.fate = ({ path }) => (path === '/events' ? 'lose-request' : path.startsWith('/changes') ? older() : 'pass');
    line.cut();
    await other.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
    await counter.until('the number', (now) => now.connection.newer === 2);
    expect(counter.now().day.all.find(({ ticket }) => ticket === 'A022')?.state).toBe('scheduled');
    line.fate = () => 'pass';
    await counter.until(
      'the record',
      (now) => now.day.all.find(({ ticket }) => ticket === 'A022')?.state === 'waiting',
    );
    expect(counter.now().connection).toMatchObject({ state: 'connected', newer: 0, problem: null });
  });

  it('of a known kind in a new form are no nonsense where the backend is newer', async () => {
    const { cursor } = await other.changes(0);
    const appointment = await other.one('appointment', 'appointment-A022');
    const newer = (): Fate => ({
      status: 200,
      headers: { 'content-type': 'application/json', [header]: String(contractVersion + 1) },
      body: JSON.stringify({
        cursor: cursor + 1,
        reset: false,
        more: false,
        changes: [
          { seq: cursor + 1, kind: 'appointment', id: appointment.id, value: { ...appointment, state: 'teleported' } },
        ],
      } satisfies Changes),
    });
    line.fate = ({ path }) => (path === '/events' ? 'lose-request' : path.startsWith('/changes') ? newer() : 'pass');
    line.cut();
    await counter.until('the number', (now) => now.connection.newer === 1);
    expect(counter.now().connection).toMatchObject({ state: 'connected', problem: null });
    expect(counter.now().day.all.find(({ ticket }) => ticket === 'A022')?.state).toBe('scheduled');
  });

  it('are asked for from the beginning after an update of this program, once', async () => {
    const dataDir = await keptOpen();
    const key = await loadKey(dataDir, noKeyStore);
    const raw = openDatabase(join(dataDir, 'counter.db'));
    if (!key.ok || !raw.ok) throw new Error('not opened');
    const store = new Store(raw.database, sealWith(key.key));
    expect(store.meta('contract')).toBe(contractVersion);
    // As the version before left it, which did not say what it knows.
    store.setMeta('contract', null);
    store.close();
    counter = await startCounter({ backendUrl: line.url, dataDir, keep: true });
    await counter.until('the connection', (now) => now.connection.state === 'connected');
    expect(asked('/changes?since=1')).toBe(1);
    const again = await keptOpen();
    counter = await startCounter({ backendUrl: line.url, dataDir: again, keep: true });
    await counter.until('the connection', (now) => now.connection.state === 'connected');
    expect(asked('/changes?since=1')).toBe(1);
  });
});

describe('an action that the backend does not know yet', () => {
  const withoutSteps = (answer: Fate): void => {
    line.fate = ({ path, command }) =>
      path === '/commands/batch' ? refusal(404, 'not-found') : command?.kind === 'record-step' ? answer : 'pass';
  };
  const sent = (kind: string): number => line.seen.filter(({ command }) => command?.kind === kind).length;

  it('waits with a reason, keeps back only what came later for the same person, and arrives after the update', async () => {
    await serveNext(counter);
    withoutSteps(refusal(422, 'unknown-action'));
    const [identity, documents] = [stepOf(counter, 'identity').id, stepOf(counter, 'documents')];
    await counter.must('case.confirmIdentity', { stepId: identity, shown: 'passport' });
    await counter.until('the reason', (now) => now.outbox.entries[0]?.heldBack === 'older-backend');
    await counter.must('case.tickDocument', {
      stepId: documents.id,
      documentId: documents.documents[0]!.id,
      present: true,
    });
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    await counter.until(
      'everybody else',
      (now) => now.outbox.waiting === 2 && now.outbox.done.some(({ kind }) => kind === 'check-in'),
    );
    expect(counter.now().outbox.entries).toMatchObject([
      { kind: 'record-step', state: 'waiting', heldBack: 'older-backend', problem: null },
      { kind: 'record-step', state: 'waiting', heldBack: null },
    ]);
    expect(counter.now()).toMatchObject({ connection: { state: 'connected', problem: null }, outbox: { refused: 0 } });
    expect(sent('record-step')).toBe(1);
    expect(stepOf(counter, 'identity').state).toBe('done');
    const dataDir = await keptOpen();
    counter = await startCounter({ backendUrl: line.url, dataDir, keep: true });
    await counter.until('the reason again', (now) => now.outbox.entries[0]?.heldBack === 'older-backend');
    line.fate = () => 'pass';
    await counter.must('outbox.retry', null);
    await counter.until('everything', (now) => now.outbox.waiting === 0);
    expect(Object.keys((await other.one('appointment', 'appointment-A017')).steps)).toContain(identity);
  });

  it('is told at once where somebody waits for the answer, and nothing of it stays', async () => {
    line.fate = ({ command }) => (command?.kind === 'call-next' ? refusal(422, 'unknown-action') : 'pass');
    expect(await counter.ask('queue.callNext', null)).toEqual({ ok: false, error: { code: 'backend-older' } });
    expect(counter.now()).toMatchObject({
      connection: { state: 'connected' },
      day: { calling: false },
      outbox: { waiting: 0, refused: 0 },
    });
    line.fate = () => 'pass';
    await counter.must('queue.callNext', null);
  });

  it('waits also where the backend is so old that it calls it an impossible request', async () => {
    await serveNext(counter);
    withoutSteps(refusal(400, 'invalid-request'));
    traits['record-step'].since = contractVersion + 1;
    try {
      await counter.must('case.confirmIdentity', { stepId: stepOf(counter, 'identity').id, shown: 'passport' });
      await counter.until('the reason', (now) => now.outbox.entries[0]?.heldBack === 'older-backend');
    } finally {
      traits['record-step'].since = 1;
    }
    await counter.must('outbox.retry', null);
    await counter.until('the refusal of what it knows', (now) => now.outbox.refused === 1);
  });
});

describe('a refusal that only a newer backend knows', () => {
  it('is a refusal: a call can be tried again, and what happened here is told as not taken', async () => {
    line.fate = ({ path, command }) =>
      path === '/commands/batch' ? refusal(404, 'not-found') : command ? refusal(409, 'umbrella-missing') : 'pass';
    for (let n = 0; n < 2; n += 1)
      expect(await counter.ask('queue.callNext', null)).toEqual({ ok: false, error: { code: 'refused-by-backend' } });
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    await counter.until('the refusal', (now) => now.outbox.refused === 1);
    expect(counter.now()).toMatchObject({
      connection: { state: 'connected' },
      outbox: { entries: [{ next: 'refused-by-backend' }] },
    });
  });
});
