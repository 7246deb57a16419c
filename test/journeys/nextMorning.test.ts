import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from '../backend/api.ts';
import { startTestBackend } from '../support/backend.ts';
import { signInAt, startCounter, type TestCounter } from '../support/counter.ts';

/** The morning after a day on which not everybody was served. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
let running: TestCounter | null = null;
let aheadMs = 0;
beforeEach(async () => {
  aheadMs = 0;
  backend = await startTestBackend({ clock: () => new Date(Date.now() + aheadMs) });
});
afterEach(async () => {
  await running?.stop();
  running = null;
  await backend.stop();
});
const nextDay = async (): Promise<void> => {
  aheadMs = 24 * 3_600_000;
  running = counter = await startCounter({ backendUrl: backend.url });
  await signInAt(counter);
  await counter.until('the day', ({ day }) => day.all.length > 0);
};

describe('who was not served yesterday', () => {
  it('is called by nobody who asks for the next one, is listed with their day, and goes with one press', async () => {
    await nextDay();
    const { leftOver, waiting } = counter.now().day;
    expect(leftOver.length).toBeGreaterThan(1);
    expect(waiting).toEqual([]);
    expect(await counter.ask('queue.callNext', null)).toMatchObject({ error: { code: 'nobody-waiting' } });

    await counter.must('queue.clearLeftOver', null);
    await counter.until('everything to be told', ({ outbox }) => outbox.waiting === 0);
    const { day, outbox } = counter.now();
    expect(day.leftOver).toEqual([]);
    expect(outbox.refused).toBe(0);
    for (const { ticket } of leftOver)
      expect(day.all.find((one) => one.ticket === ticket)).toMatchObject({ state: 'missed', takenOff: 'not-served' });
    // Nothing is lost: whoever comes again is checked in again, in today's line.
    const again = leftOver[0]!.appointmentId;
    await counter.must('queue.checkIn', { appointmentId: again });
    expect(counter.now().day.waiting.map(({ appointmentId }) => appointmentId)).toContain(again);
    expect(counter.now().day.all.find((one) => one.appointmentId === again)).toMatchObject({ takenOff: null });
  });

  it('can still be called by name', async () => {
    await nextDay();
    const { appointmentId, hindrance } = counter.now().day.leftOver.find((one) => one.hindrance === null)!;
    expect(hindrance).toBeNull();
    await counter.must('queue.call', { appointmentId });
    await counter.until('them', (now) => now.case?.appointmentId === appointmentId);
  });

  it('keeps a number that nobody else gets while they can be called', async () => {
    const before = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const came = await before.send(
      before.command({ kind: 'walk-in', service: 'eat-collect', familyName: '', givenNames: '', language: 'de' }),
    );
    const { ticket } = await before.one('appointment', String(came.body['appointmentId']));
    await nextDay();
    const today: string[] = [];
    const taken = Number(ticket.slice(1));
    for (let n = 0; n < taken + 1; n += 1) {
      const answer = await counter.must('queue.walkIn', {
        service: 'eat-collect',
        familyName: '',
        givenNames: '',
        language: 'de',
        evenIfKnown: true,
      });
      today.push(answer.ticket ?? '');
    }
    expect(today).not.toContain(ticket);
    expect(new Set(today).size).toBe(today.length);
  });
});

describe('who went while waiting', () => {
  it('is taken off the line without a call, also without the network, and comes back with undo or a new check-in', async () => {
    running = counter = await startCounter({ backendUrl: backend.url });
    await signInAt(counter);
    const { appointmentId } = counter
      .now()
      .day.waiting.find(({ companions, reservedFor }) => companions.length === 0 && !reservedFor)!;
    counter.setBackendUrl(null);
    await counter.until('no connection', ({ connection }) => connection.state === 'offline');
    await counter.must('queue.takeOff', { appointmentId });
    const those = () => counter.now().day.all.find((one) => one.appointmentId === appointmentId);
    expect(those()).toMatchObject({ state: 'missed', takenOff: 'left' });
    counter.setBackendUrl(backend.url);
    await counter.must('outbox.retry', null);
    await counter.until('everything to be told', ({ outbox }) => outbox.waiting === 0);
    expect(those()).toMatchObject({ state: 'missed', takenOff: 'left' });
    expect(counter.now().outbox.refused).toBe(0);
    await counter.must('queue.checkIn', { appointmentId });
    expect(those()).toMatchObject({ state: 'waiting', takenOff: null });
  });
});

describe('who was sent to a counter where nobody is', () => {
  it('is brought back by the lead at once', async () => {
    const clerk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const appointmentId = await clerk.serveNext();
    expect(
      await clerk.do({ kind: 'redirect', appointmentId, to: { counterId: 'counter-2' }, reason: 'Fachfrage' }),
    ).toBe('applied');
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-4');
    expect(await other.do({ kind: 'call', appointmentId })).toBe('not-yours');
    const lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
    expect(await lead.do({ kind: 'call', appointmentId })).toBe('applied');
  });
});
