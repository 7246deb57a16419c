import { z } from 'zod';
import { ActingPerson } from '../actingPerson.ts';
import { Id, Instant } from '../basics.ts';
import type { Outcome, Read, RecordsOf } from '../effects.ts';
import type { RecordDefinition } from '../record.ts';
import { ofOwner } from '../traits.ts';
import type { queueRecords } from './queue/appointment.ts';
import { caseAction, unlessNamed } from './queue/caseAction.ts';
import { withStep } from './queue/transitions.ts';

/** What a counter may know about a stored signature. Strokes and picture stay at the backend. */
export const SignatureRecord = z.object({
  id: Id,
  appointmentId: Id,
  stepId: Id,
  signedAt: Instant,
  points: z.int(),
  durationMs: z.int(),
  /** Absent: from a counter that did not tell it yet. */
  signer: ActingPerson.optional(),
});
export type SignatureRecord = z.infer<typeof SignatureRecord>;

/** One sampled pen position: pad units, pressure 0..1, milliseconds since the first sample. */
export const StrokePoint = z.object({
  x: z.number(),
  y: z.number(),
  p: z.number().min(0).max(1),
  t: z.number().min(0),
});
export type StrokePoint = z.infer<typeof StrokePoint>;
/** Pen down to pen up. */
export const Stroke = z.array(StrokePoint).max(20_000);
export type Stroke = z.infer<typeof Stroke>;

export const signingRecords = {
  signature: { schema: SignatureRecord, since: 1 },
} as const satisfies Record<string, RecordDefinition>;

type Known = RecordsOf<typeof signingRecords & typeof queueRecords>;

export const signingActions = {
  sign: caseAction({
    schema: z.object({
      kind: z.literal('sign'),
      appointmentId: Id,
      stepId: Id,
      signatureId: Id,
      /** SHA-256 (hex) of exactly the text that was shown before the pen was enabled. */
      textSha256: z.string().regex(/^[0-9a-f]{64}$/),
      language: z.string().max(16),
      device: z.string().max(100),
      pad: z.object({ width: z.number().positive(), height: z.number().positive() }),
      strokes: z.array(Stroke).min(1).max(500),
      /** JPEG in base64, 561 × 182 (BSI TR-03123-2). */
      jpeg: z.string().max(400_000),
      /** Absent: from a counter that did not ask yet who signs. */
      signer: ActingPerson.optional(),
    }),
    traits: { ...ofOwner, since: 1, from: ['serving'], tangible: true },
    refusal: unlessNamed,
    patch: (appointment, { stepId, signatureId, strokes, signer }, { now }) =>
      withStep(appointment, stepId, {
        state: 'done',
        at: now,
        evidence: { signatureId, points: pointsIn(strokes), ...signer },
      }),
    also: (action, read: Read<Known>, { now }) => [signed(action, read, now)],
  }),
};

interface Signature extends Pick<SignatureRecord, 'appointmentId' | 'stepId' | 'signer'> {
  signatureId: string;
  strokes: Stroke[];
}
function signed(
  { signatureId: id, appointmentId, stepId, strokes, signer }: Signature,
  read: Read<Known>,
  signedAt: string,
): Outcome<'signature', SignatureRecord> {
  if (read.one('signature', id)) return { ok: false, kind: 'signature', id, code: 'already-signed' };
  const durationMs = Math.round(strokes.reduce((last, stroke) => stroke.reduce(later, last), 0));
  const value = { id, appointmentId, stepId, signedAt, points: pointsIn(strokes), durationMs };
  return { ok: true, kind: 'signature', value: signer ? { ...value, signer } : value };
}

const pointsIn = (strokes: readonly Stroke[]): number => strokes.reduce((count, { length }) => count + length, 0);
const later = (last: number, { t }: StrokePoint): number => Math.max(last, t);
