import { z } from 'zod';
import { Id, Instant } from './basics.ts';
import { Action } from './subjects/index.ts';

/** How a command travels. The backend applies each command id once and repeats its stored answer for ever after. */

export const Command = z.object({
  /** UUIDv7, made where the person acted. The idempotency key. */
  id: z.uuid(),
  /**
   * The counter at which it happened; must be the counter of the session, now or then. Null: at none, which only some
   * actions can be (`traits.ts`).
   */
  counterId: Id.nullable(),
  /**
   * The station on which it happened: one installed program. Absent: from a version that did not say it.
   */
  stationId: z.uuid().optional(),
  /** The counter's own clock: informative only, the backend stamps its own time. */
  at: Instant,
  action: Action,
  /**
   * What the action is about, told beside it: so a backend that does not know the action yet lets what came later about
   * the same wait for it. Absent: from a counter that did not say it yet.
   */
  about: z
    .array(z.object({ kind: z.string().min(1).max(64), id: Id }))
    .max(100)
    .optional(),
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
