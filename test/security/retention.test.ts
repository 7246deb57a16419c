import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Appointment, Change } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { openStore, type Store } from '../../electron/core/kernel/database/store.ts';
import { Office } from '../../electron/core/kernel/records/office.ts';
import { Outbox } from '../../electron/core/kernel/outbox/outbox.ts';
import { Retention } from '../../electron/core/kernel/retention/retention.ts';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import { OfficeClock } from '../../electron/core/kernel/sync/officeClock.ts';
import { startTestBackend } from '../support/backend.ts';
import { signInAt, startCounter } from '../support/counter.ts';
import { testKey } from '../support/keys.ts';

/** What is done leaves the counter by rule, from every byte of its files; what is not done never does. */

const hour = 3_600_000;
const morning = new Date('2026-11-23T08:00:00.000Z');
const later = (hours: number): Date => new Date(morning.getTime() + hours * hour);

let folder: string;
let store: Store;
let office: Office;
let outbox: Outbox;
let now: Date | null;
let needed: Set<string>;
let retention: Retention;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schalterwerk-retention-'));
  now = later(10);
  needed = new Set();
  open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(rule = Settings.parse({}).retention): void {
  const opened = openStore(folder, testKey, () => {});
  if (!opened.ok) throw new Error(opened.detail);
  ({ store } = opened);
  office = new Office(store);
  outbox = new Outbox(store, office, { now: () => now ?? morning, rules: () => undefined as never });
  retention = new Retention({
    store,
    office,
    rule,
    now: () => now,
    needed: () => new Set([...needed, ...outbox.appointments()]),
    onForgotten: () => {},
    log: () => {},
  });
}

const day = makeOfficeDay(morning);
const some = day.appointments.find(({ ticket }) => ticket === 'A017')!;
const person = (id: string, more: Partial<Appointment>): Appointment => ({
  ...some,
  id,
  ticket: id.slice(0, 8),
  visitId: null,
  scheduledAt: morning.toISOString(),
  applicant: { ...some.applicant, id: `person-${id}`, familyName: 'Wandelstern-Beispiel' },
  ...more,
});
const finished = (id: string, more: Partial<Appointment> = {}): Appointment =>
  person(id, { state: 'completed', finishedAt: later(1).toISOString(), counterId: 'counter-1', ...more });
let seq = 0;
const told = (...appointments: Appointment[]): void => {
  office.take(
    appointments.map((value): Change => ({ seq: ++seq, kind: 'appointment', id: value.id, value })),
    false,
    seq,
  );
};
const known = (): string[] =>
  office
    .all('appointment')
    .map(({ id }) => id)
    .toSorted();

/**
 * The sealed values that the database's file or its log contain at this moment, and which of them stand in any file of
 * the folder.
 */
function sealedOf(sql: string): Buffer[] {
  store.emptyLog();
  store.close();
  const database = new DatabaseSync(join(folder, 'counter.db'), { readOnly: true });
  const values = database
    .prepare(sql)
    .all()
    .map((row) => Buffer.from((row as { sealed: Uint8Array }).sealed));
  database.close();
  open();
  return values;
}
const inFiles = (value: Buffer): boolean =>
  readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(value.subarray(0, 200)));

