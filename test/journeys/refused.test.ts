import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from '../backend/api.ts';
import { serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startUnreliableLine, type UnreliableLine } from '../support/unreliableLine.ts';

/** What the office did not take: told calmly, with both versions, and what to do now. */

let backend: TestBackend;
let line: UnreliableLine;
let counter: TestCounter;
let other: Desk;
beforeEach(async () => {
  backend = await startTestBackend();
  line = await startUnreliableLine(backend.url);
  counter = await startCounter({ backendUrl: line.url });
  await signInAt(counter);
  other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
});
afterEach(async () => {
  await counter.stop();
  await line.stop();
  await backend.stop();
});

const cut = (): void => void (line.fate = () => 'lose-request');
const mend = async (): Promise<void> => {
  line.fate = () => 'pass';
  await counter.must('outbox.retry', null);
  await counter.until(
    'everything to be answered',
    (now) => now.connection.state === 'connected' && now.outbox.waiting === 0,
  );
};

describe('a conflict', () => {
  it('shows what was done here beside what the office has now, without what was done here since', async () => {
    cut();
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    expect(counter.now().outbox.entries).toMatchObject([
      { kind: 'check-in', ticket: 'A022', state: 'waiting', office: null, next: null, heldBack: null },
    ]);
    await other.do({ kind: 'check-in', appointmentId: 'appointment-A022' });
    await other.do({ kind: 'call', appointmentId: 'appointment-A022' });
    await mend();
    await counter.until('both versions', (now) => now.outbox.entries[0]?.office?.state === 'called');
    const name = counter.now().session.counters.find(({ id }) => id === 'counter-2')!.name;
    expect(counter.now().outbox.entries).toMatchObject([
      {
        kind: 'check-in',
        state: 'refused',
        next: 'wrong-state',
        office: { state: 'called', counterName: name, mine: false },
      },
    ]);
    expect(counter.now().outbox.entries[0]!.office!.since).not.toBeNull();
  });

  it('about a step names it, and what the office knows of it', async () => {
    await serveNext(counter);
    const stepId = stepOf(counter, 'identity').id;
    await counter.until('the call to arrive', (now) => now.outbox.waiting === 0);
    cut();
    await counter.must('case.confirmIdentity', { stepId, shown: 'passport' });
    const entry = counter.now().outbox.entries[0]!;
    expect(entry).toMatchObject({
      kind: 'record-step',
      detail: 'done',
      stepTitle: { de: expect.any(String) },
      serviceTitle: { de: expect.any(String) },
    });
    // The backend's own words for it, in the way in which it would say them.
    line.fate = ({ command }) =>
      command?.kind === 'record-step'
        ? {
            status: 409,
            headers: { 'content-type': 'application/problem+json' },
            body: JSON.stringify({
              type: 'urn:schalterwerk:problem:wrong-state',
              title: 'x',
              status: 409,
              code: 'wrong-state',
            }),
          }
        : 'pass';
    await counter.must('outbox.retry', null);
    await counter.until('the refusal', (now) => now.outbox.refused === 1);
    expect(counter.now().outbox.entries[0]).toMatchObject({
      office: { state: 'serving', mine: true, step: 'open' },
      next: 'wrong-state',
    });
    line.fate = () => 'pass';
  });
});

it('many refusals at once are one piece of news, with how many there are; what arrived stands in the list with its time', async () => {
  const scheduled = counter
    .now()
    .day.all.filter(({ state }) => state === 'scheduled')
    .map(({ appointmentId }) => appointmentId);
  expect(scheduled.length).toBeGreaterThan(3);
  cut();
  for (const appointmentId of scheduled) await counter.must('queue.checkIn', { appointmentId });
  const [first, ...taken] = scheduled;
  for (const appointmentId of taken) await other.do({ kind: 'check-in', appointmentId });
  await mend();
  await counter.until('the news', () => counter.notices.some(({ tone }) => tone === 'bad'));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(counter.notices.filter(({ tone }) => tone === 'bad')).toEqual([
    { tone: 'bad', code: 'refused-several', error: null, values: { count: taken.length } },
  ]);
  expect(counter.now().outbox.refused).toBe(taken.length);
  expect(counter.now().outbox.done[0]).toMatchObject({
    kind: 'check-in',
    ticket: counter.now().day.all.find(({ appointmentId }) => appointmentId === first)!.ticket,
  });
});

it('an action of another counter says that it waits for a clerk there', async () => {
  cut();
  await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
  line.fate = ({ path }) => (path.startsWith('/commands') ? 'lose-request' : 'pass');
  await counter.must('session.signOut', { leaveOpen: true });
  await signInAt(counter, 2, '3333', 2);
  line.fate = () => 'pass';
  await counter.must('outbox.retry', null);
  await counter.until('it to be held back', (now) => now.outbox.entries[0]?.heldBack === 'other-counter');
  expect(counter.now().outbox).toMatchObject({ waiting: 1, refused: 0 });
});

it('what waits for its counter goes out when that is chosen, also when the answer to the choice was lost', async () => {
  cut();
  await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
  line.fate = ({ path }) => (path.startsWith('/commands') ? 'lose-request' : 'pass');
  await counter.must('session.signOut', { leaveOpen: true });
  line.fate = ({ path }) => (path === '/session/counter' ? 'lose-reply' : 'pass');
  const before = line.seen.length;
  await counter.must('session.signIn', { clerkId: 'clerk-1', pin: '1111' });
  await counter.until('the action to have been tried without a counter', () =>
    line.seen.slice(before).some(({ command }) => command?.kind === 'check-in'),
  );
  expect(await counter.ask('session.chooseCounter', { counterId: 'counter-1', takeOver: true })).toMatchObject({
    ok: false,
  });
  await counter.until(
    'the choice to be known and everything to arrive',
    (now) => now.session.phase === 'ready' && now.outbox.waiting === 0,
  );
  expect(counter.now().outbox).toMatchObject({ refused: 0 });
});
