import type { Specification } from './linearizable.ts';
import {
  leftOver,
  atCounter,
  beside,
  changesOf,
  releasedAt,
  standing,
  type Change,
  type Deed,
  type Person,
  type Queue,
  type Single,
} from './queueRules.ts';

/**
 * The queue as it ought to be, written down once more and as simply as it can be said: people with a state and an
 * owner, visits that go together, counters that have one case at a time and a lease. It shares no code with the
 * backend. What one deed does to one person stands in `queueRules.ts`.
 */

export type Place = Pick<Person, 'state' | 'owner' | 'service' | 'priority'> & {
  held: { counter: string; kind: string } | null;
};
export type Answer =
  | { applied: string | null }
  | { refused: string }
  | { answers: Answer[] }
  | { seen: Readonly<Record<string, Place>> };

export interface Office {
  counters: Readonly<Record<string, { services: readonly string[]; lead: boolean }>>;
  /**
   * Does every sign of life and every look at who is away stand in the history? Otherwise they may have happened at any
   * time.
   */
  isSteered: boolean;
  /** Ids of the commands that a counter gives up: only of these it matters what became of them. */
  forgotten: ReadonlySet<string>;
}
interface Outcome {
  queue: Queue;
  answer: Answer;
}

const leaseMs = 90_000;
const takeOverAfterMs = 600_000;
const aheadMs = 240 * 60_000;

export function queueModel(initial: Queue, office: Office): Specification<Queue, Deed, Answer> {
  return {
    initial,
    key,
    // Of the commands that a counter gives up it is kept what became of them.
    changesNothing: (deed, answer) =>
      'refused' in answer && 'commandId' in deed && !office.forgotten.has(deed.commandId),
    step(queue, deed, answer) {
      switch (deed.deed) {
        case 'read':
          return answer && 'seen' in answer && sees(queue, answer.seen) ? [queue] : [];
        // The newest first: mostly it was the last that counted, and the search is short.
        case 'sign-of-life':
          return deed.nows.toReversed().map((now) => present(queue, deed.counter, now + leaseMs));
        case 'lease-over':
          return [{ ...queue, leases: { ...queue.leases, [deed.counter]: deed.until } }];
        case 'look':
          return deed.nows.map((now) => looked(queue, now));
        default: {
          const starts = office.isSteered ? [queue] : distinct([queue, ...unasked(queue, deed, deed.nows[0] ?? 0)]);
          const outcomes = starts.flatMap((start) => deed.nows.map((now) => decide(start, deed, now, answer, office)));
          return outcomes.flatMap((outcome) =>
            outcome && (answer === undefined || same(outcome.answer, answer)) ? [outcome.queue] : [],
          );
        }
      }
    },
  };
}

const keys = new WeakMap<Queue, string>();
function key(queue: Queue): string {
  const known = keys.get(queue) ?? JSON.stringify(queue);
  keys.set(queue, known);
  return known;
}

const same = (one: Answer, other: Answer): boolean => JSON.stringify(one) === JSON.stringify(other);
const distinct = (queues: Queue[]): Queue[] => [...new Map(queues.map((queue) => [key(queue), queue])).values()];

/** What the backends may have done by themselves just before. */
function unasked(queue: Queue, deed: Deed, now: number): Queue[] {
  const counter = 'counter' in deed ? deed.counter : '';
  return [
    looked(queue, now),
    present(queue, counter, now + leaseMs),
    present(looked(queue, now), counter, now + leaseMs),
    looked(present(queue, counter, now + leaseMs), now),
  ];
}

/** A counter shows a sign of life: it is not away. */
function present(queue: Queue, counter: string, until: number): Queue {
  if (
    queue.leases[counter] === until &&
    !Object.values(queue.people).some((person) => person.away !== null && person.owner === counter)
  )
    return queue;
  const people = mapped(queue.people, (person) =>
    atCounter(person) && person.owner === counter && person.away !== null ? { ...person, away: null } : person,
  );
  return { ...queue, people, leases: { ...queue.leases, [counter]: until } };
}

/** The backend looks who is away, and whose reservations are over. */
function looked(queue: Queue, now: number): Queue {
  const people = mapped(queue.people, (person) => {
    if (atCounter(person)) {
      const away = awaySince(queue, person, now);
      return away === person.away ? person : { ...person, away };
    }
    if (person.state !== 'waiting' || !person.held) return person;
    const { counter } = person.held;
    const isLeft =
      !Object.values(queue.people).some((one) => atCounter(one) && one.owner === counter) &&
      (queue.leases[counter] ?? 0) + takeOverAfterMs <= now;
    return releasedAt(person.held, now) || (person.held.until === null && isLeft) ? { ...person, held: null } : person;
  });
  return Object.keys(people).every((id) => people[id] === queue.people[id]) ? queue : { ...queue, people };
}