describe('a finished appointment', () => {
  it('is gone from every byte of every file once its time is over, and not before', () => {
    told(finished('gone'), person('waits', { state: 'waiting' }));
    const [sealed] = sealedOf("SELECT sealed FROM record WHERE id = 'gone'") as [Buffer];
    now = later(12);
    retention.sweep();
    expect(inFiles(sealed)).toBe(true);
    now = later(13.1);
    retention.sweep();
    expect(known()).toEqual(['waits']);
    expect(inFiles(sealed)).toBe(false);
  });

  it('that is told again, also after a reset, is forgotten again before it is shown', () => {
    now = later(20);
    told(finished('old'));
    expect(retention.sweepRecords()).toBe(true);
    office.take([{ seq: ++seq, kind: 'appointment', id: 'old', value: finished('old') }], true, seq);
    retention.sweepRecords();
    expect(known()).toEqual([]);
    store.close();
    open();
    expect(known()).toEqual([]);
  });

  it('stays while something here still works with it, waits for it, or was refused about it and nobody has read that', () => {
    for (const id of ['at-hand', 'waiting', 'refused', 'read']) told(person(id, { state: 'scheduled' }));
    for (const id of ['waiting', 'refused', 'read'])
      expect(outbox.add('counter-1', { kind: 'check-in', appointmentId: id })).toMatchObject({ ok: true });
    const entry = (id: string) =>
      outbox.open().find(({ command }) => 'appointmentId' in command.action && command.action.appointmentId === id)!;
    for (const id of ['refused', 'read']) outbox.refused(entry(id), 'wrong-state');
    outbox.dismiss(entry('read').command.id);
    told(...['at-hand', 'waiting', 'refused', 'read'].map((id) => finished(id)));
    needed.add('at-hand');
    now = later(500);
    retention.sweep();
    expect(known()).toEqual(['at-hand', 'refused', 'waiting']);
  });

  it('of a family stays until the last of them is done', () => {
    told(finished('mother', { visitId: 'v' }), person('child', { visitId: 'v', state: 'parked' }));
    now = later(50);
    retention.sweep();
    expect(known()).toEqual(['child', 'mother']);
    told(finished('child', { visitId: 'v' }));
    retention.sweep();
    expect(known()).toEqual([]);
  });
});

it('somebody who did not come stays known to the end of the day; whoever waits, is served or parked stays in any case', () => {
  now = new Date(2026, 10, 23, 23, 30);
  const at = new Date(2026, 10, 23, 7, 0).toISOString();
  told(
    ...(['scheduled', 'missed', 'waiting', 'called', 'serving', 'parked'] as const).map((state) =>
      person(state, { state, scheduledAt: at }),
    ),
  );
  retention.sweep();
  expect(known()).toHaveLength(6);
  now = new Date(2026, 10, 24, 0, 5);
  retention.sweep();
  expect(known()).toEqual(['called', 'parked', 'serving', 'waiting']);
});

it('documents that have left the office go with their person; those in a compartment or ready stay known', () => {
  told(finished('p'));
  const states = ['handed-over', 'deposited', 'ready'] as const;
  office.take(
    states.map((state) => ({
      seq: ++seq,
      kind: 'item',
      id: state,
      value: { ...day.items[0]!, id: state, applicantId: 'person-p', state },
    })),
    false,
    seq,
  );
  office.take(
    [
      {
        seq: ++seq,
        kind: 'signature',
        id: 's',
        value: { id: 's', appointmentId: 'p', stepId: 'x', signedAt: morning.toISOString(), points: 9, durationMs: 9 },
      },
    ],
    false,
    seq,
  );
  now = later(30);
  retention.sweep();
  expect(
    office
      .all('item')
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['deposited', 'ready']);
  expect(office.all('signature')).toEqual([]);
});

describe('an action', () => {
  const states = (): string[] => {
    store.emptyLog();
    store.close();
    const database = new DatabaseSync(join(folder, 'counter.db'), { readOnly: true });
    const found = database
      .prepare('SELECT state FROM command ORDER BY position')
      .all()
      .map((row) => (row as { state: string }).state);
    database.close();
    open();
    return found;
  };

  it('that arrived keeps its trace for a week, one that was put away its content for 30 days, and one that is open for ever', () => {
    now = morning;
    told(...['a', 'b', 'c', 'd'].map((id) => person(id, { state: 'scheduled' })));
    for (const id of ['a', 'b', 'c', 'd']) outbox.add('counter-1', { kind: 'check-in', appointmentId: id });
    const [done, dismissed, refused] = outbox.open();
    outbox.applied(done!);
    outbox.settle(outbox.appliedNow());
    for (const entry of [dismissed!, refused!]) outbox.refused(entry, 'wrong-state');
    outbox.dismiss(dismissed!.command.id);
    const [content] = sealedOf("SELECT sealed FROM command WHERE state = 'dismissed'") as [Buffer];
    const after = (days: number): string[] => {
      now = later(days * 24);
      retention.sweep();
      return states();
    };
    expect(after(6.9)).toEqual(['done', 'dismissed', 'refused', 'waiting']);
    expect(after(7.1)).toEqual(['dismissed', 'refused', 'waiting']);
    expect(after(29.9)).toEqual(['dismissed', 'refused', 'waiting']);
    expect(inFiles(content)).toBe(true);
    expect(after(30.1)).toEqual(['refused', 'waiting']);
    expect(inFiles(content)).toBe(false);
    expect(after(3000)).toEqual(['refused', 'waiting']);
  });
});

