import { afterEach, beforeEach, expect, it } from 'vitest';
import { backendRows, serveNext, stepOf } from '../support/appointment.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startUnreliableLine, type UnreliableLine } from '../support/unreliableLine.ts';

/** Promise 2: one action that the backend cannot bear, for whatever reason, does not hold up what came after it. */

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

const failed = {
  status: 500,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({
    type: 'urn:schalterwerk:problem:server-error',
    title: 'x',
    status: 500,
    code: 'server-error',
  }),
};
const applied = (): string[] =>
  backendRows<{ kind: string }>(backend.dataDir, 'SELECT kind FROM commands WHERE refusal IS NULL ORDER BY rowid').map(
    ({ kind }) => kind,
  );

it.each([
  ['it fails over it', failed],
  ['somebody else answers', { status: 200, body: '<html>Wartung</html>' }],
])('%s', async (_why, answer) => {
  await serveNext(counter);
  await counter.until('the call to arrive', (now) => now.outbox.waiting === 0);
  line.fate = () => 'lose-request';
  await counter.must('case.overrideStep', { stepId: stepOf(counter, 'identity').id, reason: 'Geprüft' });
  await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
  await counter.must('queue.checkIn', { appointmentId: 'appointment-A023' });

  // From now on everything goes through, but for the step; also when it travels together with the others.
  line.fate = ({ command, path }) => (command?.kind === 'record-step' || path === '/commands/batch' ? answer : 'pass');
  await counter.must('outbox.retry', null);
  await counter.until('the others to arrive', (now) => now.outbox.waiting === 1);
  expect(applied().filter((kind) => kind === 'check-in')).toHaveLength(2);
  expect(applied()).not.toContain('record-step');
  expect(counter.now().outbox).toMatchObject({
    waiting: 1,
    refused: 0,
    entries: [{ kind: 'record-step', state: 'waiting' }],
  });

  // What comes later for the same person keeps its place behind it.
  await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
  await counter.must('queue.checkIn', { appointmentId: 'appointment-A024' });
  await counter.until('the next one to arrive', () => applied().filter((kind) => kind === 'check-in').length === 3);
  expect(applied()).not.toContain('finish');

  line.fate = () => 'pass';
  await counter.must('outbox.retry', null);
  await counter.until('the rest to arrive', (now) => now.outbox.waiting === 0);
  expect(applied().slice(-2)).toEqual(['record-step', 'finish']);
  expect(counter.now().outbox).toMatchObject({ refused: 0, entries: [] });
});

it('many actions of a time without the network travel together', async () => {
  await serveNext(counter);
  await counter.until('the call to arrive', (now) => now.outbox.waiting === 0);
  line.fate = () => 'lose-request';
  const { id: stepId } = stepOf(counter, 'identity');
  for (let n = 0; n < 30; n += 1)
    await counter.must(n % 2 === 0 ? 'case.overrideStep' : 'case.reopenStep', { stepId, reason: 'Geprüft' });
  await counter.until('the loss to be noticed', (now) => now.connection.state === 'offline');
  line.seen.length = 0;
  line.fate = () => 'pass';
  await counter.must('outbox.retry', null);
  await counter.until('everything to arrive', (now) => now.outbox.waiting === 0);
  expect(line.seen.filter(({ path }) => path.startsWith('/commands')).length).toBeLessThanOrEqual(3);
  expect(applied().filter((kind) => kind === 'record-step')).toHaveLength(30);
});
