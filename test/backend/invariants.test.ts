import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookUpOrVoid, takeCommand, type IntakeParts } from '../../backend/commands/intake.ts';
import { actions, type Action, type Applied, type Command, type RecordKind, type RecordOf } from '../../backend/contract/index.ts';
import type { Result } from '../../backend/result.ts';
import { seedOfficeDay } from '../../backend/seed/seed.ts';
import { chooseCounter, signIn } from '../../backend/signin/signIn.ts';
import { changesAfter, newestSeq } from '../../backend/store/recordStore.ts';
import { openTestDatabase, testDatabase } from '../support/testDatabase.ts';
import { depositOf, signature } from './api.ts';

const clock = (): Date => new Date();
const counters = ['counter-1', 'counter-2'];
const tickets = ['A017', 'A018', 'B007', 'A011', 'A012', 'A022'];

type Step =
  /** `fitting`: meant for the person at this counter, and that person's document, if there is one. */
  | { kind: 'new'; desk: number; action: Action; fitting: boolean }
  | { kind: 'undo'; desk: number; ticket: string; back: number }
  | { kind: 'repeat'; desk: number; back: number }
  | { kind: 'void'; desk: number; back: number };

const desk = fc.nat(counters.length - 1);
const back = fc.nat(3);
const appointmentId = fc.constantFrom(...tickets).map((ticket) => `appointment-${ticket}`);
const stepId = fc.constantFrom('one', 'two');
const itemId = fc.constantFrom('item-A017', 'item-B007', 'item-A022');
const compartmentId = fc.constantFrom('foyer-1', 'foyer-2', 'foyer-3', 'foyer-11');
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: 'call-next' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('check-in' as const, 'call' as const, 'miss' as const, 'resume' as const, 'resume' as const), appointmentId }) },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('appear' as const), appointmentId }) },
  fc.record({ kind: fc.constant('park' as const), appointmentId, reason: fc.constant('Kopie') }),
  fc.record({ kind: fc.constant('finish' as const), appointmentId, outcome: fc.constantFrom('completed' as const, 'incomplete' as const) }),
  fc.record({ kind: fc.constant('record-step' as const), appointmentId, stepId, step: fc.constantFrom(null, { state: 'done' as const, at: '2026-11-22T10:00:00Z', evidence: {} }) }),
  { weight: 2, arbitrary: fc.tuple(appointmentId, stepId).map(([id, step]) => signature(id, { stepId: step })) },
  { weight: 5, arbitrary: fc.tuple(appointmentId, itemId, compartmentId).map(([id, item, compartment]) => depositOf(id, item, compartment)) },
  fc.record({ kind: fc.constant('block-compartment' as const), compartmentId: fc.constantFrom('foyer-11', 'foyer-12'), reason: fc.constant('klemmt') }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hand-over' as const), appointmentId, stepId, itemId, recipient: fc.constant('applicant' as const) }) },
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('new' as const), desk, action, fitting: fc.integer({ min: 0, max: 3 }).map((n) => n > 0) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), desk, ticket: fc.constantFrom(...tickets), back }) },
    fc.record({ kind: fc.constant('repeat' as const), desk, back }),
    fc.record({ kind: fc.constant('void' as const), desk, back }),
  ),
  { minLength: 40, maxLength: 80 },
);

/** One walk past every action, whatever chance brings. */
const erika = 'appointment-A017';
const straightWalk: Step[] = [
  ...([
    { kind: 'call-next' },
    { kind: 'miss', appointmentId: erika },
    { kind: 'call', appointmentId: erika },
    { kind: 'appear', appointmentId: erika },
    { kind: 'record-step', appointmentId: erika, stepId: 'two', step: { state: 'done', at: '2026-11-22T10:00:00Z', evidence: {} } },
    { kind: 'park', appointmentId: erika, reason: 'Kopie' },
    { kind: 'resume', appointmentId: erika },
    signature(erika, { stepId: 'one' }),
    depositOf(erika, 'item-A017', 'foyer-1'),
    { kind: 'finish', appointmentId: erika, outcome: 'completed' },
  ] satisfies Action[]).map((act): Step => ({ kind: 'new', desk: 0, fitting: false, action: act })),
  { kind: 'undo', desk: 0, ticket: 'A017', back: 0 },
  ...([
    { kind: 'call', appointmentId: 'appointment-B007' },
    { kind: 'appear', appointmentId: 'appointment-B007' },
    { kind: 'hand-over', appointmentId: 'appointment-B007', stepId: 'one', itemId: 'item-B007', recipient: 'applicant' },
    { kind: 'check-in', appointmentId: 'appointment-A022' },
    { kind: 'block-compartment', compartmentId: 'foyer-12', reason: 'klemmt' },
  ] satisfies Action[]).map((act): Step => ({ kind: 'new', desk: 1, fitting: false, action: act })),
];

