import { z } from 'zod';
import { Id, Instant } from '../basics.ts';
import type { ActionDefinition, Outcome, Read, RecordsOf } from '../effects.ts';
import type { ProblemCode } from '../problems.ts';
import type { RecordDefinition } from '../record.ts';
import { usual } from '../traits.ts';
import type { DocumentItem, documentRecords } from './documents.ts';
import { Applicant, type Appointment, type queueRecords } from './queue/appointment.ts';

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

type Known = RecordsOf<typeof peopleRecords & typeof documentRecords & typeof queueRecords>;
type PeopleOutcome = Outcome<'person', Person> | Outcome<'appointment', Appointment> | Outcome<'item', DocumentItem>;

/** Somebody of whom nothing is known but the facts. */
export const newPerson = (facts: Applicant): Person => ({ ...facts, householdId: null, merged: null, version: 0 });

/** The facts that an appointment carries. */
const factsOf = (person: Person): Applicant => Applicant.parse(person);

/**
 * An appointment with the facts of its person, as they are known now. Its last step is not taken back past that: it
 * would bring back what the person was.
 */
export function ofPerson(appointment: Appointment, facts: Applicant): Appointment {
  return { ...appointment, applicant: facts, version: appointment.version + 1, undo: null };
}

const isAtCounter = ({ state }: Appointment): boolean => state === 'called' || state === 'serving';

const ofPeople = { ...usual, since: 3, from: null, unheard: 'perishes', atCounter: false } as const;
const refused = (id: string, code: ProblemCode): PeopleOutcome[] => [{ ok: false, kind: 'person', id, code }];
const person = (value: Person): PeopleOutcome => ({
  ok: true,
  kind: 'person',
  value: { ...value, version: value.version + 1 },
});
const appointmentsOf = (facts: Applicant, appointments: readonly Appointment[]): PeopleOutcome[] =>
  appointments.map((one) => ({ ok: true, kind: 'appointment', value: ofPerson(one, facts) }));
const itemsOf = ({ id: applicantId }: Applicant, items: readonly DocumentItem[]): PeopleOutcome[] =>
  items.map((item) => ({ ok: true, kind: 'item', value: { ...item, applicantId } }));

const MergePeople = z.object({ kind: z.literal('merge-people'), personId: Id, into: Id });
const PartPeople = z.object({ kind: z.literal('part-people'), personId: Id });
const SetHousehold = z.object({ kind: z.literal('set-household'), personId: Id, householdId: Id.nullable() });

/**
 * Two entries are one person: `personId` is `into`, whose facts hold from now on. Nobody becomes somebody else while
 * they stand at a counter, where a document was compared with who they were.
 */
const mergePeople: ActionDefinition<typeof MergePeople, Known, PeopleOutcome> = {
  schema: MergePeople,
  traits: { ...ofPeople, right: 'back-office' },
  about: ({ personId, into }) => [
    { kind: 'person', id: personId },
    { kind: 'person', id: into },
  ],
  effect: ({ personId, into: intoId }, read: Read<Known>, { now }) => {
    if (personId === intoId) return refused(personId, 'invalid-request');
    const one = read.one('person', personId);
    const into = read.one('person', intoId);
    if (!one || !into) return refused(personId, 'not-found');
    if (one.merged || into.merged) return refused(personId, 'already-merged');
    const theirs = read.theirs(personId);
    if ([...theirs.appointments, ...read.theirs(intoId).appointments].some(isAtCounter))
      return refused(personId, 'person-at-counter');
    const merged = {
      into: intoId,
      at: now,
      appointmentIds: theirs.appointments.map(({ id }) => id),
      itemIds: theirs.items.map(({ id }) => id),
    };
    const facts = factsOf(into);
    return [person({ ...one, merged }), ...appointmentsOf(facts, theirs.appointments), ...itemsOf(facts, theirs.items)];
  },
};

/**
 * They are two after all: what went over with the merging goes back. What came for the other one since stays there.
 * Whoever is merged on into a third one is parted from them first.
 */
const partPeople: ActionDefinition<typeof PartPeople, Known, PeopleOutcome> = {
  schema: PartPeople,
  traits: { ...ofPeople, right: 'back-office' },
  about: ({ personId: id }) => [{ kind: 'person', id }],
  effect: ({ personId }, read: Read<Known>) => {
    const one = read.one('person', personId);
    if (!one) return refused(personId, 'not-found');
    const { merged } = one;
    if (!merged) return refused(personId, 'not-merged');
    if (read.one('person', merged.into)?.merged) return refused(personId, 'already-merged');
    const theirs = read.theirs(merged.into);
    const appointments = theirs.appointments.filter(({ id }) => merged.appointmentIds.includes(id));
    if (appointments.some(isAtCounter)) return refused(personId, 'person-at-counter');
    const facts = factsOf(one);
    return [
      person({ ...one, merged: null }),
      ...appointmentsOf(facts, appointments),
      ...itemsOf(
        facts,
        theirs.items.filter(({ id }) => merged.itemIds.includes(id)),
      ),
    ];
  },
};

/** Who lives with whom; null: with nobody whom the office knows. */
const setHousehold: ActionDefinition<typeof SetHousehold, Known, PeopleOutcome> = {
  schema: SetHousehold,
  traits: ofPeople,
  about: ({ personId: id }) => [{ kind: 'person', id }],
  effect: ({ personId, householdId }, read: Read<Known>) => {
    const one = read.one('person', personId);
    if (!one) return refused(personId, 'not-found');
    return one.merged ? refused(personId, 'already-merged') : [person({ ...one, householdId })];
  },
};

export const peopleActions = {
  'merge-people': mergePeople,
  'part-people': partPeople,
  'set-household': setHousehold,
};
