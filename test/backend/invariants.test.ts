import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteAbsences, seeCounter } from '../../backend/commands/presence.ts';
import { lookUpOrVoid, takeCommand, type IntakeParts } from '../../backend/commands/intake.ts';
import {
  records,
  actions,
  usualRules,
  type Action,
  type Applied,
  type Command,
  type RecordKind,
  type RecordOf,
} from '../../backend/contract/index.ts';
import type { Result } from '../../backend/result.ts';
import { seedOfficeDay } from '../../backend/seed/seed.ts';
import { chooseCounter, signIn } from '../../backend/signin/signIn.ts';
import { changesAfter, newestSeq } from '../../backend/store/recordStore.ts';
import { openTestDatabase, testDatabase } from '../support/testDatabase.ts';
import { depositOf, pins, signature } from './api.ts';

/** The backend's clock; a step of the walk moves it on. */
const noon = new Date(2026, 10, 22, 12, 0).getTime();
let nowMs = noon;
const clock = (): Date => new Date(nowMs);
const counters = ['counter-1', 'counter-2'];
/** The second one may take over at once. */
const clerks = ['clerk-1', 'clerk-3'];
const tickets = ['A017', 'A018', 'B007', 'A011', 'A012', 'A022', 'A025', 'A026', 'W001'];

type Step =
  /** `fitting`: meant for the person at this counter, and that person's document, if there is one. */
  | { kind: 'new'; desk: number; action: Action; fitting: boolean }
  | { kind: 'undo'; desk: number; ticket: string; back: number }
  | { kind: 'forget'; desk: number; back: number }
  | { kind: 'repeat'; desk: number; back: number }
  | { kind: 'void'; desk: number; back: number }
  /** Time passes; these desks show signs of life meanwhile. */
  | { kind: 'wait'; minutes: number; seen: number[] };

const desk = fc.nat(counters.length - 1);
const back = fc.nat(3);
const appointmentId = fc.constantFrom(...tickets).map((ticket) => `appointment-${ticket}`);
const stepId = fc.constantFrom('one', 'two');
const itemId = fc.constantFrom('item-A017', 'item-B007', 'item-A022');
const personId = fc.constantFrom('mustermann', 'silva', 'lindqvist', 'petrov').map((name) => `applicant-${name}`);
const compartmentId = fc.constantFrom('foyer-1', 'foyer-2', 'foyer-3', 'foyer-11');
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: 'call-next' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'check-in' as const,
        'call' as const,
        'miss' as const,
        'resume' as const,
        'resume' as const,
      ),
      appointmentId,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'call-reserved' as const,
        'recall' as const,
        'switch' as const,
        'switch' as const,
        'take-over' as const,
      ),
      appointmentId,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('redirect' as const),
      appointmentId,
      reason: fc.constant('Rückfrage'),
      to: fc.constantFrom(
        { counterId: 'counter-1' },
        { counterId: 'counter-2' },
        { service: 'extend-title' },
        { service: 'eat-collect' },
        { service: 'nothing' },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('prioritise' as const),
      appointmentId,
      reason: fc.constantFrom('Notfall', null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('reserve' as const), count: fc.nat(3), minutes: fc.constantFrom(5, 60) }),
  },
  fc.record({
    kind: fc.constant('walk-in' as const),
    service: fc.constantFrom('eat-collect', 'nothing'),
    familyName: fc.constant('Mustermann'),
    givenNames: fc.constant(''),
    language: fc.constant('de'),
  }),
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('appear' as const), appointmentId }) },
  fc.record({ kind: fc.constant('park' as const), appointmentId, reason: fc.constant('Kopie') }),
  fc.record({
    kind: fc.constant('finish' as const),
    appointmentId,
    outcome: fc.constantFrom('completed' as const, 'incomplete' as const),
  }),
  fc.record({
    kind: fc.constant('record-step' as const),
    appointmentId,
    stepId,
    step: fc.constantFrom(null, { state: 'done' as const, at: '2026-11-22T10:00:00Z', evidence: {} }),
  }),
  fc.record({
    kind: fc.constant('name-applicant' as const),
    appointmentId,
    familyName: fc.constant('Mustermann'),
    givenNames: fc.constant(''),
  }),
  { weight: 2, arbitrary: fc.tuple(appointmentId, stepId).map(([id, step]) => signature(id, { stepId: step })) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(appointmentId, itemId, compartmentId)
      .map(([id, item, compartment]) => depositOf(id, item, compartment)),
  },
  fc.record({ kind: fc.constant('merge-people' as const), personId, into: personId }),
  fc.record({ kind: fc.constant('part-people' as const), personId }),
  fc.record({
    kind: fc.constant('set-household' as const),
    personId,
    householdId: fc.constantFrom('household-1', null),
  }),
  fc.record({
    kind: fc.constant('set-role' as const),
    appointmentId,
    personId,
    role: fc.constantFrom('parent' as const, 'interpreter' as const, null),
  }),
  fc.record({
    kind: fc.constant('block-compartment' as const),
    compartmentId: fc.constantFrom('foyer-11', 'foyer-12'),
    reason: fc.constant('klemmt'),
  }),
  fc.record({
    kind: fc.constant('unblock-compartment' as const),
    compartmentId: fc.constantFrom('foyer-11', 'foyer-12'),
    found: fc.constantFrom('empty' as const, 'document' as const),
  }),
  fc.record({ kind: fc.constant('take-off' as const), appointmentId, why: fc.constant('left' as const) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('hand-over' as const),
      appointmentId,
      stepId,
      itemId,
      recipient: fc.constant('applicant' as const),
    }),
  },
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('new' as const),
        desk,
        action,
        fitting: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('undo' as const), desk, ticket: fc.constantFrom(...tickets), back }),
    },
    fc.record({ kind: fc.constant('forget' as const), desk, back }),
    fc.record({ kind: fc.constant('repeat' as const), desk, back }),
    fc.record({ kind: fc.constant('void' as const), desk, back }),
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        minutes: fc.constantFrom(1, 3, 12),
        seen: fc.subarray([0, 1]),
      }),
    },
  ),
  { minLength: 40, maxLength: 80 },
);

