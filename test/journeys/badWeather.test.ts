import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshots } from '../../electron/contract/index.ts';
import { Desk } from '../backend/api.ts';
import {
  backendRows,
  identifyAndTick,
  openDoor,
  putInAndShut,
  serveNext,
  sign,
  stepOf,
  handOver,
} from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startUnreliableLine, type Fate, type UnreliableLine } from '../support/unreliableLine.ts';

/**
 * Promises 2 and 8: the line to the backend fails in every way it can; nothing is lost, nothing happens twice, and the
 * screen says what is.
 */

let backend: TestBackend;
let line: UnreliableLine;
let counter: TestCounter;

beforeEach(async () => {
  backend = await startTestBackend();
  line = await startUnreliableLine(backend.url);
  counter = await startCounter({ backendUrl: line.url });
  await signInAt(counter);
});
afterEach(async () => {
  await counter.stop();
  await line.stop();
  await backend.stop();
});

const cut = (): void => {
  line.fate = () => 'lose-request';
};
const mend = async (): Promise<void> => {
  line.fate = () => 'pass';
  await counter.must('outbox.retry', null);
};
const delivered = (limitMs = 30_000): Promise<void> =>
  counter.until(
    'everything to be confirmed',
    (now) => now.outbox.waiting === 0 && now.connection.state === 'connected',
    limitMs,
  );
const applied = (): string[] =>
  backendRows<{ kind: string }>(backend.dataDir, 'SELECT kind FROM commands WHERE refusal IS NULL ORDER BY rowid').map(
    ({ kind }) => kind,
  );
const refusals = (): unknown[] =>
  backendRows(backend.dataDir, "SELECT kind, refusal FROM commands WHERE refusal IS NOT NULL AND refusal <> 'voided'");
const stateOf = (now: Snapshots, ticket: string): string | undefined =>
  now.day.all.find((entry) => entry.ticket === ticket)?.state;
const offline = (): Promise<void> =>
  counter.until('the loss to be noticed', (now) => now.connection.state === 'offline');

describe('the backend is away', () => {
  it('lets the person at the counter be served to the end, and everything arrives once and in order', async () => {
    await serveNext(counter);
    await delivered();
    const before = applied().length;
    cut();
    await identifyAndTick(counter);
    await offline();
    await sign(counter);
    const at = await openDoor(counter);
    await putInAndShut(counter, at);
    await counter.until('the door to be shut', (now) => now.case?.deposit?.state === 'closed-unconfirmed');
    await scan(counter, 'compartment-label', { mine: true });
    await counter.until('the deposit to be done', (now) => now.case?.deposit?.state === 'done');
    await counter.must('deposits.slipGiven', null);
    await counter.must('case.finish', { outcome: 'completed' });
    expect(counter.now().case).toMatchObject({ state: 'completed', pending: true });
    expect(counter.now().connection).toMatchObject({ state: 'offline', problem: { code: 'offline' } });
    expect(applied()).toHaveLength(before);

    await mend();
    await delivered();
    expect(applied().slice(before)).toEqual([
      'record-step',
      'record-step',
      'record-step',
      'record-step',
      'sign',
      'deposit',
      'finish',
    ]);
    expect(refusals()).toEqual([]);
    await counter.until('the record to come back', (now) => now.case?.state === 'completed' && !now.case.pending);
  });

  it('refuses calls with a plain word and leaves nothing behind that could call somebody later', async () => {
    cut();
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    await offline();
    expect(await counter.ask('queue.callNext', null)).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(await counter.ask('queue.call', { appointmentId: 'appointment-A018' })).toMatchObject({
      ok: false,
      error: { code: 'offline' },
    });
    expect(await counter.ask('queue.resume', { appointmentId: 'appointment-A011' })).toMatchObject({
      ok: false,
      error: { code: 'offline' },
    });
    expect(counter.now().outbox.entries.map(({ kind }) => kind)).toEqual(['check-in']);
    await mend();
    await delivered();
    expect(applied()).toEqual(['check-in']);
    expect(counter.now().case).toBeNull();
  });
});

