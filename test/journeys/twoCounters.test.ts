import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';

describe('two counters of one office', () => {
  let backend: TestBackend;
  let first: TestCounter;
  let second: TestCounter;

  beforeEach(async () => {
    backend = await startTestBackend();
    first = await startCounter({ backendUrl: backend.url });
    second = await startCounter({ backendUrl: backend.url });
    await signInAt(first, 0);
    await signInAt(second, 1);
  });
  afterEach(async () => {
    await Promise.all([first.stop(), second.stop()]);
    await backend.stop();
  });

  it('never call the same person, also when both call at once', async () => {
    const answers = await Promise.all([first.ask('queue.callNext', null), second.ask('queue.callNext', null)]);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(first.now().case!.ticket).not.toBe(second.now().case!.ticket);
  });

  it('see what happened at the other', async () => {
    await first.must('queue.callNext', null);
    const { ticket } = first.now().case!;
    const seen = (state: string) => (now: ReturnType<TestCounter['now']>) =>
      now.day.all.find((entry) => entry.ticket === ticket)?.state === state;
    await second.until('the call to be seen', seen('called'));
    expect(second.now().day.all.find((entry) => entry.ticket === ticket)).toMatchObject({
      mine: false,
      counterName: first.now().session.counter!.name,
    });
    await first.must('case.appear', null);
    await second.until('the appearance to be seen', seen('serving'));
    await first.must('case.park', { reason: 'Holt ein Foto' });
    await second.until('the parking to be seen', seen('parked'));
  });

  it('a parked person is resumed by one of them only', async () => {
    await first.must('queue.callNext', null);
    const { appointmentId, ticket } = first.now().case!;
    await first.must('case.appear', null);
    await first.must('case.park', { reason: '' });
    await first.until('the parking to be confirmed', (now) => now.outbox.waiting === 0);
    await second.until('the parking to be seen', (now) => now.day.parked.some((entry) => entry.ticket === ticket));
    const answers = await Promise.all([
      first.ask('queue.resume', { appointmentId }),
      second.ask('queue.resume', { appointmentId }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect([first, second].filter((counter) => counter.now().case?.ticket === ticket)).toHaveLength(1);
  });

  it('somebody called by the other cannot be called here', async () => {
    await first.must('queue.callNext', null);
    const { appointmentId } = first.now().case!;
    const answer = await second.ask('queue.call', { appointmentId });
    expect(answer.ok).toBe(false);
    expect(second.now().case).toBeNull();
  });
});
