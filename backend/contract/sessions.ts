import type { ActionKind, RecordKind, RouteName } from './index.ts';

/** `allBut`: also of those that only a newer version has. */
type Part<Name extends string> = 'all' | readonly Name[] | { readonly allBut: readonly Name[] };

/**
 * Who is signed in: today clerks, with a counter or without one. Each kind of session gets the records of its audience
 * and may do the actions of its audience, and nothing else: the backend decides that, not the station that asks. A
 * station on which nobody signs in (a wall, a terminal) has a session without a clerk: it sees and asks what is its
 * own, and does nothing, because every command is somebody's.
 */
export interface SessionAudience {
  /** Records that it is told of, in answers and in the stream of events. */
  readonly records: Part<RecordKind>;
  /** Actions that it may do. */
  readonly actions: Part<ActionKind>;
  /** Routes it may call; `events` is the stream. */
  readonly routes: Part<RouteName | 'events'>;
}

/** A counter has the facts of a person with each appointment; the whole person is asked for (`person`). */
const clerk: SessionAudience = { records: { allBut: ['person'] }, actions: 'all', routes: 'all' };
const nothing: SessionAudience = { records: [], actions: [], routes: [] };

export const sessionKinds: Record<string, SessionAudience> = { clerk };

/** Of a kind that this version does not know nothing is known of what is theirs: then nothing is. */
export const audienceOf = (sessionKind: string): SessionAudience =>
  Object.hasOwn(sessionKinds, sessionKind) ? (sessionKinds[sessionKind] ?? nothing) : nothing;

/** Whether this record, action or route is in that part of an audience. */
export function isIn(part: Part<string>, name: string): boolean {
  if (part === 'all') return true;
  return 'allBut' in part ? !part.allBut.includes(name) : part.includes(name);
}
