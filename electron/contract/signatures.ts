import { z } from 'zod';
import { AppError } from './errors.ts';
import { Id } from './common.ts';

/** A signature being given. It is gone from the snapshot once it is stored as a step (or cancelled). */
export const SignatureView = z.object({
  signatureId: Id,
  stepId: Id,
  state: z.enum([
    'preparing',   // the pad's screen is being drawn
    'signing',     // pen is on; ink arrives
    'lost',        // the pad went away: nothing half-signed is kept, start again
  ]),
  padName: z.string(),
  /** Language of the text on the pad. */
  language: z.string(),
  /** Exactly what the pad shows, so that the clerk sees it too. */
  padTitle: z.string(),
  padText: z.string(),
  direction: z.enum(['ltr', 'rtl']),
  /** Extent of the ink area; ink points are in these units. */
  area: z.object({ width: z.number(), height: z.number() }),
  points: z.int(),
  durationMs: z.int(),
  /** Why the last OK was not accepted (empty, only a dot, cut off). */
  problem: AppError.nullable(),
});
export type SignatureView = z.infer<typeof SignatureView>;

/** Ink for the eye: the record stays in the main process. `strokes` are the new pieces; `fresh` means: wipe first. */
export const Ink = z.object({
  signatureId: Id,
  fresh: z.boolean(),
  /** Points of one or several strokes; a new stroke begins where `down` is true. */
  points: z.array(z.object({ x: z.number(), y: z.number(), p: z.number(), down: z.boolean() })),
});
export type Ink = z.infer<typeof Ink>;

export const CannotSign = z.object({ stepId: Id, reason: z.string().trim().min(3).max(500) });