function awaySince(queue: Queue, { owner, away }: Person, now: number): number | null {
  const until = queue.leases[owner ?? ''] ?? 0;
  return away ?? (until > now ? null : until);
}

/** `told`: where several outcomes are right (who of those who wait equally is next), the one that was answered. */
function decide(
  queue: Queue,
  deed: Single | { deed: 'batch'; deeds: Single[] },
  now: number,
  told: Answer | undefined,
  office: Office,
): Outcome | undefined {
  if (deed.deed === 'batch') {
    const answers: Answer[] = [];
    for (const [n, each] of deed.deeds.entries()) {
      const outcome = decide(queue, each, now, told && 'answers' in told ? told.answers[n] : undefined, office);
      if (!outcome) return undefined;
      queue = outcome.queue;
      answers.push(outcome.answer);
    }
    return { queue, answer: { answers } };
  }
  // It was withdrawn before it arrived: it cannot have had any answer.
  if (queue.fates[deed.commandId] === 'withdrawn') return undefined;
  const outcome = decideOne(queue, deed, now, told, office);
  if (!office.forgotten.has(deed.commandId)) return outcome;
  const whom = 'applied' in outcome.answer ? outcome.answer.applied : null;
  const isCall = deed.deed === 'call-next' || deed.deed === 'call' || deed.deed === 'resume';
  return {
    ...outcome,
    queue: { ...outcome.queue, fates: { ...outcome.queue.fates, [deed.commandId]: { whom, isCall } } },
  };
}

function decideOne(queue: Queue, deed: Single, now: number, told: Answer | undefined, office: Office): Outcome {
  const refused = (code: string): Outcome => ({ queue, answer: { refused: code } });
  const { counter } = deed;
  switch (deed.deed) {
    case 'reserve':
      return { queue: reserved(queue, deed, now, office), answer: { applied: null } };
    case 'walk-in': {
      const person: Person = {
        state: 'waiting',
        owner: null,
        held: null,
        service: deed.service,
        priority: false,
        calledAt: null,
        arrivedAt: now,
        visit: null,
        away: null,
        last: { commandId: deed.commandId, before: { state: 'cancelled' }, others: [] },
      };
      return {
        queue: { ...queue, people: { ...queue.people, [deed.person]: person } },
        answer: { applied: deed.person },
      };
    }
    case 'call-next': {
      if (someoneAt(queue, counter)) return refused('counter-busy');
      const next = nextOnes(queue, counter, now, office);
      const whom =
        told && 'applied' in told && told.applied !== null && next.includes(told.applied) ? told.applied : next[0];
      return whom === undefined ? { queue, answer: { applied: null } } : changed(queue, deed, whom, now, office);
    }
    case 'forget-call': {
      const fate = queue.fates[deed.forgets];
      if (fate === undefined)
        return {
          queue: { ...queue, fates: { ...queue.fates, [deed.forgets]: 'withdrawn' } },
          answer: { applied: null },
        };
      if (fate === 'withdrawn' || fate.whom === null) return { queue, answer: { applied: null } };
      if (!fate.isCall) return refused('invalid-request');
      if (queue.people[fate.whom]?.owner !== counter) return { queue, answer: { applied: null } };
      return changed(queue, { ...deed, deed: 'undo', person: fate.whom, undoes: deed.forgets }, fate.whom, now, office);
    }
    default: {
      if (
        deed.deed === 'redirect' &&
        'counter' in deed.to &&
        !office.counters[deed.to.counter]?.services.includes(queue.people[deed.person]?.service ?? '')
      )
        return refused('counter-cannot');
      return changed(queue, deed, deed.person, now, office);
    }
  }
}

