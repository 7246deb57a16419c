import type { z } from 'zod';
import type { Result } from './errors.ts';

/**
 * What one kind of window may ask for, and what it is told: its audience. Whatever stands in no map of a kind is a type
 * error there, is refused when it is asked, and is never sent to it.
 */
export interface WindowContract {
  /** Lower case, a word; its preload script is named by it. */
  readonly name: string;
  /** Its only page, a path in `renderer`. */
  readonly page: string;
  readonly requests: Readonly<Record<string, { input: z.ZodType; output: z.ZodType }>>;
  readonly events: Readonly<Record<string, z.ZodType>>;
}

export type InputOf<C extends WindowContract, N extends keyof C['requests']> = z.infer<C['requests'][N]['input']>;
export type OutputOf<C extends WindowContract, N extends keyof C['requests']> = z.infer<C['requests'][N]['output']>;

export type EventIn<C extends WindowContract, N extends keyof C['events']> = z.infer<C['events'][N]>;

/** A missing handler is a compile error. */
export type HandlersOf<C extends WindowContract> = {
  [N in keyof C['requests']]: (input: InputOf<C, N>) => Promise<Result<OutputOf<C, N>>>;
};

/** Tells a kind of window what changed. */
export type PublishTo<C extends WindowContract> = <N extends keyof C['events'] & string>(
  name: N,
  value: EventIn<C, N>,
) => void;

/** What the preload script puts on the windows of a kind as `window.bridge`. */
export interface BridgeOf<C extends WindowContract> {
  ask<N extends keyof C['requests'] & string>(name: N, input: InputOf<C, N>): Promise<Result<OutputOf<C, N>>>;
  /** Returns the function that ends listening. */
  on<N extends keyof C['events'] & string>(name: N, listener: (value: EventIn<C, N>) => void): () => void;
}

/** Names of the two channels; used by the preload scripts and the main process's wrappers only. */
export const channels = { ask: 'schalterwerk:ask', event: 'schalterwerk:event' } as const;