/** One walk past every action, whatever chance brings. */
const erika = 'appointment-A017';
const family = 'appointment-A025';
const straightWalk: Step[] = [
  { kind: 'new', desk: 0, fitting: false, action: { kind: 'call-next' } },
  { kind: 'forget', desk: 0, back: 0 },
  ...(
    [
      { kind: 'call-next' },
      { kind: 'miss', appointmentId: erika },
      { kind: 'call', appointmentId: erika },
      { kind: 'appear', appointmentId: erika },
      {
        kind: 'record-step',
        appointmentId: erika,
        stepId: 'two',
        step: { state: 'done', at: '2026-11-22T10:00:00Z', evidence: {} },
      },
      { kind: 'park', appointmentId: erika, reason: 'Kopie' },
      { kind: 'resume', appointmentId: erika },
      signature(erika, { stepId: 'one' }),
      depositOf(erika, 'item-A017', 'foyer-1'),
      { kind: 'finish', appointmentId: erika, outcome: 'completed' },
    ] satisfies Action[]
  ).map((act): Step => ({ kind: 'new', desk: 0, fitting: false, action: act })),
  { kind: 'undo', desk: 0, ticket: 'A017', back: 0 },
  { kind: 'new', desk: 0, fitting: false, action: { kind: 'finish', appointmentId: erika, outcome: 'completed' } },
  ...(
    [
      { kind: 'call', appointmentId: 'appointment-W001' },
      {
        kind: 'name-applicant',
        appointmentId: 'appointment-W001',
        familyName: 'Lindqvist',
        givenNames: 'Astrid Maria',
      },
      { kind: 'park', appointmentId: 'appointment-W001', reason: 'Kopie' },
    ] satisfies Action[]
  ).map((act): Step => ({ kind: 'new', desk: 0, fitting: false, action: act })),
  ...(
    [
      { kind: 'call', appointmentId: 'appointment-B007' },
      { kind: 'appear', appointmentId: 'appointment-B007' },
      {
        kind: 'hand-over',
        appointmentId: 'appointment-B007',
        stepId: 'one',
        itemId: 'item-B007',
        recipient: 'applicant',
      },
      { kind: 'check-in', appointmentId: 'appointment-A022' },
      { kind: 'block-compartment', compartmentId: 'foyer-12', reason: 'klemmt' },
      { kind: 'walk-in', service: 'eat-collect', familyName: '', givenNames: '', language: 'de' },
      { kind: 'prioritise', appointmentId: family, reason: 'Notfall' },
      { kind: 'reserve', count: 2 },
      { kind: 'finish', appointmentId: 'appointment-B007', outcome: 'completed' },
      { kind: 'call-reserved', appointmentId: family },
    ] satisfies Action[]
  ).map((act): Step => ({ kind: 'new', desk: 1, fitting: false, action: act })),
  // The second desk is a lead's.
  ...(
    [
      { kind: 'merge-people', personId: 'applicant-petrov', into: 'applicant-silva' },
      { kind: 'part-people', personId: 'applicant-petrov' },
      { kind: 'set-household', personId: 'applicant-petrov', householdId: 'household-1' },
      { kind: 'set-role', appointmentId: 'appointment-A022', personId: 'applicant-silva', role: 'interpreter' },
      { kind: 'unblock-compartment', compartmentId: 'foyer-12', found: 'empty' },
      { kind: 'take-off', appointmentId: 'appointment-A022', why: 'left' },
    ] satisfies Action[]
  ).map((act): Step => ({ kind: 'new', desk: 1, fitting: false, action: act })),
  { kind: 'wait', minutes: 1, seen: [1] },
  ...(
    [
      { kind: 'recall', appointmentId: family },
      { kind: 'appear', appointmentId: family },
      { kind: 'switch', appointmentId: 'appointment-A026' },
      { kind: 'redirect', appointmentId: 'appointment-A027', to: { counterId: 'counter-1' }, reason: 'Foto' },
    ] satisfies Action[]
  ).map((act): Step => ({ kind: 'new', desk: 1, fitting: false, action: act })),
  { kind: 'undo', desk: 1, ticket: 'A027', back: 0 },
  { kind: 'new', desk: 0, fitting: false, action: { kind: 'take-over', appointmentId: 'appointment-A026' } },
  { kind: 'wait', minutes: 12, seen: [0] },
  { kind: 'new', desk: 0, fitting: false, action: { kind: 'take-over', appointmentId: 'appointment-A026' } },
  {
    kind: 'new',
    desk: 1,
    fitting: false,
    action: { kind: 'finish', appointmentId: 'appointment-A026', outcome: 'completed' },
  },
];

