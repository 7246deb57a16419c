import { z } from 'zod';
import { ErrorCode } from './errors.ts';
import { AppointmentState, Id, Instant, LocalText } from './common.ts';

export const DayEntry = z.object({
  appointmentId: Id,
  ticket: z.string(),
  /** "Familienname, Vornamen" */
  name: z.string(),
  service: Id,
  serviceTitle: LocalText,
  language: z.string(),
  state: AppointmentState,
  scheduledAt: Instant,
  arrivedAt: Instant.nullable(),
  parkedReason: z.string().nullable(),
  parkedAt: Instant.nullable(),
  /** Why it ended before it was done, as far as somebody said; null: it did not. */
  endedEarly: z.string().nullable(),
  /** Name of the counter that has the appointment; null when nobody has. */
  counterName: z.string().nullable(),
  /** Where the person was called to or was last; null when nowhere. */
  room: z.string().nullable(),
  mine: z.boolean(),
  walkIn: z.boolean(),
  /** Before everybody else, and why; null in the usual order. */
  priorityReason: z.string().nullable(),
  redirect: z.object({ from: z.string().nullable(), reason: z.string() }).nullable(),
  /** Only this counter may call; `until` by the office's clock. */
  reservedFor: z
    .object({
      counterName: z.string().nullable(),
      mine: z.boolean(),
      kind: z.enum(['ahead', 'redirect', 'visit']),
      until: Instant.nullable(),
    })
    .nullable(),
  /** Since when the counter that has this person shows no sign of life. */
  awaySince: Instant.nullable(),
  /** Taken out of the line without a call, and why; null: not so. */
  takenOff: z.enum(['left', 'not-served']).nullable(),
  /** How often the person was called today. */
  calls: z.int(),
  /**
   * Others of the same visit; in the lists of those who wait and are parked they stand here and not as entries of their
   * own.
   */
  companions: z.array(z.object({ appointmentId: Id, ticket: z.string(), name: z.string(), state: AppointmentState })),
  /** Why this counter cannot call, resume or take over this person now; null when it can. */
  hindrance: ErrorCode.nullable(),
  /** A change of this counter is not yet confirmed by the backend. */
  pending: z.boolean(),
});
export type DayEntry = z.infer<typeof DayEntry>;

/** Today at this office, as far as this counter may see it. Lists are in the order in which they are shown. */
export const DaySnapshot = z.object({
  waiting: z.array(DayEntry),
  parked: z.array(DayEntry),
  /** Who waits since an earlier day: in nobody's line, until somebody calls them by name or takes them off. */
  leftOver: z.array(DayEntry),
  all: z.array(DayEntry),
  /**
   * What Undo takes back now, also after the person has left the counter (missed, parked, finished); null when nothing
   * can be.
   */
  undo: z.object({ kind: z.string(), ticket: z.string() }).nullable(),
  /** Whom this counter holds for itself, so that it can go on alone, and until when by the office's clock. */
  ahead: z.object({ count: z.int(), until: Instant.nullable() }),
  /** The rest of a visit stands at this counter and nobody of it is served: who is next. */
  visitNext: z.object({ appointmentId: Id, ticket: z.string(), name: z.string(), others: z.int() }).nullable(),
  /** What appointments of this office can be for. */
  services: z.array(z.object({ id: Id, title: LocalText })),
  /** A call is under way whose outcome is not known yet. */
  calling: z.boolean(),
});
export type DaySnapshot = z.infer<typeof DaySnapshot>;

export const AppointmentRef = z.object({ appointmentId: Id });
export const Park = z.object({ reason: z.string().max(500) });
/** Words of a name, of the ticket or of the service, a birth date, an appointment code or a serial; never logged. */
export const Sought = z.object({ sought: z.string().max(200) });
/** Nothing for the reason: back into the usual order. */
export const Prioritise = z.object({ appointmentId: Id, reason: z.string().trim().min(3).max(200).nullable() });
export const Reserve = z.object({ count: z.int().min(0).max(20) });
export const WalkIn = z.object({
  service: Id,
  familyName: z.string().trim().max(200),
  givenNames: z.string().trim().max(200),
  language: z.string().min(2).max(16),
  /** Also where somebody of that name has an appointment today. */
  evenIfKnown: z.boolean().optional(),
});
