import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookUpOrVoid, takeCommand, type IntakeParts } from '../../backend/commands/intake.ts';
import type { Action, Command, RecordKind, RecordOf } from '../../backend/contract/index.ts';
import { chooseCounter, signIn } from '../../backend/signin/signIn.ts';
import { SignInAttempts } from '../../backend/signin/attempts.ts';
import { changesAfter, newestSeq } from '../../backend/store/recordStore.ts';
import { openSqliteDatabase } from '../../backend/store/sqliteFile.ts';
import { startTestBackend } from '../support/backend.ts';
import { depositOf, signature } from './api.ts';

const clock = (): Date => new Date();
const counters = ['counter-1', 'counter-2', 'counter-3'];
const tickets = ['A017', 'A018', 'B007', 'A011', 'A012', 'A022'];

type Step =
  | { kind: 'new'; desk: number; action: Action }
  | { kind: 'undo'; desk: number; ticket: string; back: number }
  | { kind: 'repeat'; desk: number; back: number }
  | { kind: 'void'; desk: number; back: number };

const desk = fc.nat(counters.length - 1);
const back = fc.nat(5);
const appointmentId = fc.constantFrom(...tickets).map((ticket) => `appointment-${ticket}`);
const stepId = fc.constantFrom('one', 'two');
const itemId = fc.constantFrom('item-A017', 'item-B007', 'item-A022');
const compartmentId = fc.constantFrom('foyer-1', 'foyer-2', 'foyer-3', 'foyer-11');
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'call-next' as const }) },
  fc.record({ kind: fc.constantFrom('check-in' as const, 'call' as const, 'miss' as const, 'resume' as const), appointmentId }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('appear' as const), appointmentId }) },
  fc.record({ kind: fc.constant('park' as const), appointmentId, reason: fc.constant('Kopie') }),
  fc.record({ kind: fc.constant('finish' as const), appointmentId, outcome: fc.constantFrom('completed' as const, 'incomplete' as const) }),
  fc.record({ kind: fc.constant('record-step' as const), appointmentId, stepId, step: fc.constantFrom(null, { state: 'done' as const, at: '2026-11-22T10:00:00Z', evidence: {} }) }),
  fc.tuple(appointmentId, stepId).map(([id, step]) => signature(id, { stepId: step })),
  fc.tuple(appointmentId, itemId, compartmentId).map(([id, item, compartment]) => depositOf(id, item, compartment)),
  fc.record({ kind: fc.constant('hand-over' as const), appointmentId, stepId, itemId, recipient: fc.constant('applicant' as const) }),
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('new' as const), desk, action }) },
    fc.record({ kind: fc.constant('undo' as const), desk, ticket: fc.constantFrom(...tickets), back }),
    fc.record({ kind: fc.constant('repeat' as const), desk, back }),
    fc.record({ kind: fc.constant('void' as const), desk, back }),
  ),
  { minLength: 10, maxLength: 60 },
);

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
  let seeded: string;
  beforeAll(async () => {
    seeded = mkdtempSync(join(tmpdir(), 'schalterwerk-seeded-'));
    await (await startTestBackend({ dataDir: seeded })).stop();
  });
  afterAll(() => rmSync(seeded, { recursive: true, force: true }));

  it('one person has one owner, versions grow by one, refusals and repetitions change nothing', async () => {
    await fc.assert(fc.asyncProperty(steps, async (list) => {
      const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-random-'));
      cpSync(seeded, folder, { recursive: true });
      const opened = openSqliteDatabase(folder);
      if (!opened.ok) throw new Error(opened.failure.code);
      try {
        await play({ database: opened.database, clock }, list);
      } finally {
        await opened.database.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }), { numRuns: 40 });
  }, 120_000);
});

async function play(parts: IntakeParts, list: Step[]): Promise<void> {
  const tokens = await Promise.all(counters.map((counterId) => sit(parts, counterId)));
  const sent: { command: Command; answer: unknown }[] = [];
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
    const act: Action = step.kind === 'new' ? step.action : { kind: 'undo', appointmentId: `appointment-${step.ticket}`, commandId: earlier?.command.id ?? 'none' };
    const command: Command = { id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, counterId: counters[step.desk] ?? '', at: '2026-11-22T10:00:00Z', action: act };
    const answer = await takeCommand(parts, token, command);
    sent.push({ command, answer });
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

async function sit(parts: IntakeParts, counterId: string): Promise<string> {
  const attempts = new SignInAttempts(clock);
  const session = await signIn({ ...parts, attempts }, { clerkId: 'clerk-1', pin: '1111' });
  if (!session.ok) throw new Error(session.code);
  await chooseCounter({ ...parts, attempts }, session.value.token, { counterId, takeOver: false });
  return session.value.token;
}
