import { useSyncExternalStore } from 'react';
import {
  clerkWindow,
  snapshots,
  type EventOf,
  type moments,
  type SnapshotName,
  type Snapshots,
} from '../electron/contract/index.ts';
import { createStore } from './store.ts';
import { bridgeTo } from './windowBridge.ts';

/** What the clerk's window asks and hears. */

const all = createStore<Snapshots | null>(null);
const retryMs = 1000;

// A report that cannot be made is not reported, or it would go round for ever.
const { ask, on: listen } = bridgeTo(
  clerkWindow,
  (fault, asking) => asking !== 'app.reportProblem' && reportProblem(fault),
);
/** Asks the main process. Never rejects: a broken bridge or a malformed answer is the error `unexpected`. */
export { ask };

/** Tells the main process's log about a fault of this window. Messages must not carry personal data. */
export function reportProblem(cause: unknown): void {
  const error = cause instanceof Error ? cause : new Error('something that is not an error was thrown');
  void ask('app.reportProblem', { message: error.message.slice(0, 2000), stack: (error.stack ?? '').slice(0, 8000) });
}

/** Listens to something that is not a snapshot: ink, scans, notices. Returns the function that ends listening. */
export const onMoment = <N extends keyof typeof moments>(name: N, listener: (value: EventOf<N>) => void) =>
  listen(name, listener);

/** Starts to follow the main process. Snapshots that arrive before the first answer are newer than it and win. */
export function startBridge(): void {
  let early: Partial<Snapshots> = {};
  for (const name of Object.keys(snapshots) as SnapshotName[]) {
    listen(name, (value) => {
      const before = all.get();
      if (before) all.set({ ...before, [name]: value });
      else early = { ...early, [name]: value };
    });
  }
  const fetchAll = async () => {
    const answer = await ask('app.snapshots', null);
    if (answer.ok) all.set({ ...answer.value, ...early });
    else setTimeout(() => void fetchAll(), retryMs);
  };
  void fetchAll();
}

/** Null before the first answer. Only this subject, because whoever is drawn anew draws all that is in it anew. */
export const useFirstSession = (): Snapshots['session'] | null =>
  useSyncExternalStore(all.subscribe, () => all.get()?.session ?? null);

/** For event handlers; components use `useSnapshot`. */
export const currentSnapshots = (): Snapshots | null => all.get();

/** One subject's snapshot. Only for components below `App`, which waits for the first answer. */
export function useSnapshot<N extends SnapshotName>(name: N): Snapshots[N] {
  return useSyncExternalStore(all.subscribe, () => known()[name]);
}

/**
 * What `pick` finds in one subject's snapshot, a plain value: whoever needs no more is not drawn anew, with everything
 * in it, when the rest changes.
 */
export function usePartOf<N extends SnapshotName, T extends string | number | boolean>(
  name: N,
  pick: (snapshot: Snapshots[N]) => T,
): T {
  return useSyncExternalStore(all.subscribe, () => pick(known()[name]));
}

function known(): Snapshots {
  const now = all.get();
  if (!now) throw new Error('snapshot read before the first answer');
  return now;
}
