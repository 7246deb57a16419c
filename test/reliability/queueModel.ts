import type { Specification } from './linearizable.ts';

/**
 * The queue as it ought to be, written down once more and as simply as it can be said: people with a state and an owner, and counters that have one
 * person at a time. It shares no code with the backend.
 */

export interface Person { state: string; owner: string | null; /** The last change, while it can be taken back. */ last: { commandId: string; state: string; owner: string | null } | null }
export type Queue = Readonly<Record<string, Person>>;

export type Deed =
  | { deed: 'call-next'; counter: string; commandId: string }
  | { deed: 'check-in' | 'call' | 'appear' | 'miss' | 'park' | 'resume' | 'finish'; counter: string; commandId: string; person: string }
  | { deed: 'undo'; counter: string; commandId: string; person: string; undoes: string }
  /** Everybody's state and owner, read when nothing was under way any more. */
  | { deed: 'read' };
export type Answer = { applied: string | null } | { refused: string } | { seen: Readonly<Record<string, { state: string; owner: string | null }>> };

const from: Record<string, readonly string[]> = {
  'check-in': ['scheduled', 'missed'], call: ['waiting', 'missed'], appear: ['called'], miss: ['called'], park: ['called', 'serving'], resume: ['parked'], finish: ['serving'],
};
const ownersOnly = new Set(['appear', 'miss', 'park', 'finish']);
const atCounter = (person: Person | undefined): boolean => person?.state === 'called' || person?.state === 'serving';
const occupied = (queue: Queue, counter: string, butBy: string | null = null): boolean =>
  Object.entries(queue).some(([id, person]) => id !== butBy && atCounter(person) && person.owner === counter);

export function queueModel(initial: Queue): Specification<Queue, Deed, Answer> {
  return {
    initial,
    key: (queue) => JSON.stringify(queue),
    step(queue, deed, answer) {
      if (deed.deed === 'read') return answer && 'seen' in answer && sees(queue, answer.seen) ? queue : undefined;
      if (answer && 'seen' in answer) return undefined;
      const whom = deed.deed === 'call-next' ? calledNext(queue, answer) : deed.person;
      const next = whom === null ? queue : whom === undefined ? undefined : after(queue, deed, whom);
      const possible = deed.deed === 'call-next' && occupied(queue, deed.counter) ? undefined : next;
      if (answer === undefined) return possible ?? queue;
      if ('refused' in answer) return possible === undefined ? queue : undefined;
      return possible !== undefined && answer.applied === whom ? possible : undefined;
    },
  };
}

/** Anybody who waits may be next: who it should be is another test's matter. Nobody only when nobody waits. */
function calledNext(queue: Queue, answer: Answer | undefined): string | null | undefined {
  const waiting = Object.keys(queue).filter((id) => queue[id]?.state === 'waiting');
  if (waiting.length === 0) return null;
  const told = answer && 'applied' in answer ? answer.applied : waiting[0];
  return told !== null && told !== undefined && waiting.includes(told) ? told : undefined;
}

function after(queue: Queue, deed: Exclude<Deed, { deed: 'read' }>, id: string): Queue | undefined {
  const person = queue[id];
  if (!person) return undefined;
  const changed = deed.deed === 'undo' ? undone(person, deed) : changedBy(person, deed);
  if (!changed || (atCounter(changed) && occupied(queue, changed.owner ?? '', id))) return undefined;
  return { ...queue, [id]: changed };
}

function undone(person: Person, { undoes, counter }: { undoes: string; counter: string }): Person | undefined {
  const { last } = person;
  const owner = person.owner ?? last?.owner ?? null;
  if (last?.commandId !== undoes || (owner !== null && owner !== counter)) return undefined;
  return { state: last.state, owner: last.owner, last: null };
}

function changedBy(person: Person, { deed, counter, commandId }: { deed: string; counter: string; commandId: string }): Person | undefined {
  const known = deed === 'call-next' ? 'call' : deed;
  if (!from[known]?.includes(person.state)) return undefined;
  if (ownersOnly.has(known) && person.owner !== null && person.owner !== counter) return undefined;
  const last = { commandId, state: person.state, owner: person.owner };
  switch (known) {
    case 'check-in': return { state: 'waiting', owner: person.owner, last };
    case 'call': return { state: 'called', owner: counter, last };
    case 'appear': return { state: 'serving', owner: person.owner, last };
    case 'miss': return { state: 'missed', owner: null, last };
    case 'park': return { state: 'parked', owner: null, last };
    case 'resume': return { state: 'serving', owner: counter, last };
    default: return { state: 'completed', owner: person.owner, last };
  }
}

const sees = (queue: Queue, seen: Readonly<Record<string, { state: string; owner: string | null }>>): boolean =>
  Object.keys(queue).length === Object.keys(seen).length && Object.entries(queue).every(([id, { state, owner }]) => seen[id]?.state === state && seen[id]?.owner === owner);
