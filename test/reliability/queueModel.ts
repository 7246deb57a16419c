import type { Specification } from './linearizable.ts';

/**
 * The queue as it ought to be, written down once more and as simply as it can be said: people with a state and an owner, and counters that have one
 * person at a time. It shares no code with the backend.
 */

export interface Hold { counter: string; kind: 'ahead' | 'redirect' }
/** Where somebody is, at which counter, and for which counter they are held. */
export interface Place { state: string; owner: string | null; held: Hold | null }
export interface Person extends Place { /** The last change, while it can be taken back. */ last: ({ commandId: string } & Place) | null }
export type Queue = Readonly<Record<string, Person>>;

export type Deed =
  | { deed: 'call-next'; counter: string; commandId: string }
  | { deed: 'check-in' | 'call' | 'call-reserved' | 'recall' | 'appear' | 'miss' | 'park' | 'resume' | 'take-over' | 'finish'; counter: string; commandId: string; person: string }
  | { deed: 'redirect'; counter: string; commandId: string; person: string; to: string }
  /** Holds everybody who can be called, or nobody any more. */
  | { deed: 'reserve'; counter: string; commandId: string; all: boolean }
  | { deed: 'undo'; counter: string; commandId: string; person: string; undoes: string }
  /** Everybody's state and owner, read when nothing was under way any more. */
  | { deed: 'read' };
export type Answer = { applied: string | null } | { refused: string } | { seen: Readonly<Record<string, Place>> };

const from: Record<string, readonly string[]> = {
  'check-in': ['scheduled', 'missed'], call: ['waiting', 'missed'], 'call-reserved': ['waiting'], recall: ['called'], appear: ['called'], miss: ['called'],
  park: ['called', 'serving'], resume: ['parked'], redirect: ['waiting', 'called', 'serving'], 'take-over': ['called', 'serving'], finish: ['serving'],
};
const ownersOnly = new Set(['recall', 'appear', 'miss', 'park', 'redirect', 'finish']);
/** These depend on the backend's clock, which the model has not: they are always possible answers. */
const ofTheClock = new Set(['owner-present', 'lead-only', 'too-early']);
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
      if (answer && 'refused' in answer && ofTheClock.has(answer.refused)) return queue;
      if (deed.deed === 'reserve') return answer === undefined || ('applied' in answer && answer.applied === null) ? reserved(queue, deed) : undefined;
      const whom = deed.deed === 'call-next' ? calledNext(queue, deed.counter, answer) : deed.person;
      const next = whom === null ? queue : whom === undefined ? undefined : after(queue, deed, whom);
      const possible = deed.deed === 'call-next' && occupied(queue, deed.counter) ? undefined : next;
      if (answer === undefined) return possible ?? queue;
      if ('refused' in answer) return possible === undefined ? queue : undefined;
      return possible !== undefined && answer.applied === whom ? possible : undefined;
    },
  };
}

/** Anybody who waits may be next: who it should be is another test's matter. Nobody only when nobody waits. */
function calledNext(queue: Queue, counter: string, answer: Answer | undefined): string | null | undefined {
  const waiting = Object.keys(queue).filter((id) => queue[id]?.state === 'waiting' && mayCall(queue[id], counter));
  if (waiting.length === 0) return null;
  const told = answer && 'applied' in answer ? answer.applied : waiting[0];
  return told !== null && told !== undefined && waiting.includes(told) ? told : undefined;
}

const mayCall = (person: Person | undefined, counter: string): boolean => !person?.held || person.held.counter === counter;

/** Whom a counter held ahead it holds or lets go; whom others hold, and who was sent to it, stays as it is. Nothing before it can be taken back. */
function reserved(queue: Queue, { counter, all }: { counter: string; all: boolean }): Queue {
  return Object.fromEntries(Object.entries(queue).map(([id, person]) => {
    const { state, held } = person;
    if (state !== 'waiting' || (held && (held.counter !== counter || held.kind !== 'ahead')) || (!held && !all)) return [id, person];
    return [id, { ...person, held: all ? { counter, kind: 'ahead' } : null, last: null }];
  }));
}

function after(queue: Queue, deed: Exclude<Deed, { deed: 'read' | 'reserve' }>, id: string): Queue | undefined {
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
  return { state: last.state, owner: last.owner, held: last.held, last: null };
}

function changedBy(person: Person, deed: Exclude<Deed, { deed: 'read' | 'reserve' | 'undo' }>): Person | undefined {
  const { counter, commandId } = deed;
  const known = deed.deed === 'call-next' ? 'call' : deed.deed;
  const { state, owner, held } = person;
  if (!from[known]?.includes(state)) return undefined;
  if (ownersOnly.has(known) && owner !== null && owner !== counter) return undefined;
  const last = { commandId, state, owner, held };
  switch (deed.deed) {
    case 'check-in': return { state: 'waiting', owner, held, last };
    case 'call-next':
    case 'call': return mayCall(person, counter) ? { state: 'called', owner: counter, held: null, last } : undefined;
    case 'call-reserved': return held?.counter === counter ? { state: 'called', owner: counter, held: null, last } : undefined;
    case 'recall': return { ...person, last: null };
    case 'appear': return { state: 'serving', owner, held, last };
    case 'miss': return { state: 'missed', owner: null, held, last };
    case 'park': return { state: 'parked', owner: null, held, last };
    case 'resume': return { state: 'serving', owner: counter, held, last };
    case 'redirect': return held && held.kind !== 'redirect' && held.counter !== counter ? undefined : { state: 'waiting', owner: null, held: { counter: deed.to, kind: 'redirect' }, last };
    case 'take-over': return owner === counter ? undefined : { ...person, owner: counter, last: null };
    case 'finish': return { state: 'completed', owner, held, last };
  }
}

const sees = (queue: Queue, seen: Readonly<Record<string, Place>>): boolean =>
  Object.keys(queue).length === Object.keys(seen).length
  && Object.entries(queue).every(([id, { state, owner, held }]) => seen[id]?.state === state && seen[id]?.owner === owner && seen[id]?.held?.counter === held?.counter);