describe('a call whose answer does not come', () => {
  it('is looked up when the backend did it: the person is shown, once, and the call can be taken back', async () => {
    let away = false;
    line.fate = ({ command }) => {
      if (away) return 'lose-request';
      if (command?.kind !== 'call-next') return 'pass';
      away = true;
      return 'lose-reply';
    };
    expect(await counter.ask('queue.callNext', null)).toMatchObject({ ok: false, error: { code: 'offline' } });
    // The event stream may already have brought whom the backend called; what became of the command is not known for
    // all that.
    expect(counter.now()).toMatchObject({ day: { calling: true } });
    expect(counter.now().outbox.entries).toMatchObject([{ kind: 'call-next', state: 'unknown' }]);
    expect(await counter.ask('queue.callNext', null)).toMatchObject({ ok: false, error: { code: 'call-running' } });
    await mend();
    await counter.until(
      'the call to be known',
      (now) => now.case?.ticket === 'A017' && !now.day.calling && now.day.undo !== null,
    );
    expect(counter.now().day).toMatchObject({ calling: false, undo: { kind: 'call-next', ticket: 'A017' } });
    expect(applied()).toEqual(['call-next']);
    await counter.must('case.undo', null);
    await delivered();
    expect(stateOf(counter.now(), 'A017')).toBe('waiting');
  });

  it('is withdrawn for ever when the backend never heard of it: nobody is called any more', async () => {
    line.fate = ({ command }) => (command?.kind === 'call-next' ? 'lose-request' : 'pass');
    expect(await counter.ask('queue.callNext', null)).toMatchObject({ ok: false });
    await counter.until('the call to be withdrawn', (now) => !now.day.calling);
    const [call] = line.seen.filter(({ command }) => command?.kind === 'call-next');
    await mend();
    expect(counter.notices.map(({ code }) => code)).toContain('call-withdrawn');
    // The packet that was lost turns up after all.
    const token = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect(
      (
        await token.send({
          id: call!.command!.id,
          counterId: 'counter-1',
          at: new Date().toISOString(),
          action: { kind: 'call-next' },
        })
      ).body,
    ).toMatchObject({ code: 'voided' });
    expect(applied()).toEqual([]);
    expect(line.seen.filter(({ command }) => command?.kind === 'call-next')).toHaveLength(1);
    await counter.until('the line to be good again', (now) => now.connection.state === 'connected');
    await counter.must('queue.callNext', null);
    expect(applied()).toEqual(['call-next']);
  });
});

describe('the backend does everything, but its first answer is always lost', () => {
  it('leaves each deed done once', async () => {
    const asked = new Set<string>();
    line.fate = ({ command }) => {
      if (!command || asked.has(command.id)) return 'pass';
      asked.add(command.id);
      return 'lose-reply';
    };
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    await counter.until(
      'the first confirmation',
      (now) => now.outbox.waiting === 0 && now.connection.state === 'connected',
    );
    await serveNext(counter);
    await identifyAndTick(counter);
    await sign(counter);
    await counter.must('case.park', { reason: 'holt etwas' });
    await delivered(60_000);
    await counter.must('queue.resume', { appointmentId: 'appointment-A017' });
    await handOver(counter);
    await counter.must('case.finish', { outcome: 'completed' });
    await delivered(60_000);
    await counter.must('case.undo', null);
    await delivered(60_000);
    expect(applied()).toEqual([
      'check-in',
      'call-next',
      'appear',
      'record-step',
      'record-step',
      'record-step',
      'record-step',
      'sign',
      'park',
      'resume',
      'hand-over',
      'finish',
      'undo',
    ]);
    expect(refusals()).toEqual([]);
    expect(counter.now().outbox.refused).toBe(0);
  });
});

