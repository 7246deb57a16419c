import { z } from 'zod';

export const Id = z.string().min(1).max(64);
export const Instant = z.iso.datetime();
/** A text in several languages by BCP 47 tag; `de` is always there. */
export const LocalText = z.record(z.string(), z.string());
export type LocalText = z.infer<typeof LocalText>;
/** Promise 2: everything a person starts that leaves this process. */
export const ActionState = z.enum(['waiting', 'done', 'refused', 'unknown']);
export type ActionState = z.infer<typeof ActionState>;

/** Where an appointment stands. */
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
