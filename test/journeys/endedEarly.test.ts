import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveNext } from '../support/appointment.ts';
import { startTestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
beforeEach(async () => {
  backend = await startTestBackend();
  counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
  await serveNext(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
});
const those = (id: string) => counter.now().day.all.find(({ appointmentId }) => appointmentId === id);

describe('what ends before it is done', () => {
  it('says why, stands so in the list of the day at every counter, and is no success', async () => {
    const { appointmentId } = counter.now().case!;
    await counter.must('case.finish', { outcome: 'incomplete', reason: 'Lohnzettel fehlen, bringt sie nach' });
    expect(counter.now().case).toMatchObject({ state: 'completed', endedEarly: 'Lohnzettel fehlen, bringt sie nach' });
    await counter.until('everything to be told', ({ outbox }) => outbox.waiting === 0);
    expect(counter.now().outbox.refused).toBe(0);
    expect(those(appointmentId)).toMatchObject({ endedEarly: 'Lohnzettel fehlen, bringt sie nach' });
    await counter.must('case.undo', null);
    expect(counter.now().case).toMatchObject({ appointmentId, state: 'serving', endedEarly: null });
  });

  it('is not to be had without a reason', async () => {
    const { requests } = await import('../../electron/contract/index.ts');
    for (const reason of [undefined, '', '  ', 'ab'])
      expect(requests['case.finish'].input.safeParse({ outcome: 'incomplete', reason }).success).toBe(false);
    expect(requests['case.finish'].input.safeParse({ outcome: 'completed' }).success).toBe(true);
  });
});
