import { z } from 'zod';
import { ActingPerson } from './actingPerson.ts';
import { Id, Instant, ProcessVersion, StepRecord } from './records.ts';

/**
 * What a person did at a counter. A command says what happened, not which fields to overwrite.
 * The backend applies each command id once and repeats its stored answer for ever after.
 */

const appointmentId = Id;
/** Of the counter at which the case begins with it. Absent: from a counter that did not say it yet, or has none. */
const processVersion = ProcessVersion.optional();

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

/** The document's own code was scanned, or somebody looked and says why it was not. */
export const HandOverProof = z.discriminatedUnion('by', [
  z.object({ by: z.literal('scan') }),
  z.object({ by: z.literal('eye'), reason: z.string().trim().min(3).max(500) }),
]);
export type HandOverProof = z.infer<typeof HandOverProof>;

export const actions = {
  'check-in': z.object({ kind: z.literal('check-in'), appointmentId }),
  /** The backend chooses who is next for this counter. The answer names the appointment, or null when nobody waits. */
  'call-next': z.object({ kind: z.literal('call-next') }),
  call: z.object({ kind: z.literal('call'), appointmentId }),
  /**
   * Calls somebody whom this counter holds, also without the network: refused when the reservation has run out by the
   * time it arrives.
   */
  'call-reserved': z.object({ kind: z.literal('call-reserved'), appointmentId }),
  /** Calls the same person again; not before the office's interval. */
  recall: z.object({ kind: z.literal('recall'), appointmentId }),
  appear: z.object({ kind: z.literal('appear'), appointmentId, processVersion }),
  miss: z.object({ kind: z.literal('miss'), appointmentId }),
  park: z.object({ kind: z.literal('park'), appointmentId, reason: z.string().max(500) }),
  resume: z.object({ kind: z.literal('resume'), appointmentId, processVersion }),
  /** Back into the line with the place kept: for one counter alone, or for another service. */
  redirect: z.object({
    kind: z.literal('redirect'),
    appointmentId,
    to: z.union([z.object({ counterId: Id }), z.object({ service: Id })]),
    reason: z.string().max(500),
  }),
  /** Before everybody else, with a reason that everybody sees; null puts the person back into the usual order. */
  prioritise: z.object({
    kind: z.literal('prioritise'),
    appointmentId,
    reason: z.string().trim().min(1).max(200).nullable(),
  }),
  /** From the person being served to somebody of the same visit. */
  switch: z.object({ kind: z.literal('switch'), appointmentId, processVersion }),
  /** From a counter that shows no sign of life. */
  'take-over': z.object({ kind: z.literal('take-over'), appointmentId }),
  /** Somebody without an appointment. The backend gives the ticket number; the answer names the new appointment. */
  'walk-in': z.object({
    kind: z.literal('walk-in'),
    service: Id,
    familyName: z.string().trim().max(200),
    givenNames: z.string().trim().max(200),
    language: z.string().min(2).max(16),
  }),
  /**
   * The person at the counter came without their name being known; they, or their document, say it now. Not for
   * somebody whose name the office knows.
   */
  'name-applicant': z.object({
    kind: z.literal('name-applicant'),
    appointmentId,
    familyName: z.string().trim().min(1).max(200),
    givenNames: z.string().trim().max(200),
    /** ISO date, unknown parts `00`; absent: not said. */
    birthDate: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/)
      .optional(),
  }),
  /** This counter holds its next `count` people for so long that it can go on alone; 0 lets all of them go. */
  reserve: z.object({
    kind: z.literal('reserve'),
    count: z.int().min(0).max(20),
    minutes: z.int().min(5).max(720).optional(),
  }),
  /**
   * Nobody at the counter knows what became of its call `commandId`, and it goes on without: a call that never arrived
   * never will, and whoever was called by it stands where they stood.
   */
  'forget-call': z.object({ kind: z.literal('forget-call'), commandId: z.uuid() }),
  /** Takes back the command `commandId` while nothing else happened to the appointment since. */
  undo: z.object({ kind: z.literal('undo'), appointmentId, commandId: Id }),
  /** Sets or, with null, clears what is known about one step. */
  'record-step': z.object({ kind: z.literal('record-step'), appointmentId, stepId: Id, step: StepRecord.nullable() }),
  sign: z.object({
    kind: z.literal('sign'),
    appointmentId,
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
  deposit: z.object({
    kind: z.literal('deposit'),
    appointmentId,
    stepId: Id,
    depositId: Id,
    itemId: Id,
    compartmentId: Id,
    /** scrypt hash of the pickup code, `scrypt$N$r$p$salt$hash` (base64url parts). The code itself never travels. */
    codeHash: z.string().max(300),
  }),
  'hand-over': z.object({
    kind: z.literal('hand-over'),
    appointmentId,
    stepId: Id,
    itemId: Id,
    /** On what ground this person may receive it (AufenthV § 60a). */
    recipient: z.enum(['applicant', 'entitled', 'authorised']),
    /** Who that is. Absent: from a counter that did not ask yet. */
    receiver: ActingPerson.optional(),
    /** What shows that it is the right document. Absent: from a counter that did not ask yet. */
    proof: HandOverProof.optional(),
  }),
  'block-compartment': z.object({
    kind: z.literal('block-compartment'),
    compartmentId: Id,
    reason: z.string().max(200),
  }),
  finish: z.object({ kind: z.literal('finish'), appointmentId, outcome: z.enum(['completed', 'incomplete']) }),
} as const;
export type ActionKind = keyof typeof actions;
export type ActionOf<K extends ActionKind> = z.infer<(typeof actions)[K]>;

type ActionSchema = (typeof actions)[ActionKind];
export const Action = z.discriminatedUnion('kind', Object.values(actions) as [ActionSchema, ...ActionSchema[]]);
export type Action = z.infer<typeof Action>;

export const Command = z.object({
  /** UUIDv7, made where the person acted. The idempotency key. */
  id: z.uuid(),
  /** The counter at which it happened; must be the counter of the session, now or then. */
  counterId: Id,
  /** The counter's own clock: informative only, the backend stamps its own time. */
  at: Instant,
  action: Action,
});
export type Command = z.infer<typeof Command>;

/**
 * A command as it arrives: what is done may be of a version that the backend does not know. `readCommand` makes a
 * command of it, each by itself, so that one which cannot be read holds up none of those it came with.
 */
export const SentCommand = z.looseObject({
  ...Command.shape,
  action: z.looseObject({ kind: z.string().min(1).max(64) }),
});
export type SentCommand = z.infer<typeof SentCommand>;

/** The stored answer to an applied command. */
export const Applied = z.object({
  status: z.literal('applied'),
  commandId: z.uuid(),
  /**
   * The appointment that was changed; for `call-next` the one that was called, or null when nobody waits; for `walk-in`
   * the new one.
   */
  appointmentId: Id.nullable(),
});
export type Applied = z.infer<typeof Applied>;

/**
 * What one counter did one after the other, for example without the network: oldest first, each taken in as if it had
 * come alone.
 */
export const CommandBatch = z.object({ commands: z.array(SentCommand).min(1).max(50) });
/** `code` as in a problem document. */
export const Refused = z.object({ status: z.literal('refused'), commandId: z.uuid(), code: z.string().max(64) });
/** One answer a command, in the same order. */
export const BatchAnswer = z.object({ answers: z.array(z.discriminatedUnion('status', [Applied, Refused])) });
