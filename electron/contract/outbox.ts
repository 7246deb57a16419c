import { z } from 'zod';
import { AppError } from './errors.ts';
import { ActionState, Id, Instant } from './common.ts';

/** One action that left, or has yet to leave, this counter. */
export const OutboxEntry = z.object({
  commandId: Id,
  /** Kind of the action, e.g. `sign`; its words stand under `action.<kind>`. */
  kind: z.string(),
  ticket: z.string().nullable(),
  state: ActionState,
  at: Instant,
  attempts: z.int(),
  problem: AppError.nullable(),
});
export const OutboxSnapshot = z.object({
  waiting: z.int(),
  refused: z.int(),
  /** Waiting, refused and unknown ones, oldest first. */
  entries: z.array(OutboxEntry),
});
export type OutboxSnapshot = z.infer<typeof OutboxSnapshot>;
/** A refused action was read by a person and may leave the list. It is kept in the store's history. */
export const OutboxRef = z.object({ commandId: Id });
