/**
 * Who is signed in: today clerks, with a counter or without one. Each kind of session gets the records of its audience
 * and may do the actions of its audience, and nothing else: the backend decides that, not the station that asks.
 */
export interface SessionAudience {
  /** Records that it is told of, in answers and in the stream of events. */
  sees(recordKind: string): boolean;
  /** Actions that it may do. */
  does(actionKind: string): boolean;
  /** Routes it may call, by their names; `events` is the stream. */
  asks(route: string): boolean;
}

/** A counter has the facts of a person with each appointment; the whole person is asked for (`person`). */
const clerk = { sees: (kind) => kind !== 'person', does: () => true, asks: () => true } satisfies SessionAudience;
const nothing = { sees: () => false, does: () => false, asks: () => false } satisfies SessionAudience;

export const sessionKinds: Record<string, SessionAudience> = { clerk };

/** Of a kind that this version does not know nothing is known of what is theirs: then nothing is. */
export const audienceOf = (sessionKind: string): SessionAudience =>
  Object.hasOwn(sessionKinds, sessionKind) ? (sessionKinds[sessionKind] ?? nothing) : nothing;
