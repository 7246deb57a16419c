import { z } from 'zod';
import { Id } from './basics.ts';

export const Clerk = z.object({ id: Id, name: z.string().max(200), role: z.enum(['clerk', 'lead', 'it']) });
export type Clerk = z.infer<typeof Clerk>;

export const Counter = z.object({
  id: Id,
  name: z.string().max(100),
  room: z.string().max(100),
  services: z.array(Id),
});
export type Counter = z.infer<typeof Counter>;

/** The office's own rules of the queue; what it does not set stands here. */
export const OfficeRules = z.object({
  /** A person is not called again sooner. */
  recallAfterSeconds: z.int().min(0).max(600).default(30),
  /** The turn of somebody without an appointment comes so long after arrival. */
  walkInDelayMinutes: z.int().min(0).max(480).default(30),
  /** A counter without a sign of life for so long counts as away. */
  leaseSeconds: z.int().min(30).max(3600).default(90),
  /** Away for so long, anybody may take over; until then the lead. */
  takeOverAfterMinutes: z.int().min(0).max(240).default(10),
  /** How long a counter holds its next people. */
  reserveMinutes: z.int().min(5).max(720).default(240),
  /** How long somebody who was sent to a counter waits for that counter alone. */
  redirectMinutes: z.int().min(5).max(720).default(60),
});
export type OfficeRules = z.infer<typeof OfficeRules>;
export const usualRules: OfficeRules = OfficeRules.parse({});

export const Office = z.object({ name: z.string(), training: z.boolean(), rules: OfficeRules.default(usualRules) });
