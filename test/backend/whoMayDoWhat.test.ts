import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action, Appointment, StepRecord } from '../../backend/contract/index.ts';
import { hashPin } from '../../backend/signin/pins.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { ask, depositOf, Desk, listen, outcome, signature, signIn } from './api.ts';

/** What somebody with a session of their own, and a small program instead of a counter, cannot do. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
beforeEach(async () => {
  backend = await startTestBackend();
});
afterEach(() => backend.stop());

describe('who has left a counter', () => {
  it('does nothing more to the people whom somebody else has there since', async () => {
    const gone = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    await gone.choose('counter-2');
    const here = await Desk.open(backend.url, 'clerk-2', 'counter-1');
    const appointmentId = await here.serveNext();
    const at = { counterId: 'counter-1' };
    const attacks: Action[] = [
      signature(appointmentId),
      { kind: 'hand-over', appointmentId, stepId: 'output', itemId: 'item-A017', recipient: 'applicant' },
      {
        kind: 'record-step',
        appointmentId,
        stepId: 'identity',
        step: { state: 'overridden', at: '2026-11-22T09:00:00Z', reason: 'Foto fehlt', evidence: {} },
      },
      { kind: 'park', appointmentId, reason: '' },
      { kind: 'finish', appointmentId, outcome: 'completed' },
      { kind: 'undo', appointmentId, commandId: (await here.one('appointment', appointmentId)).undo!.commandId },
    ];
    const before = await here.changes(0);
    for (const action of attacks) {
      const command = gone.command(action, at);
      expect(outcome(await gone.send(command)), action.kind).toBe('not-yours');
      // For good: the same command is not taken by asking again.
      expect(outcome(await gone.void(command.id))).toBe('not-yours');
    }
    expect(await here.changes(0)).toEqual(before);
    expect(await here.do({ kind: 'finish', appointmentId, outcome: 'completed' })).toBe('applied');
  });

  it('still delivers what was done there for their own people, the last word being theirs', async () => {
    const mine = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const appointmentId = await mine.serveNext();
    await mine.choose('counter-2');
    const late = mine.command({ kind: 'finish', appointmentId, outcome: 'completed' }, { counterId: 'counter-1' });
    expect(outcome(await mine.send(late))).toBe('applied');
  });
});

describe('what was never done', () => {
  let desk: Desk;
  let appointmentId: string;
  beforeEach(async () => {
    desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    appointmentId = await desk.serveNext();
  });
  const record = (step: Partial<StepRecord>, stepId = 'receipt'): Promise<string> =>
    desk.do({
      kind: 'record-step',
      appointmentId,
      stepId,
      step: { state: 'done', at: '2026-11-22T09:00:00Z', evidence: {}, ...step },
    });

  it.each([
    ['a signature', { signatureId: 'never-was' }],
    ['a deposit', { depositId: 'never-was', compartmentId: 'foyer-1' }],
    ['a hand-over', { itemId: 'item-A017', recipient: 'applicant' }],
    ['a scan of the document', { proof: 'scan' }],
  ])('is not recorded as %s', async (_what, evidence) => {
    expect(await record({ evidence })).toBe('invalid-request');
    expect((await desk.one('appointment', appointmentId)).steps).toEqual({});
  });

  it('stays as it is when the step of a real signature is written again', async () => {
    await desk.do(signature(appointmentId));
    const { evidence } = (await desk.one('appointment', appointmentId)).steps['receipt']!;
    expect(await record({ evidence: { ...evidence, signatureId: 'another' } })).toBe('invalid-request');
    expect(await record({ evidence: { ...evidence, seen: true } })).toBe('applied');
  });

  it('is not passed over without a reason', async () => {
    for (const reason of [undefined, '', '  x '])
      expect(await record({ state: 'overridden', reason })).toBe('invalid-request');
    expect(await record({ state: 'overridden', reason: 'Foto fehlt' })).toBe('applied');
  });

  it('does not lie in a compartment with a code that is none', async () => {
    for (const codeHash of ['', 'scrypt', '12345678', 'scrypt$16384$8$1$abc$def'])
      expect(await desk.do({ ...depositOf(appointmentId, 'item-A017', 'foyer-1'), codeHash })).toBe('invalid-request');
    expect(await desk.do(depositOf(appointmentId, 'item-A017', 'foyer-1'))).toBe('applied');
  });
});

describe('a case', () => {
  it('does not grow until no counter can fetch it any more', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const appointmentId = await desk.serveNext();
    const record = (stepId: string, evidence: StepRecord['evidence']): Promise<string> =>
      desk.do({
        kind: 'record-step',
        appointmentId,
        stepId,
        step: { state: 'open', at: '2026-11-22T09:00:00Z', evidence },
      });
    const facts = (count: number, length: number) =>
      Object.fromEntries(Array.from({ length: count }, (_none, n) => [`fact-${n}`, 'x'.repeat(length)]));
    expect(await record('one', facts(32, 10))).toBe('applied');
    expect(await record('one', facts(33, 10))).toBe('invalid-request');
    for (let n = 0; n < 3; n += 1) expect(await record(`long-${n}`, facts(32, 500))).toBe('applied');
    expect(await record('long-3', facts(32, 500))).toBe('invalid-request');
    for (let n = 0; n < 60; n += 1) expect(await record(`step-${n}`, {})).toBe('applied');
    expect(await record('one-more', {})).toBe('invalid-request');
  });
});

describe('what a session is told of people', () => {
  const days = (n: number): string => new Date(Date.now() + n * 24 * 3_600_000).toISOString();

  it('is nothing where it is IT’s, and who comes after at that station misses nothing', async () => {
    const it = new Desk(backend.url, await signInAs('it-1'), 'none');
    const told = await it.changes(0);
    expect(new Set(told.changes.map(({ kind }) => kind))).toEqual(new Set(['compartment']));
    expect(told).toMatchObject({ cursor: 0, more: false, reset: false });
    const person = await ask(backend.url, 'GET', '/people/applicant-mustermann', { token: it.token });
    expect(person.body['code']).toBe('not-allowed');
    const stream = await listen(backend.url, it.token);
    await stream.next();
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    await desk.serveNext();
    const { cursor } = await desk.changes(0);
    let news = '';
    while (!news.includes(`"cursor":${cursor}`)) news = (await stream.next())!;
    expect(news).toBe(`event: changes\ndata: {"cursor":${cursor}}`);
    stream.leave();
    expect((await it.changes(cursor)).cursor).toBe(cursor);
    expect((await it.changes(3)).cursor).toBe(3);
  });

  it('is the day, and what was left from the evening before; the rest stays at the backend', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const { cursor } = await desk.changes(0);
    const [erika] = (await desk.all('appointment')).filter(({ ticket }) => ticket === 'A017');
    const at = (day: number, more: Partial<Appointment>): Appointment => ({
      ...erika!,
      id: `day-${day}-${more.state}`,
      code: `SWT-${day}${more.state}`,
      scheduledAt: days(day),
      arrivedAt: days(day),
      ...more,
    });
    const kept = [
      at(-1, { state: 'completed', finishedAt: days(-1) }),
      at(-9, { state: 'parked' }),
      at(5, { state: 'scheduled', arrivedAt: null }),
    ];
    const gone = [
      at(-3, { state: 'completed', finishedAt: days(-3) }),
      at(-80, { state: 'missed' }),
      at(-3, { state: 'scheduled', arrivedAt: null }),
    ];
    await backend.database.transaction(async (sql) => {
      for (const one of [...kept, ...gone]) await putRecord(sql, 'appointment', one);
    });
    const ids = (await desk.all('appointment')).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(kept.map(({ id }) => id)));
    for (const { id } of gone) expect(ids).not.toContain(id);
    // Whoever has a copy gives it up.
    const { changes } = await desk.changes(cursor);
    expect(changes.filter(({ value }) => value === null).map(({ id }) => id)).toEqual(gone.map(({ id }) => id));
  });

  /** Somebody of IT, who is not among the invented clerks. */
  async function signInAs(id: string): Promise<string> {
    const hash = await hashPin('271828');
    await behindItsBack(
      backend.dataDir,
      `INSERT INTO clerks (id, name, role, pin_hash) VALUES ('${id}', 'Toni Technik', 'it', '${hash}')`,
    );
    return signIn(backend.url, id, '271828');
  }
});