describe('somebody else answers instead of the backend', () => {
  const answers: [string, Extract<Fate, object>][] = [
    [
      'a page of a hotel network',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Willkommen im WLAN</body></html>' },
    ],
    ['half an answer', { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"appl' }],
    [
      'an answer of another program',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"hello":"world"}' },
    ],
    ['nothing at all', { status: 200, body: '' }],
    ['a fault of a gateway', { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' }],
    [
      'a fault of the backend itself',
      {
        status: 500,
        headers: { 'content-type': 'application/problem+json' },
        body: JSON.stringify({
          type: 'urn:schalterwerk:problem:server-error',
          title: 'x',
          status: 500,
          code: 'server-error',
        }),
      },
    ],
    ['a redirection to a sign-in page', { status: 302, headers: { location: 'http://127.0.0.1:9/login' }, body: '' }],
    [
      'an unknown problem',
      {
        status: 418,
        headers: { 'content-type': 'application/problem+json' },
        body: JSON.stringify({ type: 'x', title: 'x', status: 418, code: 'teapot' }),
      },
    ],
    ['a page that says no', { status: 403, headers: { 'content-type': 'text/html' }, body: 'Forbidden' }],
  ];

  it('loses nothing, says so, and everything arrives once afterwards', async () => {
    await serveNext(counter);
    await delivered();
    const { id: stepId, documents } = stepOf(counter, 'documents');
    let present = false;
    for (const [name, answer] of answers) {
      const before = applied().length;
      line.fate = () => answer;
      present = !present;
      await counter.must('case.tickDocument', { stepId, documentId: documents[0]!.id, present });
      await counter.must('outbox.retry', null);
      await counter.until(
        `${name} to be noticed`,
        (now) => now.outbox.waiting === 1 && now.outbox.entries[0]!.attempts > 0,
      );
      expect({
        name,
        refused: counter.now().outbox.refused,
        shown: stepOf(counter, 'documents').documents[0]!.present,
        pending: counter.now().case!.pending,
      }).toEqual({ name, refused: 0, shown: present, pending: true });
      await mend();
      await delivered();
      expect({ name, applied: applied().slice(before) }).toEqual({ name, applied: ['record-step'] });
      expect(stepOf(counter, 'documents').documents[0]!.present).toBe(present);
    }
  });

  it('shows nothing of a list of changes that is not one', async () => {
    const before = counter.now().day.all;
    line.fate = ({ path }) =>
      path.startsWith('/changes')
        ? { status: 200, body: '{"cursor":1,"reset":true,"more":false,"changes":"all"}' }
        : 'pass';
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    await counter.until('the nonsense to be noticed', (now) => now.connection.problem?.code === 'backend-nonsense');
    expect(counter.now().day.all.map(({ ticket }) => ticket)).toEqual(before.map(({ ticket }) => ticket));
    await mend();
    await counter.until(
      'the truth to be back',
      (now) => now.connection.state === 'connected' && stateOf(now, 'A022') === 'waiting',
    );
  });
});

describe('a command that the backend refuses', () => {
  it('is set aside and shown, holds nobody up, and can be put away once it was read', async () => {
    await serveNext(counter);
    await delivered();
    cut();
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    await identifyAndTick(counter);
    const elsewhere = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect(await elsewhere.do({ kind: 'check-in', appointmentId: 'appointment-A022' })).toBe('applied');
    await mend();
    await delivered();
    expect(counter.now().outbox).toMatchObject({
      waiting: 0,
      refused: 1,
      entries: [{ kind: 'check-in', state: 'refused', ticket: 'A022', problem: { code: 'wrong-state' } }],
    });
    await counter.until('the news of it', () =>
      counter.notices.some(({ tone, code }) => tone === 'bad' && code === 'refused-by-backend'),
    );
    expect(counter.notices.find(({ code }) => code === 'refused-by-backend')).toMatchObject({
      error: null,
      values: { ticket: 'A022' },
    });
    expect(applied().filter((kind) => kind === 'record-step')).toHaveLength(4);
    expect(stateOf(counter.now(), 'A022')).toBe('waiting');
    await counter.must('outbox.dismiss', { commandId: counter.now().outbox.entries[0]!.commandId });
    expect(counter.now().outbox).toMatchObject({ refused: 0, entries: [] });
  });
});