describe('the time that decides', () => {
  afterEach(() => void vi.useRealTimers());

  it('is the office’s: a clock of this computer that jumps does not forget early, also after a restart', () => {
    const clock = new OfficeClock(store);
    expect(clock.steady()).toBeNull();
    clock.heard(morning.toISOString());
    vi.useFakeTimers({ toFake: ['Date'], now: later(24 * 365) });
    expect(Math.abs(clock.steady()!.getTime() - morning.getTime())).toBeLessThan(60_000);
    const afterRestart = new OfficeClock(store);
    expect(Math.abs(afterRestart.steady()!.getTime() - morning.getTime())).toBeLessThan(60_000);
    afterRestart.heard(later(5).toISOString());
    expect(Math.abs(afterRestart.steady()!.getTime() - later(5).getTime())).toBeLessThan(60_000);
  });

  it('goes on while the office is away, with the time the program runs', () => {
    const clock = new OfficeClock(store);
    vi.useFakeTimers({ toFake: ['performance'] });
    clock.heard(morning.toISOString());
    vi.advanceTimersByTime(13 * hour);
    expect(clock.steady()).toEqual(later(13));
  });

  it('is not known before the office was heard: nothing is forgotten', () => {
    told(finished('gone'));
    now = null;
    retention.sweep();
    expect(known()).toEqual(['gone']);
  });
});

it('a counter that is started the next day knows nobody of yesterday who is done, and everybody who is not', async () => {
  let aheadMs = 0;
  const backend = await startTestBackend({ clock: () => new Date(Date.now() + aheadMs) });
  const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-retention-day-'));
  let counter = await startCounter({ backendUrl: backend.url, dataDir, keep: true });
  try {
    await signInAt(counter);
    await counter.must('queue.callNext', null);
    const { ticket } = counter.now().case!;
    await counter.must('case.appear', null);
    await counter.must('case.finish', { outcome: 'incomplete', reason: 'Unterlagen fehlen' });
    await counter.until('everything to be told, and told back', (now) => now.outbox.done[0]?.kind === 'finish');
    const tickets = (state: string): string[] =>
      counter
        .now()
        .day.all.filter((entry) => entry.state === state)
        .map((entry) => entry.ticket)
        .toSorted();
    const waiting = tickets('waiting');
    expect(tickets('completed')).toContain(ticket);
    await counter.stop();
    aheadMs = 26 * hour;
    counter = await startCounter({ backendUrl: backend.url, dataDir, keep: true });
    // Yesterday's session is over.
    await signInAt(counter);
    await counter.until(
      'yesterday to be forgotten',
      (now) => now.connection.state === 'connected' && !now.day.all.some((entry) => entry.state === 'completed'),
    );
    expect(tickets('waiting')).toEqual(waiting);
  } finally {
    await counter.stop();
    await backend.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

it('what was forgotten while the clock of the backend was ahead comes back once it is right again', async () => {
  let aheadMs = 0;
  const backend = await startTestBackend({ clock: () => new Date(Date.now() + aheadMs) });
  const counter = await startCounter({ backendUrl: backend.url });
  try {
    await signInAt(counter);
    const before = counter.now().day.all.map(({ ticket }) => ticket);
    aheadMs = 26 * hour;
    await counter.until('the session to be over', ({ session }) => session.phase !== 'ready');
    await signInAt(counter);
    // By name: they are of a day before, and in nobody's line.
    const { appointmentId } = counter.now().day.leftOver.find(({ hindrance }) => hindrance === null)!;
    await counter.must('queue.call', { appointmentId });
    await counter.until('what is past to be forgotten', ({ day: { all } }) => all.length < before.length);
    aheadMs = 0;
    await counter.until('everybody to be back', ({ day: { all } }) => all.length === before.length);
    expect(counter.now().day.all.map(({ ticket }) => ticket)).toEqual(before);
  } finally {
    await counter.stop();
    await backend.stop();
  }
});
