/** What one deed does to one person and to those of the same visit, for the model of the queue. */

export interface Hold {
  counter: string;
  kind: 'ahead' | 'redirect' | 'visit';
  /** Milliseconds of the backend's clock; null: as long as the visit is there. */
  until: number | null;
}
export interface Standing {
  state: string;
  owner: string | null;
  held: Hold | null;
  service: string;
  priority: boolean;
  /** Or called again. */
  calledAt: number | null;
  /** When they came to the office; null: on whatever day it is. */
  arrivedAt: number | null;
}
export interface Person extends Standing {
  visit: string | null;
  /** Since when the counter that has this person is away. */
  away: number | null;
  /** The last change, while it can be taken back: what it changed here, and of whom else. */
  last: { commandId: string; before: Partial<Standing>; others: string[] } | null;
}
export interface Queue {
  people: Readonly<Record<string, Person>>;
  /** Until when each counter counts as there. */
  leases: Readonly<Record<string, number>>;
  /** What became of the commands that a counter gives up. */
  fates: Readonly<Record<string, 'withdrawn' | { whom: string | null; isCall: boolean }>>;
}

interface By {
  counter: string;
  commandId: string;
}
export type Single = By &
  (
    | { deed: 'call-next' }
    | {
        deed:
          | 'check-in'
          | 'call'
          | 'call-reserved'
          | 'recall'
          | 'appear'
          | 'miss'
          | 'park'
          | 'resume'
          | 'switch'
          | 'take-over'
          | 'record-step'
          | 'finish';
        person: string;
      }
    | { deed: 'redirect'; person: string; to: { counter: string } | { service: string } }
    | { deed: 'prioritise'; person: string; priority: boolean }
    /** `person`: the new one. */
    | { deed: 'walk-in'; person: string; service: string }
    /** Holds everybody who can be called, or nobody any more. */
    | { deed: 'reserve'; all: boolean }
    | { deed: 'forget-call'; forgets: string }
    | { deed: 'undo'; person: string; undoes: string }
  );
/** `nows`: what the backend's clock showed between call and answer. */
export type Deed =
  | (Single & { nows: number[] })
  /** One after the other, with nothing between them. */
  | { deed: 'batch'; counter: string; deeds: Single[]; nows: number[] }
  | { deed: 'sign-of-life'; counter: string; nows: number[] }
  | { deed: 'look'; nows: number[] }
  | { deed: 'lease-over'; counter: string; until: number }
  /** Where everybody is, read when nothing was under way any more. */
  | { deed: 'read' };

/** The people whom a deed changes, as they are afterwards. */
export type Change = Record<string, Person>;
type Patch = Partial<Standing>;

const from: Record<string, readonly string[]> = {
  'check-in': ['scheduled', 'missed'],
  'call-next': ['waiting'],
  call: ['waiting', 'missed'],
  'call-reserved': ['waiting'],
  recall: ['called'],
  appear: ['called'],
  miss: ['called'],
  park: ['called', 'serving'],
  resume: ['parked'],
  redirect: ['waiting', 'called', 'serving'],
  prioritise: ['scheduled', 'waiting', 'missed'],
  switch: ['waiting'],
  'take-over': ['called', 'serving'],
  'record-step': ['serving'],
  finish: ['serving'],
};
const ownersOnly = new Set(['recall', 'appear', 'miss', 'park', 'redirect', 'record-step', 'finish']);
/** After these nothing is taken back any more. */
const final = new Set(['recall', 'take-over']);
const recallAfterMs = 30_000;
const redirectMs = 60 * 60_000;

const dayMs = 24 * 60 * 60_000;
/** Waits since an earlier day: a race begins at midnight. */
export const leftOver = ({ state, arrivedAt }: Standing, now: number): boolean =>
  state === 'waiting' && arrivedAt !== null && Math.floor(arrivedAt / dayMs) < Math.floor(now / dayMs);

export const atCounter = (person: { state: string } | undefined): boolean =>
  person?.state === 'called' || person?.state === 'serving';
export const beside = ({ state, held }: Standing, counter: string): boolean =>
  state === 'waiting' && held?.kind === 'visit' && held.counter === counter;
export const releasedAt = (held: Hold, now: number): boolean => held.until !== null && held.until <= now;
export const standing = ({ held }: Standing, now: number): Hold | null =>
  held && !releasedAt(held, now) ? held : null;

/** @param others of the same visit @param mayTakeOver what speaks against taking this person over at this moment */
export function changesOf(
  id: string,
  person: Person,
  others: [string, Person][],
  deed: Single,
  now: number,
  mayTakeOver: string | null,
  isLead: boolean,
): Change | string {
  if (deed.deed === 'undo') return undone(id, person, others, deed);
  if (ownersOnly.has(deed.deed) && person.owner !== null && person.owner !== deed.counter) return 'not-yours';
  if (!from[deed.deed]?.includes(person.state)) return 'wrong-state';
  const against = objection(person, deed, now, mayTakeOver, isLead);
  if (against !== null) return against;
  const moved = others.flatMap(([other, one]): [string, Person][] => {
    const patch = patchOther(person, one, deed, now);
    return patch ? [[other, patched(one, patch, deed, [])]] : [];
  });
  return {
    [id]: patched(
      person,
      patchOf(person, deed, now),
      deed,
      moved.map(([other]) => other),
    ),
    ...Object.fromEntries(moved),
  };
}

