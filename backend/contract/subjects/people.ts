import { z } from 'zod';
import { Id, Instant } from '../basics.ts';
import type { ProblemCode } from '../problems.ts';
import type { RecordDefinition } from '../record.ts';
import { usual, type ActionDefinition } from '../traits.ts';
import type { DocumentItem } from './documents.ts';
import { Applicant, type Appointment } from './queue/appointment.ts';

/**
 * A person whom the office knows. Appointments and documents point to them by their id; each appointment carries their
 * facts, too (`applicant`), because a counter needs them without asking anybody. The backend keeps both equal.
 *
 * No station holds a copy of this record: it is asked for, one person at a time.
 */
export const Person = z.object({
  ...Applicant.shape,
  /** People with the same one live together. Set by somebody who knows it, never guessed from a name. */
  householdId: Id.nullable(),
  /** They turned out to be somebody else on the list, who has their appointments and documents since. */
  merged: z
    .object({
      into: Id,
      at: Instant,
      /** What went over, and comes back when the two are parted again. */
      appointmentIds: z.array(Id),
      itemIds: z.array(Id),
    })
    .nullable(),
  /** Grows by one with every applied change. */
  version: z.int().min(0),
});
export type Person = z.infer<typeof Person>;

export const peopleRecords = {
  person: { schema: Person, since: 3 },
} as const satisfies Record<string, RecordDefinition>;

const ofPeople = { ...usual, since: 3, from: null, unheard: 'perishes', atCounter: false } as const;

export const peopleActions = {
  /** Two entries are one person: `personId` is `into`, whose facts hold from now on. */
  'merge-people': {
    schema: z.object({ kind: z.literal('merge-people'), personId: Id, into: Id }),
    traits: { ...ofPeople, right: 'back-office' },
  },
  /** They are two after all. */
  'part-people': {
    schema: z.object({ kind: z.literal('part-people'), personId: Id }),
    traits: { ...ofPeople, right: 'back-office' },
  },
  /** Who lives with whom; null: with nobody whom the office knows. */
  'set-household': {
    schema: z.object({ kind: z.literal('set-household'), personId: Id, householdId: Id.nullable() }),
    traits: ofPeople,
  },
} as const satisfies Record<string, ActionDefinition>;

/** What points to a person. */
export interface TheirRecords {
  appointments: readonly Appointment[];
  items: readonly DocumentItem[];
}
/** The records as they are afterwards; what did not change is not among them. */
export type PeopleResult =
  | { ok: true; people: Person[]; appointments: Appointment[]; items: DocumentItem[] }
  | { ok: false; code: ProblemCode };

/** Somebody of whom nothing is known but the facts. */
export const newPerson = (facts: Applicant): Person => ({ ...facts, householdId: null, merged: null, version: 0 });

/** The facts that an appointment carries. */
export const factsOf = (person: Person): Applicant => Applicant.parse(person);

/**
 * Two entries are one person: `one` is `into`, whose facts hold from now on. Nobody becomes somebody else while they
 * stand at a counter, where a document was compared with who they were.
 * @param theirs what points to `one` @param intos what points to `into`
 */
export function mergePeople(
  one: Person,
  into: Person,
  theirs: TheirRecords,
  intos: TheirRecords,
  at: string,
): PeopleResult {
  if (one.id === into.id) return { ok: false, code: 'invalid-request' };
  if (one.merged || into.merged) return { ok: false, code: 'already-merged' };
  if ([...theirs.appointments, ...intos.appointments].some(isAtCounter))
    return { ok: false, code: 'person-at-counter' };
  const merged = {
    into: into.id,
    at,
    appointmentIds: theirs.appointments.map(({ id }) => id),
    itemIds: theirs.items.map(({ id }) => id),
  };
  return {
    ok: true,
    people: [{ ...one, merged, version: one.version + 1 }],
    appointments: theirs.appointments.map((appointment) => ofPerson(appointment, factsOf(into))),
    items: theirs.items.map((item) => ({ ...item, applicantId: into.id })),
  };
}

/**
 * They are two after all: what went over with the merging goes back. What came for `into` since stays there.
 * @param intos what points to the person that `one` was merged into
 */
export function partPeople(one: Person, intos: TheirRecords): PeopleResult {
  const { merged } = one;
  if (!merged) return { ok: false, code: 'not-merged' };
  const appointments = intos.appointments.filter(({ id }) => merged.appointmentIds.includes(id));
  if (appointments.some(isAtCounter)) return { ok: false, code: 'person-at-counter' };
  return {
    ok: true,
    people: [{ ...one, merged: null, version: one.version + 1 }],
    appointments: appointments.map((appointment) => ofPerson(appointment, factsOf(one))),
    items: intos.items
      .filter(({ id }) => merged.itemIds.includes(id))
      .map((item) => ({ ...item, applicantId: one.id })),
  };
}

export function setHousehold(one: Person, householdId: string | null): PeopleResult {
  if (one.merged) return { ok: false, code: 'already-merged' };
  return { ok: true, people: [{ ...one, householdId, version: one.version + 1 }], appointments: [], items: [] };
}

/**
 * An appointment with the facts of its person, as they are known now. Its last step is not taken back past that: it
 * would bring back what the person was.
 */
export function ofPerson(appointment: Appointment, facts: Applicant): Appointment {
  return { ...appointment, applicant: facts, version: appointment.version + 1, undo: null };
}

const isAtCounter = ({ state }: Appointment): boolean => state === 'called' || state === 'serving';
