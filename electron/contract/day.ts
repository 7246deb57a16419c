import { z } from 'zod';
import { Id, Instant, LocalText } from './common.ts';

export const DayEntry = z.object({
  appointmentId: Id,
  ticket: z.string(),
  /** "Familienname, Vornamen" */
  name: z.string(),
  serviceTitle: LocalText,
  language: z.string(),
  state: z.enum(['scheduled', 'waiting', 'called', 'serving', 'parked', 'transferred', 'missed', 'completed', 'cancelled']),
  scheduledAt: Instant,
  arrivedAt: Instant.nullable(),
  parkedReason: z.string().nullable(),
  parkedAt: Instant.nullable(),
  /** Name of the counter that has the appointment; null when nobody has. */
  counterName: z.string().nullable(),
  mine: z.boolean(),
  /** A change of this counter is not yet confirmed by the backend. */
  pending: z.boolean(),
});
export type DayEntry = z.infer<typeof DayEntry>;

/** Today at this office, as far as this counter may see it. Lists are in the order in which they are shown. */
export const DaySnapshot = z.object({
  waiting: z.array(DayEntry),
  parked: z.array(DayEntry),
  all: z.array(DayEntry),
  /** What Undo takes back now, also after the person has left the counter (missed, parked, finished); null when nothing can be. */
  undo: z.object({ kind: z.string(), ticket: z.string() }).nullable(),
  /** A call is under way whose outcome is not known yet. */
  calling: z.boolean(),
});
export type DaySnapshot = z.infer<typeof DaySnapshot>;

export const AppointmentRef = z.object({ appointmentId: Id });
export const Park = z.object({ reason: z.string().max(500) });