/** One person and those of the same visit, all of them or nobody; a counter has one case at every moment. */
function changed(queue: Queue, deed: Single, id: string, now: number, office: Office): Outcome {
  const refused = (code: string): Outcome => ({ queue, answer: { refused: code } });
  const person = queue.people[id];
  if (!person) return refused('not-found');
  const others = Object.entries(queue.people).filter(
    ([other, { visit }]) => other !== id && visit !== null && visit === person.visit,
  );
  const away = awaySince(queue, person, now);
  const mayTakeOver =
    away === null
      ? 'owner-present'
      : office.counters[deed.counter]?.lead || now - away >= takeOverAfterMs
        ? null
        : 'lead-only';
  const change: Change | string = changesOf(
    id,
    person,
    others,
    deed,
    now,
    mayTakeOver,
    office.counters[deed.counter]?.lead ?? false,
  );
  if (typeof change === 'string') return refused(change);
  const next: Queue = { ...queue, people: { ...queue.people, ...change } };
  const arriving = Object.entries(change).find(
    ([other, one]) => atCounter(one) && !(atCounter(queue.people[other]) && queue.people[other]?.owner === one.owner),
  )?.[1];
  if (arriving && crowded(next, arriving.owner ?? '', queue)) return refused('counter-busy');
  return { queue: next, answer: { applied: id } };
}

/** More than one person, or two visits, at one counter. */
function crowded(queue: Queue, counter: string, before: Queue): boolean {
  const here = Object.values(queue.people).filter((person) => atCounter(person) && person.owner === counter);
  if (here.length > 1) return true;
  // Who stood beside before the deed counts, too: nobody else is called as long as half a visit is there.
  return Object.entries(before.people).some(([, person]) => beside(person, counter) && person.visit !== here[0]?.visit);
}

/** Somebody is called or served there, or stands there. */
const someoneAt = (queue: Queue, counter: string): boolean =>
  Object.values(queue.people).some(
    (person) => (atCounter(person) && person.owner === counter) || beside(person, counter),
  );

/**
 * Who may be next: those who wait for this counter; with a priority first, and a visit has the place of its first. Who
 * came first is another test's matter.
 */
function nextOnes(queue: Queue, counter: string, now: number, office: Office): string[] {
  const waiting = Object.entries(queue.people).filter(
    ([, person]) => person.state === 'waiting' && !leftOver(person, now),
  );
  const callable = waiting.filter(([, person]) => isFor(person, counter, now, office));
  const isFirst = ([id, { visit, priority }]: [string, Person]): boolean =>
    priority || (visit !== null && waiting.some(([other, one]) => other !== id && one.visit === visit && one.priority));
  const before = callable.some(isFirst) ? callable.filter(isFirst) : callable;
  return before
    .filter(
      ([id, { visit, priority }]) =>
        priority ||
        !before.some(([other, one]) => other !== id && visit !== null && one.visit === visit && one.priority),
    )
    .map(([id]) => id);
}

function isFor(person: Person, counter: string, now: number, office: Office): boolean {
  const held = standing(person, now);
  return held
    ? held.counter === counter && held.kind !== 'visit'
    : (office.counters[counter]?.services.includes(person.service) ?? false);
}

/**
 * Whom a counter held ahead it holds on or lets go; whom others hold, and who was sent to it, stays as it is. Nothing
 * before it can be taken back.
 */
function reserved(queue: Queue, { counter, all }: Single & { deed: 'reserve' }, now: number, office: Office): Queue {
  const chosen = Object.values(queue.people).filter(
    (person) => all && person.state === 'waiting' && !leftOver(person, now) && isFor(person, counter, now, office),
  );
  const people = mapped(queue.people, (person) => {
    const held = standing(person, now);
    if (person.state !== 'waiting' || (held && (held.counter !== counter || held.kind !== 'ahead'))) return person;
    const isChosen = chosen.some((one) => one === person || (one.visit !== null && one.visit === person.visit));
    if (!isChosen && !held) return person;
    return { ...person, held: isChosen ? { counter, kind: 'ahead', until: now + aheadMs } : null, last: null };
  });
  return Object.keys(people).every((id) => people[id] === queue.people[id]) ? queue : { ...queue, people };
}

const mapped = (people: Queue['people'], change: (person: Person) => Person): Queue['people'] =>
  Object.fromEntries(Object.entries(people).map(([id, person]) => [id, change(person)]));

const sees = (queue: Queue, seen: Readonly<Record<string, Place>>): boolean =>
  Object.keys(queue.people).length === Object.keys(seen).length &&
  Object.entries(queue.people).every(([id, { state, owner, held, service, priority }]) => {
    const there = seen[id];
    return (
      there?.state === state &&
      there.owner === owner &&
      there.service === service &&
      there.priority === priority &&
      there.held?.counter === held?.counter &&
      there.held?.kind === held?.kind
    );
  });