type Office = { [K in RecordKind]: Map<string, RecordOf[K]> };
async function readOffice({ database }: IntakeParts): Promise<{ office: Office; cursor: number }> {
  return database.transaction(async (sql) => {
    const office = Object.fromEntries(Object.keys(records).map((kind) => [kind, new Map()])) as unknown as Office;
    for (const { kind, id, value } of await changesAfter(sql, 0, 10_000))
      (office[kind as RecordKind] as Map<string, unknown>).set(id, value);
    return { office, cursor: await newestSeq(sql) };
  });
}

const once = (values: unknown[]): void => expect(new Set(values).size).toBe(values.length);

function expectOrder(office: Office): void {
  const present = [...office.appointment.values()].filter(({ state }) => state === 'called' || state === 'serving');
  once(present.map(({ counterId }) => counterId));
  for (const { counterId } of present) expect(counterId).not.toBeNull();
  for (const { state, counterId } of office.appointment.values())
    if (['scheduled', 'waiting', 'parked', 'missed'].includes(state)) expect(counterId).toBeNull();
  // Half a visit is never somewhere else, and no counter has two of them.
  for (const one of office.appointment.values()) {
    if (one.reservation?.kind !== 'visit') continue;
    expect(one).toMatchObject({ state: 'waiting' });
    for (const here of present.filter(({ counterId }) => counterId === one.reservation?.counterId))
      expect(here.visitId).toBe(one.visitId);
  }
  once([...office.appointment.values()].map(({ ticket }) => ticket));
  const deposits = [...office.deposit.values()];
  once(deposits.map((deposit) => deposit.itemId));
  once(deposits.map((deposit) => deposit.compartmentId));
  for (const { id, compartmentId, itemId } of deposits) {
    expect(office.compartment.get(compartmentId)).toMatchObject({ state: 'occupied', depositId: id });
    expect(office.item.get(itemId)).toMatchObject({ state: 'deposited' });
  }
  once([...office.signature.values()].map((signed) => `${signed.appointmentId} ${signed.stepId}`));
  expectPeople(office);
}