type Office = { [K in RecordKind]: Map<string, RecordOf[K]> };
async function readOffice({ database }: IntakeParts): Promise<{ office: Office; cursor: number }> {
  return database.transaction(async (sql) => {
    const office: Office = { appointment: new Map(), item: new Map(), compartment: new Map(), deposit: new Map(), signature: new Map() };
    for (const { kind, id, value } of await changesAfter(sql, 0, 10_000)) (office[kind] as Map<string, unknown>).set(id, value);
    return { office, cursor: await newestSeq(sql) };
  });
}

const once = (values: unknown[]): void => expect(new Set(values).size).toBe(values.length);

function expectOrder(office: Office): void {
  const present = [...office.appointment.values()].filter(({ state }) => state === 'called' || state === 'serving');
  once(present.map(({ counterId }) => counterId));
  for (const { counterId } of present) expect(counterId).not.toBeNull();
  for (const { state, counterId } of office.appointment.values()) if (['scheduled', 'waiting', 'parked', 'missed'].includes(state)) expect(counterId).toBeNull();
  const deposits = [...office.deposit.values()];
  once(deposits.map((deposit) => deposit.itemId));
  once(deposits.map((deposit) => deposit.compartmentId));
  for (const { id, compartmentId, itemId } of deposits) {
    expect(office.compartment.get(compartmentId)).toMatchObject({ state: 'occupied', depositId: id });
    expect(office.item.get(itemId)).toMatchObject({ state: 'deposited' });
  }
  once([...office.signature.values()].map((signed) => `${signed.appointmentId} ${signed.stepId}`));
}

describe('whatever several counters do in whatever order', () => {
  it('one person has one owner, versions grow by one, refusals and repetitions change nothing', async () => {
    await fc.assert(fc.asyncProperty(steps, async (list) => {
      const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-random-'));
      const database = await openTestDatabase(folder);
      try {
        await seedOfficeDay(database, clock());
        await play({ database, clock }, list);
      } finally {
        await database.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }), { numRuns: testDatabase.postgresUrl === null ? 50 : 12, examples: [[straightWalk]] });
    // The walk is worth something only if it has been everywhere.
    expect([...applied.keys()].sort()).toEqual(Object.keys(actions).sort());
  }, 120_000);
});

async function play(parts: IntakeParts, list: Step[]): Promise<void> {
  const tokens = await Promise.all(counters.map((counterId) => sit(parts, counterId)));
  const sent: { command: Command; answer: Result<Applied> }[] = [];
  let before = await readOffice(parts);
  for (const [n, step] of list.entries()) {
    const token = tokens[step.desk] ?? '';
    const earlier = step.kind === 'new' ? undefined : sent.at(-1 - step.back);
    if (step.kind === 'repeat' || step.kind === 'void') {
      if (!earlier) continue;
      const answer = step.kind === 'repeat' ? await takeCommand(parts, token, earlier.command) : await lookUpOrVoid(parts, token, earlier.command.id);
      expect(answer).toEqual(earlier.answer);
      expect((await readOffice(parts)).cursor).toBe(before.cursor);
      continue;
    }
    const counterId = counters[step.desk] ?? '';
    const act: Action = step.kind === 'undo'
      ? { kind: 'undo', appointmentId: changedBy(earlier?.answer) ?? `appointment-${step.ticket}`, commandId: earlier?.command.id ?? 'none' }
      : step.fitting ? fitted(step.action, counterId, before.office) : step.action;
    const command: Command = { id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, counterId, at: '2026-11-22T10:00:00Z', action: act };
    const answer = await takeCommand(parts, token, command);
    sent.push({ command, answer });
    if (answer.ok) applied.set(act.kind, (applied.get(act.kind) ?? 0) + 1);
    const after = await readOffice(parts);
    expectOrder(after.office);
    const changed = answer.ok ? answer.value.appointmentId : null;
    for (const [id, appointment] of after.office.appointment) {
      const was = before.office.appointment.get(id);
      if (id === changed) expect(appointment.version).toBe((was?.version ?? 0) + 1);
      else expect(appointment).toEqual(was);
    }
    if (!answer.ok) expect(after.cursor).toBe(before.cursor);
    before = after;
  }
}

const applied = new Map<string, number>();
const changedBy = (answer: Result<Applied> | undefined): string | null => (answer?.ok ? answer.value.appointmentId : null);

function fitted(act: Action, counterId: string, office: Office): Action {
  const parked = [...office.appointment.values()].find(({ state }) => state === 'parked');
  if (act.kind === 'resume' && parked) return { ...act, appointmentId: parked.id };
  const present = [...office.appointment.values()].find((one) => one.counterId === counterId && (one.state === 'called' || one.state === 'serving'));
  if (!present || !('appointmentId' in act)) return act;
  const item = [...office.item.values()].find(({ applicantId }) => applicantId === present.applicant.id);
  return { ...act, appointmentId: present.id, ...('itemId' in act && item ? { itemId: item.id } : {}) };
}

async function sit(parts: IntakeParts, counterId: string): Promise<string> {
  const session = await signIn({ ...parts, pin: true }, { clerkId: 'clerk-1', pin: '1111' });
  if (!session.ok) throw new Error(session.code);
  await chooseCounter({ ...parts, pin: true }, session.value.token, { counterId, takeOver: false });
  return session.value.token;
}
