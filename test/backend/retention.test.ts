import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweep } from '../../backend/retention/sweep.ts';
import type { Database } from '../../backend/store/database.ts';
import { startTestBackend } from '../support/backend.ts';
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
const sweepIn = (days: number): Promise<number> => (backend.database as Database).transaction((sql) => sweep(sql, inDays(days), rules));
const rows = async (table: string): Promise<string> => JSON.stringify(await behindItsBack(backend.dataDir, `SELECT * FROM ${table}`));

/** Erika Mustermann signs and takes her card with her. */
async function handOver(): Promise<string> {
  const id = await desk.serveNext();
  await desk.do(signature(id));
  await desk.do({ kind: 'hand-over', appointmentId: id, stepId: 'output', itemId: 'item-A017', recipient: 'applicant' });
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
    expect((await desk.all('signature'))).toEqual([]);
  });

  it('is nobody who has a document in a compartment, and nobody who is at a counter', async () => {
    const id = await desk.serveNext();
    await desk.do(signature(id));
    await desk.do(depositOf(id, 'item-A017', 'foyer-1'));
    await desk.do({ kind: 'finish', appointmentId: id, outcome: 'completed' });
    const present = await desk.serveNext();
    await sweepIn(400);
    const left = (await desk.all('appointment')).map((appointment) => appointment.id);
    expect(left).toEqual(expect.arrayContaining([id, present]));
    expect(await desk.one('compartment', 'foyer-1')).toMatchObject({ state: 'occupied' });
    expect(await rows('pickup_codes')).not.toBe('[]');
  });

  it('does not make a command that comes again do anything a second time', async () => {
    const id = await desk.serveNext();
    const command = desk.command({ kind: 'finish', appointmentId: id, outcome: 'completed' });
    const first = await desk.send(command);
    await sweepIn(91);
    expect((await desk.send(command)).body).toEqual(first.body);
  });
});