/** Everything points to somebody who is there, and says of them what they are. */
function expectPeople({ person, appointment, item }: Office): void {
  for (const { applicant } of appointment.values()) {
    const whose = person.get(applicant.id);
    expect(whose).toMatchObject({ ...applicant, merged: null });
  }
  for (const { applicantId } of item.values()) expect(person.get(applicantId)).toMatchObject({ merged: null });
  for (const { merged } of person.values()) if (merged) expect(person.get(merged.into)).toMatchObject({ merged: null });
}

describe('whatever several counters do in whatever order', () => {
  it('one person has one owner, versions grow by one, refusals and repetitions change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-random-'));
        const database = await openTestDatabase(folder);
        try {
          nowMs = noon;
          await seedOfficeDay(database, clock());
          await play({ database, clock }, list);
        } finally {
          await database.close();
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: testDatabase.postgresUrl === null ? 20 : 8, examples: [[straightWalk]] },
    );
    // The walk is worth something only if it has been everywhere.
    expect([...applied.keys()].sort()).toEqual(Object.keys(actions).sort());
  });
});

async function play(parts: IntakeParts, list: Step[]): Promise<void> {
  nowMs = noon;
  const tokens = await Promise.all(counters.map((counterId, index) => sit(parts, clerks[index] ?? '', counterId)));
  const sent: { command: Command; answer: Result<Applied>; before: Office }[] = [];
  let before = await readOffice(parts);
  for (const [n, step] of list.entries()) {
    if (step.kind === 'wait') {
      before = await wait(parts, step, before.office);
      continue;
    }
    const token = tokens[step.desk] ?? '';
    const earlier = step.kind === 'new' ? undefined : sent.at(-1 - step.back);
    if (step.kind === 'repeat' || step.kind === 'void') {
      // Who may not do it at all is told so, and nothing of it is kept.
      if (!earlier || (!earlier.answer.ok && earlier.answer.code === 'not-allowed')) continue;
      const answer =
        step.kind === 'repeat'
          ? await takeCommand(parts, token, earlier.command)
          : await lookUpOrVoid(parts, token, earlier.command.id);
      expect(answer).toEqual(earlier.answer);
      expect((await readOffice(parts)).cursor).toBe(before.cursor);
      continue;
    }
    const counterId = counters[step.desk] ?? '';
    const act: Action =
      step.kind === 'forget'
        ? { kind: 'forget-call', commandId: earlier?.command.id ?? unheard }
        : step.kind === 'undo'
          ? {
              kind: 'undo',
              appointmentId: changedBy(earlier?.answer) ?? `appointment-${step.ticket}`,
              commandId: earlier?.command.id ?? 'none',
            }
          : step.fitting
            ? fitted(step.action, counterId, before.office)
            : step.action;
    const command: Command = {
      id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
      counterId,
      at: wrongClock,
      action: act,
    };
    const answer = await takeCommand(parts, token, command);
    sent.push({ command, answer, before: before.office });
    if (answer.ok) applied.set(act.kind, (applied.get(act.kind) ?? 0) + 1);
    const after = await readOffice(parts);
    expectOrder(after.office);
    expectOnlyMeant(before.office, after.office, answer, act);
    if (answer.ok && (act.kind === 'undo' || act.kind === 'forget-call'))
      expectRestored(sent.find((one) => one.command.id === act.commandId)?.before, before.office, after.office);
    if (!answer.ok) expect(after.cursor).toBe(before.cursor);
    before = after;
  }
}

const unheard = '00000000-0000-7000-8000-ffffffffffff';

/** Of a counter whose clock is days ahead: it must be found nowhere. */
const wrongClock = '2031-01-01T10:00:00Z';

/**
 * Nobody is lost, and only those are changed whom the command is about: one person, or those of the same visit, or
 * those whom a counter holds.
 */
