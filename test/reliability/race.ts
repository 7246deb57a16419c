import { randomUUID } from 'node:crypto';
import type { Action } from '../../backend/contract/index.ts';
import { randomOf, type Random } from '../fuzz/random.ts';
import { checkHistory, type Operation } from './linearizable.ts';
import { queueModel, type Answer } from './queueModel.ts';
import type { Deed, Person, Queue, Single } from './queueRules.ts';
import { anyAction, likelyAction } from './raceActions.ts';
import type { Lane, LaneCounter, NewPerson } from './raceOffice.ts';
import { RaceLine, type Ordered } from './raceLine.ts';

/**
 * One race: several counters want the same few people at once, click twice, lose replies, repeat requests, withdraw
 * what they do not know about and give calls up, hold people, send them to each other, fall silent, and take over from
 * those who seem to be gone. Everything that chance decides follows from the seed; the order in which requests meet
 * does not, which is the point of a race.
 */

export interface RaceResult {
  operations: number;
  /** How often each way of sending was used. */
  ways: Record<string, number>;
  /** How often each deed had each outcome. */
  outcomes: Record<string, number>;
  /** What is wrong, in words; empty when nothing is. */
  faults: string[];
}

const mostPresses = 7;
/** Not a fault of the backend as far as one knows, and none that may be passed over. */
export const undecided = 'nobody knows whether an order explains';
const leaseMs = 90_000;

export async function race(lane: Lane, seed: string, mostTries?: number): Promise<RaceResult> {
  const random = randomOf(seed);
  const people = newPeople(lane, seed, random);
  await lane.fill(people);
  const line = new RaceLine(lane);
  const racing = lane.counters.slice(0, 2 + random.below(lane.counters.length - 1));
  const hand: Hand = {
    isTimeless: random.chance(2),
    lane,
    line,
    ids: people.map(({ id }) => id),
    family: people.flatMap(({ id, visit }) => (visit ? [id] : [])),
    given: [],
    desks: [],
  };
  const failed = (await Promise.allSettled(racing.map((counter, n) => raceAt(counter, randomOf(seed, n), hand)))).find(
    ({ status }) => status === 'rejected',
  );
  if (failed) line.faults.push(String((failed as PromiseRejectedResult).reason));

  const now = performance.now();
  line.history.push({ called: now, answered: now, input: { deed: 'read' }, output: { seen: await lane.read() } });
  if (line.faults.length === 0) {
    const { linearizable, longest } = checkHistory(line.history, modelOf(lane, people, line.history), mostTries);
    if (linearizable !== true)
      line.faults.push(
        `${linearizable === false ? 'no order explains' : undecided} the history:\n${describe(line.history, longest)}`,
      );
  }
  return { operations: line.history.length, ways: line.ways, outcomes: outcomesOf(line.history), faults: line.faults };
}

/** One to seven people; now and then some of them are a family. */
function newPeople(lane: Lane, seed: string, random: Random): NewPerson[] {
  const count = 1 + random.below(7);
  const together = random.chance(2) ? 0 : Math.min(count, 2 + random.below(3));
  return Array.from({ length: count }, (_, n) => ({
    id: `${lane.name}${seed}-${n}`,
    state: random.pick(['waiting', 'waiting', 'waiting', 'waiting', 'parked', 'scheduled'] as const),
    service: random.pick(lane.services),
    visit: n < together ? `${lane.name}${seed}` : null,
  }));
}

function modelOf(
  lane: Lane,
  people: readonly NewPerson[],
  history: readonly Operation<Deed, Answer>[],
): ReturnType<typeof queueModel> {
  const person = ({ state, service, visit }: NewPerson): Person => ({
    state,
    owner: null,
    held: null,
    service,
    priority: false,
    calledAt: null,
    arrivedAt: null,
    visit,
    away: null,
    last: null,
  });
  const initial: Queue = {
    people: Object.fromEntries(people.map((one) => [one.id, person(one)])),
    leases: Object.fromEntries(lane.counters.map(({ id }) => [id, leaseMs])),
    fates: {},
  };
  const deeds = history.flatMap(({ input }): (Deed | Single)[] => (input.deed === 'batch' ? input.deeds : [input]));
  const forgotten = new Set(deeds.flatMap((deed) => (deed.deed === 'forget-call' ? [deed.forgets] : [])));
  return queueModel(initial, {
    counters: Object.fromEntries(lane.counters.map((counter) => [counter.id, counter])),
    isSteered: lane.ground.clock !== null,
    forgotten,
  });
}

export interface Hand {
  /** The backend's clock stands still: nobody's lease runs out. */
  isTimeless: boolean;
  lane: Lane;
  line: RaceLine;
  /** Everybody who is there. */
  ids: string[];
  /** Of those who came together. */
  family: string[];
  /** Ids of all commands that were sent so far. */
  given: string[];
  desks: Desk[];
}

/** A counter with a clerk who presses whatever could make sense, and some things that do not. */
async function raceAt(counter: LaneCounter, random: Random, hand: Hand): Promise<void> {
  const desk: Desk = { here: null, last: null };
  hand.desks.push(desk);
  // Who stops early falls silent with whoever is there.
  for (let presses = 1 + random.below(mostPresses); presses > 0; presses -= 1) {
    const isLater = await timePasses(random, hand);
    const action = nextAction(desk, isLater, random, hand);
    for (const ordered of await sendSomehow(counter, action, random, hand)) note(desk, hand, ordered);
  }
}

/** What the clerk believes. */
interface Desk {
  here: { person: string; state: 'called' | 'serving' } | null;
  last: { id: string; person: string } | null;
}

