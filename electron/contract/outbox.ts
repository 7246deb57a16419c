import { z } from 'zod';
import { AppError } from './errors.ts';
import { ActionState, AppointmentState, Id, Instant, LocalText } from './common.ts';

/**
 * Refusals that a clerk meets in the outbox; what to do now stands under `refusal.<code>.next`. Whatever else comes is
 * told as the last one.
 */
export const refusalCodes = [
  'wrong-state',
  'taken-over',
  'not-yours',
  'not-found',
  'counter-busy',
  'cannot-undo',
  'reservation-expired',
  'no-compartment-free',
  'item-not-ready',
  'wrong-person',
  'not-allowed',
  'name-missing',
  'refused-by-backend',
] as const;

/** One action that left, or has yet to leave, this counter. */
export const OutboxEntry = z.object({
  commandId: Id,
  /** Kind of the action, e.g. `sign`; its words stand under `action.<kind>`. */
  kind: z.string(),
  /** What was done in particular, e.g. `overridden` for a step; its words stand under `action.<kind>_<detail>`. */
  detail: z.enum(['done', 'open', 'overridden', 'completed', 'incomplete']).nullable(),
  /** Happened in the room: that the office did not take it does not undo it. */
  tangible: z.boolean(),
  /** Whom it brings to the counter can be sent back, so that one may go on without knowing. */
  canForget: z.boolean(),
  ticket: z.string().nullable(),
  serviceTitle: LocalText.nullable(),
  /** The step that the action is about. */
  stepTitle: LocalText.nullable(),
  state: ActionState,
  at: Instant,
  attempts: z.int(),
  problem: AppError.nullable(),
  /**
   * Why it waits longer than the line: the backend fails over it, only a clerk of the counter at which it was done may
   * deliver it, or the backend is too old for it.
   */
  heldBack: z.enum(['failing', 'other-counter', 'older-backend']).nullable(),
  /** For a refused one: what the office has now, without anything that this counter did since. */
  office: z
    .object({
      state: AppointmentState,
      counterName: z.string().nullable(),
      mine: z.boolean(),
      since: Instant.nullable(),
      step: z.enum(['open', 'done', 'overridden']).nullable(),
    })
    .nullable(),
  /** Refused: what to do now. */
  next: z.enum(refusalCodes).nullable(),
});
export type OutboxEntry = z.infer<typeof OutboxEntry>;

/** What arrived today: of it only its trace is left here. */
export const DoneEntry = z.object({
  commandId: Id,
  kind: z.string(),
  ticket: z.string().nullable(),
  at: Instant,
  doneAt: Instant,
});

export const OutboxSnapshot = z.object({
  /** Waiting and unknown ones, and refused ones that nobody has taken note of; all of them, however many are listed. */
  waiting: z.int(),
  refused: z.int(),
  /** Refused ones first, then unknown ones, then those that wait; each oldest first, at most 200. */
  entries: z.array(OutboxEntry),
  /** The newest first, a few. */
  done: z.array(DoneEntry),
});
export type OutboxSnapshot = z.infer<typeof OutboxSnapshot>;
/** A refused action was read by a person and may leave the list. It is kept in the store's history. */
export const OutboxRef = z.object({ commandId: Id });
