import type { AppError, OpenWork } from '../../../electron/contract/index.ts';
import { ask } from '../../bridge.ts';
import { createStore } from '../../store.ts';

/** Why nobody was signed out: what is open, or what must come to its end first. Null: nothing is asked. */
export type Unfinished = { open: OpenWork } | { first: AppError };
export const unfinished = createStore<Unfinished | null>(null);

/** Signs out at once when nothing is open; otherwise the dialog tells what is. */
export async function signOut(leaveOpen = false): Promise<void> {
  const answer = await ask('session.signOut', { leaveOpen });
  if (!answer.ok) unfinished.set({ first: answer.error });
  else unfinished.set(answer.value && { open: answer.value });
}
