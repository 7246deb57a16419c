import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseNext } from '../../backend/commands/callNext.ts';
import { usualRules, type Appointment } from '../../backend/contract/index.ts';
import { demoCounters } from '../../backend/seed/office.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { Desk, outcome } from './api.ts';

describe('who is next', () => {
  const [erika] = makeOfficeDay(new Date('2026-11-22T10:00:00Z')).appointments;
  const now = '2026-11-22T10:00:00Z';
  const [both, , collectOnly] = demoCounters;
  const waiting = (
    ticket: string,
    scheduled: string,
    arrived: string,
    more: Partial<Appointment> = {},
  ): Appointment => ({
    ...erika!,
    id: ticket,
    ticket,
    state: 'waiting',
    scheduledAt: `2026-11-22T${scheduled}:00Z`,
    arrivedAt: `2026-11-22T${arrived}:00Z`,
    ...more,
  });
  const next = (...list: Appointment[]) => chooseNext(list, both!, usualRules, now)?.ticket;

  it('is nobody when nobody waits', () => expect(next()).toBeUndefined());
  it('is the earlier appointment, not the earlier arrival', () =>
    expect(next(waiting('A2', '09:10', '08:00'), waiting('A1', '09:00', '08:30'))).toBe('A1'));
  it('is not who came late for an early appointment', () =>
    expect(next(waiting('A1', '09:00', '09:30'), waiting('A2', '09:10', '09:00'))).toBe('A2'));
  it('is the smaller ticket when turns are equal', () =>
    expect(next(waiting('A2', '09:00', '08:00'), waiting('A1', '09:00', '08:30'))).toBe('A1'));
  it('is somebody whose service the counter does', () =>
    expect(
      chooseNext(
        [waiting('A1', '09:00', '08:00', { service: 'extend-title' }), waiting('A2', '09:30', '09:00')],
        collectOnly!,
        usualRules,
        now,
      )?.ticket,
    ).toBe('A2'));
  it('is nobody who only has an appointment', () =>
    expect(next(waiting('A1', '09:00', '08:00', { state: 'scheduled' }))).toBeUndefined());
});

describe('several counters', () => {
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  beforeEach(async () => {
    backend = await startTestBackend();
  });
  afterEach(() => backend.stop());

  it('ask the database one thing after the other, also about a large family', async () => {
    const warnings: string[] = [];
    const hear = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', hear);
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const child = await desk.one('appointment', 'appointment-A026');
    await backend.database.transaction(async (sql) => {
      for (const n of [1, 2, 3]) await putRecord(sql, 'appointment', { ...child, id: `${child.id}-${n}` });
    });
    expect(await desk.do({ kind: 'call', appointmentId: 'appointment-A025' })).toBe('applied');
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off('warning', hear);
    expect(warnings).toEqual([]);
  });

  it('first calls Erika Mustermann at counter 1, then Ahmet Yıldız', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    for (const ticket of ['A017', 'A018', 'A019', 'B007', 'A021', 'B008', 'A025', 'W001']) {
      const answer = await desk.send(desk.command({ kind: 'call-next' }));
      expect(answer.body).toMatchObject({ status: 'applied', appointmentId: `appointment-${ticket}` });
      await desk.do({ kind: 'miss', appointmentId: `appointment-${ticket}` });
    }
    expect((await desk.send(desk.command({ kind: 'call-next' }))).body).toMatchObject({
      status: 'applied',
      appointmentId: null,
    });
  });

  it('never call the same person, however often and at once they press the key', async () => {
    const desks = await Promise.all([
      Desk.open(backend.url, 'clerk-1', 'counter-1'),
      Desk.open(backend.url, 'clerk-2', 'counter-2'),
      Desk.open(backend.url, 'clerk-3', 'counter-3'),
      Desk.open(backend.url, 'clerk-1', 'counter-4'),
    ]);
    for (let round = 0; round < 3; round += 1) {
      const presses = desks.flatMap((desk) =>
        Array.from({ length: 8 }, async () => ({ desk, answer: await desk.send(desk.command({ kind: 'call-next' })) })),
      );
      const called = (await Promise.all(presses))
        .filter(({ answer }) => outcome(answer) === 'applied' && answer.body['appointmentId'] !== null)
        .map(({ desk, answer }) => ({ desk, id: String(answer.body['appointmentId']) }));
      expect(new Set(called.map(({ id }) => id)).size).toBe(called.length);
      expect(new Set(called.map(({ desk }) => desk)).size).toBe(called.length);
      for (const { desk, id } of called) {
        expect(await desk.one('appointment', id)).toMatchObject({ state: 'called', counterId: desk.counterId });
        await desk.do({ kind: 'appear', appointmentId: id });
        expect(await desk.do({ kind: 'finish', appointmentId: id, outcome: 'completed' })).toBe('applied');
      }
    }
  });

  it('hear that they are busy even when nobody waits', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-4');
    for (const ticket of ['A018', 'A019', 'B008', 'W001']) {
      await desk.do({ kind: 'call-next' });
      await desk.do({ kind: 'miss', appointmentId: `appointment-${ticket}` });
    }
    expect(await desk.do({ kind: 'call', appointmentId: 'appointment-A018' })).toBe('applied');
    expect(await desk.do({ kind: 'call-next' })).toBe('counter-busy');
  });

  it('get one winner when both call the same person', async () => {
    const desks = await Promise.all([
      Desk.open(backend.url, 'clerk-1', 'counter-1'),
      Desk.open(backend.url, 'clerk-2', 'counter-2'),
    ]);
    const outcomes = await Promise.all(
      desks.map((desk) => desk.do({ kind: 'call', appointmentId: 'appointment-A017' })),
    );
    expect(outcomes.sort()).toEqual(['applied', 'wrong-state']);
  });
});