function nextAction({ here, last }: Desk, isLater: boolean, random: Random, hand: Hand): Action {
  if (last && random.chance(5)) return { kind: 'undo', appointmentId: last.person, commandId: last.id };
  if (here && !random.chance(4)) return likelyAction(random, here, hand);
  const elsewhere = hand.desks.flatMap((desk) => desk.here?.person ?? []);
  if (!here && elsewhere.length > 0 && random.chance(isLater ? 1 : 4))
    return { kind: 'take-over', appointmentId: random.pick(elsewhere) };
  return here || random.chance(2) ? anyAction(random, random.pick(hand.ids), hand) : { kind: 'call-next' };
}

async function sendSomehow(counter: LaneCounter, action: Action, random: Random, hand: Hand): Promise<Ordered[]> {
  if (isForgettable(action) && random.chance(3)) return giveUp(counter, action, random, hand);
  const any = (): Action => anyAction(random, random.pick(hand.ids), hand);
  if (random.chance(8)) return hand.line.batch(counter, [action, any(), ...(random.chance(2) ? [any()] : [])], random);
  return Promise.all(Array.from({ length: random.chance(4) ? 2 : 1 }, () => order(counter, action, random, hand)));
}

const brings: Partial<Record<Action['kind'], 'called' | 'serving'>> = {
  'call-next': 'called',
  call: 'called',
  'call-reserved': 'called',
  recall: 'called',
  appear: 'serving',
  resume: 'serving',
  switch: 'serving',
  'record-step': 'serving',
  'take-over': 'serving',
};

function note(desk: Desk, hand: Hand, { command: { id, action }, answer }: Ordered): void {
  if (!('applied' in answer) || answer.applied === null) return;
  if (!hand.ids.includes(answer.applied)) hand.ids.push(answer.applied);
  if (action.kind === 'walk-in' || action.kind === 'prioritise') return;
  const state = brings[action.kind];
  desk.here = state ? { person: answer.applied, state } : null;
  desk.last = action.kind === 'forget-call' ? null : { id, person: answer.applied };
}

const isForgettable = ({ kind }: Action): boolean => kind === 'call-next' || kind === 'call' || kind === 'resume';

async function order(
  counter: LaneCounter,
  action: Action,
  random: Random,
  hand: Hand,
  id = randomUUID(),
): Promise<Ordered> {
  hand.given.push(id);
  return hand.line.order(counter, { id, counterId: counter.id, at: new Date().toISOString(), action }, random);
}

/**
 * The counter does not wait for the answer to its call and goes on without: the giving up arrives before the call,
 * after it or while it is decided; also twice, also beside a click on "take back", and beside the call of the next one.
 */
async function giveUp(counter: LaneCounter, action: Action, random: Random, hand: Hand): Promise<Ordered[]> {
  const id = randomUUID();
  const call = (): Promise<Ordered> => order(counter, action, random, hand, id);
  const forget = (): Promise<Ordered> => order(counter, { kind: 'forget-call', commandId: id }, random, hand);
  const isFirst = random.chance(3);
  const sooner = isFirst ? forget() : call();
  const known = random.chance(3) ? await sooner : null;
  const answers = [sooner, isFirst ? call() : forget()];
  if (random.chance(3)) answers.push(forget());
  if (random.chance(4))
    answers.push(
      order(
        counter,
        {
          kind: 'undo',
          appointmentId:
            known && 'applied' in known.answer && known.answer.applied ? known.answer.applied : random.pick(hand.ids),
          commandId: id,
        },
        random,
        hand,
      ),
    );
  if (random.chance(3)) answers.push(order(counter, { kind: 'call-next' }, random, hand));
  return Promise.all(answers);
}

const [minute, hour] = [60_000, 3_600_000];
/**
 * All of them several minutes apart or equal: a lease (90 s) is renewed when a third of it has passed, and at once when
 * the clock goes back.
 */
const jumps = [minute, 2 * minute, 2 * minute, 2 * minute, 11 * minute, 61 * minute, 5 * hour, -2 * minute, -24 * hour];

/**
 * Leases run out and reservations end, the backend looks who is away, and its clock is set back. Did anything of that
 * happen?
 */
async function timePasses(random: Random, { lane, line, isTimeless }: Hand): Promise<boolean> {
  if (isTimeless) return false;
  const { clock } = lane.ground;
  const isLater = random.chance(6);
  if (isLater) {
    if (clock) clock.set(clock.now + random.pick(jumps));
    else await line.endLease(random.pick(lane.counters).id, random.pick([2 * minute, 11 * minute]));
  }
  if (random.chance(10)) await line.look();
  return isLater;
}

function outcomesOf(history: readonly Operation<Deed, Answer>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (deed: string, answer: Answer | undefined): void => {
    const outcome =
      answer && 'refused' in answer
        ? answer.refused
        : answer && 'applied' in answer && answer.applied === null
          ? 'nobody'
          : 'done';
    counts[`${deed} ${outcome}`] = (counts[`${deed} ${outcome}`] ?? 0) + 1;
  };
  for (const { input, output } of history) {
    if (input.deed === 'batch' && output && 'answers' in output)
      for (const [n, deed] of input.deeds.entries()) count(deed.deed, output.answers[n]);
    else count(input.deed, output);
  }
  return counts;
}

function describe(history: readonly Operation<Deed, Answer>[], longest: readonly number[]): string {
  const start = Math.min(...history.map(({ called }) => called));
  return history
    .map(
      ({ called, answered, input, output }, position) =>
        `${longest.includes(position) ? '  ' : '> '}${(called - start).toFixed(1)}–${(answered - start).toFixed(1)} ms ${JSON.stringify(input)} → ${JSON.stringify(output)}`,
    )
    .join('\n');
}
