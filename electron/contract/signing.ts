import { z } from 'zod';
import { AppError } from './errors.ts';
import { Acting } from './acting.ts';
import { Id } from './common.ts';

/** A signature being given. It is gone from the snapshot once it is stored as a step (or cancelled). */
export const SignatureView = z.object({
  signatureId: Id,
  stepId: Id,
  state: z.enum([
    'preparing', // the pad's screen is being drawn
    'reading', // a small pad shows the text page by page
    'signing', // pen is on; ink arrives
    'lost', // the pad went away: nothing half-signed is kept, start again
  ]),
  padName: z.string(),
  /** Who signs in the applicant's place; null: the applicant. */
  signer: z
    .object({ role: z.enum(['parent', 'guardian', 'authorised']), name: z.string() })
    .nullable()
    .optional(),
  /** Language of the text on the pad. */
  language: z.string(),
  /** Exactly what the pad shows, so that the clerk sees it too. */
  padTitle: z.string(),
  padText: z.string(),
  direction: z.enum(['ltr', 'rtl']),
  /** `window`: there is no pad; the window itself takes the ink and hands it over by `signatures.submit`. */
  writtenOn: z.enum(['pad', 'window']).optional(),
  /** `window`: the pad shows nothing, the person reads the text here. */
  readOn: z.enum(['pad', 'window']).optional(),
  /** In the language of the text. */
  buttons: z.object({ ok: z.string(), clear: z.string(), cancel: z.string() }).optional(),
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

/** Nearly two minutes of ink at 200 Hz. Whoever draws more does not sign, and the backend would not take it. */
export const mostPoints = 20_000;
export const mostStrokes = 400;

export const StartSignature = z.object({
  stepId: Id,
  on: z.enum(['pad', 'window']).optional(),
  signer: Acting.optional(),
});

/** A signature written in the window, in units of its own ink area; ink beyond the area's edge is told as it was. */
const length = z.number().min(50).max(20_000);
const coordinate = z.number().min(-20_000).max(40_000);
const InkPoint = z.object({
  x: coordinate,
  y: coordinate,
  p: z.number().min(0).max(1),
  t: z.number().min(0).max(3_600_000),
});
export const SubmittedSignature = z
  .object({
    signatureId: Id,
    area: z.object({ width: length, height: length }),
    strokes: z.array(z.array(InkPoint).min(1).max(mostPoints)).max(mostStrokes),
  })
  .refine(({ strokes }) => strokes.reduce((sum, stroke) => sum + stroke.length, 0) <= mostPoints, 'too many points');
export type SubmittedSignature = z.infer<typeof SubmittedSignature>;

export const CannotSign = z.object({ stepId: Id, reason: z.string().trim().min(3).max(500) });
