import type { Handlers } from '../../../contract/index.ts';
import { fail } from '../../../contract/errors.ts';
import { isStorageFull } from './open.ts';

/** A full disk is an answer like any other: nothing of what was asked was done. */
export function diskFullAsAnswer(handlers: Handlers): Handlers {
  const guarded = Object.entries(handlers).map(([name, handle]) => [
    name,
    async (input: never) => {
      try {
        return await (handle as (input: never) => Promise<unknown>)(input);
      } catch (error) {
        if (isStorageFull(error)) return fail('storage-full');
        throw error;
      }
    },
  ]);
  return Object.fromEntries(guarded) as Handlers;
}
