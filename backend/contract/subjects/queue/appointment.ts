import { z } from 'zod';
import { Id, Instant } from '../../basics.ts';
import type { RecordDefinition } from '../../record.ts';

/** `scheduled → waiting → called → serving → completed`, or one of the side states. */
export const AppointmentState = z.enum([
  'scheduled',
  'waiting',
  'called',
  'serving',
  'parked',
  'missed',
  'completed',
  'cancelled',
]);
export type AppointmentState = z.infer<typeof AppointmentState>;

export const Applicant = z.object({
  id: Id,
  familyName: z.string().max(200),
  givenNames: z.string().max(200),
  /** ISO date; unknown parts are `00` as in `1987-00-00`. */
  birthDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** As shown to people, e.g. "Utopia". */
  nationality: z.string().max(100),
  /**
   * As machine readable zones have it (ICAO Doc 9303-3 section 5), e.g. `SYR`; Germany is `D`. Absent: not kept, and no
   * document is compared with it.
   */
  nationalityCode: z
    .string()
    .regex(/^[A-Z]{1,3}$/)
    .optional(),
  sex: z.enum(['F', 'M', 'X']).optional(),
  /** BCP 47, e.g. `ar`; the pad and the applicant's window speak it. */
  language: z.string().max(16),
  /** Number of the travel document known to the office; null when none is known. */
  travelDocument: z.string().max(20).nullable(),
  /** Needs a compartment that can be reached sitting. */
  lowCompartment: z.boolean(),
});
export type Applicant = z.infer<typeof Applicant>;

/** What somebody is in a case beside its applicant, who has no role in it. */
export const PersonRole = z.enum(['parent', 'guardian', 'authorised', 'guarantor', 'interpreter']);
export const RoleInCase = z.object({ role: PersonRole, personId: Id });
export type RoleInCase = z.infer<typeof RoleInCase>;

/** What is recorded about one step of the process. `evidence` holds facts, never pictures or strokes. */
export const StepRecord = z.object({
  state: z.enum(['open', 'done', 'overridden']),
  at: Instant,
  /** Why the step was finished without what it asks for; required when overridden. */
  reason: z.string().max(500).optional(),
  evidence: z.record(z.string().max(64), z.union([z.string().max(500), z.number(), z.boolean()])),
});
export type StepRecord = z.infer<typeof StepRecord>;

/** Waits, but not for everybody: only this counter may call. */
export const Reservation = z.object({
  counterId: Id,
  /**
   * `ahead`: a counter holds its next people, so that it can go on without the network. `redirect`: sent to that
   * counter. `visit`: stands at that counter already, together with the person of the same visit who is served there.
   */
  kind: z.enum(['ahead', 'redirect', 'visit']),
  /** From then on anybody may call again; null lasts as long as the visit is at the counter. */
  until: Instant.nullable(),
});
export type Reservation = z.infer<typeof Reservation>;

/** Before everybody else, and why: everybody in the office can read the reason. */
export const Priority = z.object({ reason: z.string().min(1).max(200), at: Instant });
/** Sent on by a counter, and why. */
export const Redirect = z.object({ fromCounterId: Id, reason: z.string().max(500), at: Instant });

/** Which one of a process: the number in its file. */
export const ProcessVersion = z.int().min(1);

const changeable = {
  state: AppointmentState,
  service: Id,
  counterId: Id.nullable(),
  arrivedAt: Instant.nullable(),
  calledAt: Instant.nullable(),
  appearedAt: Instant.nullable(),
  parkedAt: Instant.nullable(),
  parkedReason: z.string().max(500).nullable(),
  finishedAt: Instant.nullable(),
  outcome: z.enum(['completed', 'incomplete']).nullable(),
  /** Why it ended before it was done, and what is to be brought. */
  endReason: z.string().max(500).nullable(),
  steps: z.record(Id, StepRecord),
  reservation: Reservation.nullable(),
  priority: Priority.nullable(),
  redirect: Redirect.nullable(),
  /** How often the person was called today, repeated calls included. */
  calls: z.int().min(0),
  recalledAt: Instant.nullable(),
  /** With which one of the process it began; null: it has not begun, or nobody said it. */
  processVersion: ProcessVersion.nullable(),
  /** Taken out of the line without having been called: the person went, or nobody served them that day. */
  takenOff: z.object({ why: z.enum(['left', 'not-served']), at: Instant }).nullable(),
  /** Who else is part of the case. */
  roles: z.array(RoleInCase).max(20),
};

/** What came later than the first counters: a record without it means that it never happened. */
const added = {
  reservation: changeable.reservation.default(null),
  priority: changeable.priority.default(null),
  redirect: changeable.redirect.default(null),
  calls: changeable.calls.default(0),
  recalledAt: changeable.recalledAt.default(null),
  processVersion: changeable.processVersion.default(null),
  takenOff: changeable.takenOff.default(null),
  endReason: changeable.endReason.default(null),
  roles: changeable.roles.default([]),
  /** Appointments with the same one are one visit: a family, or several services of one person. */
  visitId: Id.nullable().default(null),
  /** Came without an appointment. */
  walkIn: z.boolean().default(false),
  /** Since when the counter that has this person has shown no sign of life; kept by the backend's clock alone. */
  awaySince: Instant.nullable().default(null),
  /** The counter from which another one took the person over. */
  takenFrom: Id.nullable().default(null),
};

export const Appointment = z.object({
  id: Id,
  /** What the applicant's appointment code carries, e.g. `SWT-7K2M9QXD`. */
  code: z.string().max(64),
  /** What is called out, e.g. `A017`. */
  ticket: z.string().max(8),
  scheduledAt: Instant,
  /** The person's facts (`people.ts`); the id is theirs. */
  applicant: Applicant,
  note: z.string().max(1000),
  ...changeable,
  /** Id of the process definition, e.g. `eat-collect`. */
  service: changeable.service,
  ...added,
  /** Grows by one with every applied change. */
  version: z.int().min(0),
  /**
   * The last change, if it can be undone: which command, and what the changed fields were before. `others` are those of
   * the same visit that the command changed too; it is taken back for all of them or not at all.
   */
  undo: z
    .object({
      commandId: Id,
      kind: z.string().max(32),
      before: z.object({ ...changeable, applicant: Applicant }).partial(),
      others: z.array(Id).optional(),
    })
    .nullable(),
});
export type Appointment = z.infer<typeof Appointment>;

/** When the last thing happened to somebody, or is to happen; in ms. */
export function lastMoment(appointment: Appointment): number {
  const { scheduledAt, arrivedAt, calledAt, parkedAt, finishedAt, takenOff, steps } = appointment;
  const moments = [scheduledAt, arrivedAt, calledAt, parkedAt, finishedAt, takenOff?.at ?? null];
  const times = [...moments, ...Object.values(steps).map(({ at }) => at)];
  return Math.max(...times.map((time) => (time === null ? 0 : Date.parse(time) || 0)));
}

export const queueRecords = {
  appointment: { schema: Appointment, since: 1 },
} as const satisfies Record<string, RecordDefinition>;
