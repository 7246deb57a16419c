import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweep } from '../../backend/retention/sweep.ts';
import { removeWhatIsOver } from '../../backend/retention/retention.ts';
import { putRecord, removeRecord } from '../../backend/store/recordStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { hangMs } from '../support/hang.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { depositOf, Desk, signature } from './api.ts';

/** Promise 10: what is over goes by rule, at the backend and at every counter. */

const rules = { finishedDays: 90, strokesDays: 14 };
const dayMs = 24 * 3_600_000;
let backend: Awaited<ReturnType<typeof startTestBackend>>;
let desk: Desk;
beforeEach(async () => {
  backend = await startTestBackend();
  desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
});
afterEach(() => backend.stop());

const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);
const sweepIn = (days: number): Promise<number> => sweep(backend.database, inDays(days), rules);
const rows = async (table: string): Promise<string> =>
  JSON.stringify(await behindItsBack(backend.dataDir, `SELECT * FROM ${table}`));

/** Erika Mustermann signs and takes her card with her. */
async function handOver(): Promise<string> {
  const id = await desk.serveNext();
  await desk.do(signature(id));
  await desk.do({
    kind: 'hand-over',
    appointmentId: id,
    stepId: 'output',
    itemId: 'item-A017',
    recipient: 'applicant',
  });
  await desk.do({ kind: 'finish', appointmentId: id, outcome: 'completed' });
  return id;
}

describe('what is over', () => {
  it('keeps its strokes for some days and its picture as long as the appointment', async () => {
    await handOver();
    expect(await sweepIn(13)).toBe(0);
    expect(await rows('signature_contents')).toContain('"p');
    expect(await sweepIn(15)).toBe(1);
    const [content] = await behindItsBack(backend.dataDir, 'SELECT strokes, jpeg FROM signature_contents');
    expect(content).toMatchObject({ strokes: '[]' });
    expect(String(content!['jpeg']).length).toBeGreaterThan(100);
    expect(await sweepIn(15)).toBe(0);
  });

  it('is removed with everything that was done for the person, and every counter hears of it', async () => {
    const id = await handOver();
    const { cursor } = await desk.changes(0);
    expect(await sweepIn(91)).toBeGreaterThan(0);
    expect(await sweepIn(91)).toBe(0);
    const gone = (await desk.changes(cursor)).changes.filter(({ value }) => value === null).map((change) => change.id);
    expect(gone).toEqual(expect.arrayContaining([id, 'item-A017']));
    expect(await rows('signature_contents')).toBe('[]');
    expect(await rows('records')).not.toContain('Mustermann');
    expect(await desk.all('signature')).toEqual([]);
  });

  it('is nobody who has a document in a compartment, until the compartment is free', async () => {
    const id = await desk.serveNext();
    await desk.do(signature(id));
    await desk.do(depositOf(id, 'item-A017', 'foyer-1'));
    await desk.do({ kind: 'finish', appointmentId: id, outcome: 'completed' });
    await sweepIn(400);
    const left = (await desk.all('deposit')).map(({ appointmentId }) => appointmentId);
    expect(left).toContain(id);
    expect((await desk.all('appointment')).map((appointment) => appointment.id).toSorted()).toEqual(left.toSorted());
    expect(await rows('pickup_codes')).not.toBe('[]');
    const occupied = (await desk.all('compartment')).filter(({ state }) => state === 'occupied');
    expect(occupied).toHaveLength(left.length);
    await backend.database.transaction(async (sql) => {
      for (const one of occupied) await putRecord(sql, 'compartment', { ...one, state: 'free', depositId: null });
    });
    expect(await sweepIn(400)).toBeGreaterThan(0);
    expect(await rows('pickup_codes')).toBe('[]');
    for (const kind of ['appointment', 'deposit', 'signature'] as const) expect(await desk.all(kind)).toEqual([]);
    expect(await rows('records')).not.toContain('Mustermann');
  });

  it('is in every state: also who was left called or served, and their counter is free again', async () => {
    const served = await desk.serveNext();
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect(await other.do({ kind: 'call-next' })).toBe('applied');
    expect(await sweepIn(89)).toBe(0);
    expect((await desk.all('appointment')).map(({ id }) => id)).toContain(served);
    await sweepIn(91);
    const left = (await desk.all('appointment')).map(({ state }) => state);
    expect(left.filter((state) => state === 'called' || state === 'serving')).toEqual([]);
    expect(await rows('counter_work')).toBe('[]');
  });

  it('does not make a command that comes again do anything a second time', async () => {
    const id = await desk.serveNext();
    const command = desk.command({ kind: 'finish', appointmentId: id, outcome: 'completed' });
    const first = await desk.send(command);
    await sweepIn(91);
    expect((await desk.send(command)).body).toEqual(first.body);
  });
});