function expectOnlyMeant(was: Office, is: Office, answer: Result<Applied>, act: Action): void {
  const changed = answer.ok ? answer.value.appointmentId : null;
  const visitId = changed === null ? null : (is.appointment.get(changed)?.visitId ?? null);
  for (const id of was.appointment.keys()) expect(is.appointment.has(id)).toBe(true);
  for (const [id, appointment] of is.appointment) {
    const earlier = was.appointment.get(id);
    const isMeant =
      id === changed ||
      (visitId !== null && appointment.visitId === visitId) ||
      (answer.ok && (act.kind === 'reserve' || isOfThosePeople(act, appointment, earlier)));
    if (id === changed) expect(appointment.version).toBe((earlier?.version ?? 0) + 1);
    else if (!isMeant || appointment.version === earlier?.version) expect(appointment).toEqual(earlier);
    else expect(appointment.version).toBe((earlier?.version ?? 0) + 1);
    expect(JSON.stringify(appointment)).not.toContain('2031-');
  }
}

/** Who becomes somebody else, or somebody again, stands so in all of their appointments. */
function isOfThosePeople(act: Action, ...appointments: (RecordOf['appointment'] | undefined)[]): boolean {
  if (act.kind !== 'merge-people' && act.kind !== 'part-people') return false;
  return appointments.some((one) => one?.applicant.id === act.personId);
}

/** What an undo took back is as it was before, for everybody whom the step had changed. */
function expectRestored(past: Office | undefined, was: Office, is: Office): void {
  for (const [id, now] of is.appointment) {
    if (now.version === was.appointment.get(id)?.version) continue;
    const {
      version: _v,
      undo: _u,
      awaySince: _a,
      ...earlier
    } = past?.appointment.get(id) ?? {
      version: 0,
      undo: null,
      awaySince: null,
      state: 'cancelled' as const,
      arrivedAt: null,
    };
    expect(now).toMatchObject(earlier);
  }
}

/** Signs of life and the look at who is away change no person's state, only the marks of it. */
async function wait(
  parts: IntakeParts,
  { minutes, seen }: Step & { kind: 'wait' },
  was: Office,
): Promise<Awaited<ReturnType<typeof readOffice>>> {
  nowMs += minutes * 60_000;
  await parts.database.transaction(async (sql) => {
    for (const at of seen) await seeCounter(sql, counters[at] ?? '', clock(), usualRules);
    await noteAbsences(sql, clock(), usualRules);
  });
  const is = await readOffice(parts);
  expectOrder(is.office);
  for (const [id, appointment] of is.office.appointment) {
    const { awaySince, reservation } = appointment;
    expect({ ...appointment, awaySince: null, reservation: null }).toEqual({
      ...was.appointment.get(id),
      awaySince: null,
      reservation: null,
    });
    if (awaySince) expect(seen.map((at) => counters[at])).not.toContain(appointment.counterId);
    if (reservation?.until) expect(Date.parse(reservation.until)).toBeGreaterThan(nowMs);
  }
  return is;
}

const applied = new Map<string, number>();
const changedBy = (answer: Result<Applied> | undefined): string | null =>
  answer?.ok ? answer.value.appointmentId : null;

function fitted(act: Action, counterId: string, office: Office): Action {
  const find = (fits: (one: RecordOf['appointment']) => boolean) => [...office.appointment.values()].find(fits);
  const present = find((one) => one.counterId === counterId && (one.state === 'called' || one.state === 'serving'));
  const meant =
    act.kind === 'resume'
      ? find(({ state }) => state === 'parked')
      : act.kind === 'switch' || act.kind === 'call-reserved'
        ? find(
            ({ reservation }) =>
              reservation?.counterId === counterId && (act.kind !== 'switch' || reservation.kind === 'visit'),
          )
        : act.kind === 'take-over'
          ? find(({ awaySince }) => awaySince !== null)
          : present;
  if (!meant || !('appointmentId' in act)) return act;
  const item = [...office.item.values()].find(({ applicantId }) => applicantId === meant.applicant.id);
  return { ...act, appointmentId: meant.id, ...('itemId' in act && item ? { itemId: item.id } : {}) };
}

async function sit(parts: IntakeParts, clerkId: string, counterId: string): Promise<string> {
  const session = await signIn({ ...parts, pin: true }, { clerkId, pin: pins[clerkId] ?? '' });
  if (!session.ok) throw new Error(session.code);
  await chooseCounter({ ...parts, pin: true }, session.value.token, { counterId, takeOver: false });
  return session.value.token;
}