function patched(person: Person, patch: Patch, { deed, commandId }: Single, others: string[]): Person {
  const before = Object.fromEntries(Object.keys(patch).map((key) => [key, person[key as keyof Standing]]));
  return { ...person, ...patch, away: null, last: final.has(deed) ? null : { commandId, before, others } };
}

/** For everybody whom the deed had changed, or for nobody. */
function undone(
  id: string,
  person: Person,
  others: [string, Person][],
  { undoes, counter }: Single & { deed: 'undo' },
): Change | string {
  const { last } = person;
  if (last?.commandId !== undoes) return 'cannot-undo';
  const owner = person.owner ?? last.before.owner ?? null;
  if (owner !== null && owner !== counter) return 'not-yours';
  const together = others.filter(([, one]) => one.last?.commandId === undoes);
  if (
    together
      .map(([other]) => other)
      .sort()
      .join() !== [...last.others].sort().join()
  )
    return 'cannot-undo';
  return Object.fromEntries(
    [[id, person] as const, ...together].map(([other, one]) => [
      other,
      { ...one, ...one.last?.before, away: other === id ? null : one.away, last: null },
    ]),
  );
}

function objection(
  person: Person,
  deed: Single,
  now: number,
  mayTakeOver: string | null,
  isLead: boolean,
): string | null {
  const held = standing(person, now);
  switch (deed.deed) {
    case 'call':
      return held && held.counter !== deed.counter && !(isLead && held.kind === 'redirect') ? 'not-yours' : null;
    case 'call-next':
      return held && held.counter !== deed.counter ? 'not-yours' : null;
    case 'call-reserved':
      return held?.counter === deed.counter ? null : 'reservation-expired';
    case 'switch':
      return held?.kind === 'visit' && held.counter === deed.counter ? null : 'not-yours';
    case 'recall':
      return person.calledAt !== null && now - person.calledAt < recallAfterMs ? 'too-early' : null;
    case 'redirect':
      return held && held.kind !== 'redirect' && held.counter !== deed.counter ? 'not-yours' : null;
    case 'take-over':
      return person.owner === deed.counter ? 'wrong-state' : mayTakeOver;
    default:
      return null;
  }
}

function patchOf(person: Person, deed: Single, now: number): Patch {
  const { counter } = deed;
  switch (deed.deed) {
    case 'check-in':
      return { state: 'waiting', arrivedAt: now };
    case 'call-next':
    case 'call':
    case 'call-reserved':
      return { state: 'called', owner: counter, held: null, calledAt: now };
    case 'recall':
      return { calledAt: now };
    case 'appear':
      return { state: 'serving' };
    case 'miss':
      return { state: 'missed', owner: null };
    case 'park':
      return { state: 'parked', owner: null };
    case 'resume':
      return { state: 'serving', owner: counter };
    case 'redirect':
      return {
        state: 'waiting',
        owner: null,
        ...sent(deed, now),
        ...('service' in deed.to ? { service: deed.to.service } : {}),
      };
    case 'prioritise':
      return { priority: deed.priority };
    case 'switch':
      return { state: 'serving', owner: counter, held: null, calledAt: person.calledAt ?? now };
    case 'take-over':
      return { owner: counter };
    case 'finish':
      return { state: 'completed' };
    default:
      return {};
  }
}

const sent = ({ to }: Single & { deed: 'redirect' }, now: number): Patch => ({
  held: 'counter' in to ? { counter: to.counter, kind: 'redirect', until: now + redirectMs } : null,
});

/** A visit waits, is called, goes away and comes back together, and is worked on one after the other. */
function patchOther(person: Person, other: Person, deed: Single, now: number): Patch | null {
  const { counter } = deed;
  const held: Hold = { counter, kind: 'visit', until: null };
  const isHere = beside(other, person.owner ?? counter);
  switch (deed.deed) {
    case 'check-in':
      return other.state === 'scheduled' || other.state === person.state ? { state: 'waiting', arrivedAt: now } : null;
    case 'call-next':
    case 'call':
    case 'call-reserved': {
      const stands = other.held?.kind === 'visit' && other.held.counter !== counter;
      return (other.state === 'waiting' && !stands) || (other.state === 'missed' && person.state === 'missed')
        ? { state: 'waiting', held }
        : null;
    }
    case 'miss':
      return isHere ? { state: 'missed', held: null } : null;
    case 'park':
      return isHere ? { state: 'parked', held: null } : null;
    case 'resume':
      return other.state === 'parked' ? { state: 'waiting', held } : null;
    case 'redirect':
      return isHere ||
        (person.state === 'waiting' && other.state === 'waiting' && standing(other, now)?.kind !== 'visit')
        ? sent(deed, now)
        : null;
    case 'prioritise':
      return other.state === person.state ? { priority: deed.priority } : null;
    case 'switch':
      return other.state === 'serving' && other.owner === counter ? { state: 'waiting', owner: null, held } : null;
    case 'take-over':
      return isHere ? { held } : null;
    default:
      return null;
  }
}