describe('the removing itself', () => {
  const copies = async (count: number, more: { scheduledAt: string; state: 'scheduled' | 'missed' }): Promise<void> => {
    const template = await desk.one('appointment', 'appointment-A022');
    const first = copied;
    copied += count;
    await backend.database.transaction(async (sql) => {
      for (let n = first; n < copied; n += 1)
        await putRecord(sql, 'appointment', { ...template, ...more, id: `copy-${n}`, arrivedAt: null });
    });
  };
  let copied = 0;

  it('holds up no command: between a few and the next few the counters have their turn', async () => {
    await copies(300, { state: 'missed', scheduledAt: inDays(-100).toISOString() });
    const order: string[] = [];
    const sweeping = sweep(backend.database, new Date(), rules).then(() => order.push('swept'));
    await backend.database.read(async () => undefined);
    await desk.serveNext().then(() => order.push('served'));
    await sweeping;
    expect(order).toEqual(['served', 'swept']);
    expect((await desk.all('appointment')).filter(({ id }) => id.startsWith('copy-'))).toEqual([]);
  });

  it('finds who did not come also behind a thousand people whose day is still to come', async () => {
    await copies(1_001, { state: 'scheduled', scheduledAt: inDays(30).toISOString() });
    await copies(1, { state: 'scheduled', scheduledAt: inDays(-100).toISOString() });
    expect(await sweepIn(0)).toBe(1);
  });

  it('waits for a day when the clock has jumped, and does nothing when it was set back by then', async () => {
    const look = (days: number): Promise<number | 'waits'> => removeWhatIsOver(backend.database, inDays(days), rules);
    expect(await look(0)).toBe('waits');
    expect(await look(1)).toBe(0);
    expect(await look(400)).toBe('waits');
    expect(await look(1.1)).toBe(0);
    expect(await desk.one('appointment', 'appointment-A022')).toMatchObject({ state: 'scheduled' });
    expect(await look(400)).toBe('waits');
    expect(await look(401)).toBeGreaterThan(0);
  });
});

describe('what tells the counters that something is gone', () => {
  const daily = async (from: number, to: number): Promise<void> => {
    for (let day = from; day <= to; day += 1) await removeWhatIsOver(backend.database, inDays(day), rules);
  };
  const marks = async (): Promise<number> =>
    Number((await behindItsBack(backend.dataDir, "SELECT COUNT(*) AS n FROM records WHERE value = 'null'"))[0]!['n']);

  it('goes when no counter can be that far behind; who is starts anew, and who fetches page by page is told everything once', async () => {
    await daily(0, 1);
    await backend.database.transaction((sql) => removeRecord(sql, 'appointment', 'appointment-A022'));
    const { cursor: old } = await desk.changes(0);
    await desk.do({ kind: 'check-in', appointmentId: 'appointment-A023' });
    await daily(2, 3);
    const { cursor: known } = await desk.changes(0);
    expect(await marks()).toBe(1);
    await daily(119, 123);
    await expect.poll(() => desk.changes(old).then(({ reset }) => reset), { timeout: hangMs }).toBe(true);
    expect((await desk.changes(known)).reset).toBe(false);
    expect(await behindItsBack(backend.dataDir, "SELECT id FROM records WHERE id = 'appointment-A022'")).toEqual([]);
    const [first] = (await desk.changes(0)).changes;
    expect((await desk.changes(first!.seq)).reset).toBe(false);
  });
});
