import { randomUUID } from 'node:crypto';
import type { Action, Command } from '../../backend/contract/index.ts';
import { ask, type Answer as HttpAnswer } from '../backend/api.ts';
import { isPerishable } from '../../electron/core/outbox/outbox.ts';
import { randomOf, type Random } from '../fuzz/random.ts';
import { checkHistory, type Operation } from './linearizable.ts';
import { queueModel, type Answer, type Deed, type Queue } from './queueModel.ts';
import type { Lane, LaneCounter } from './raceOffice.ts';

/**
 * One race: several counters want the same few people at once, click twice, lose replies, repeat requests and withdraw what they do not know about, hold people, send
 * them to each other and take over from those who seem to be gone.
 * Everything that chance decides follows from the seed; the order in which requests meet does not, which is the point of a race.
 */

export interface RaceResult { operations: number; /** How often each way of sending was used. */ ways: Record<string, number>; /** What is wrong, in words; empty when nothing is. */ faults: string[] }

type Way = 'plain' | 'twice' | 'lost-reply' | 'cut-off' | 'withdrawn';
const ways: readonly Way[] = ['plain', 'plain', 'twice', 'lost-reply', 'cut-off', 'withdrawn'];


export async function race(lane: Lane, urls: readonly string[], clock: Clock | null, seed: string): Promise<RaceResult> {
  const random = randomOf(seed);
  const people = Array.from({ length: 1 + random.below(4) }, (_, n) => ({ id: `${lane.name}-${seed}-${n}`, state: random.pick(['waiting', 'waiting', 'waiting', 'parked', 'scheduled'] as const) }));
  await lane.fill(people);
  const initial: Queue = Object.fromEntries(people.map(({ id, state }) => [id, { state, owner: null, held: null, last: null }]));
  const history: Operation<Deed, Answer>[] = [];
  const result: RaceResult = { operations: 0, ways: {}, faults: [] };
  const racing = lane.counters.slice(0, 2 + random.below(lane.counters.length - 1));
  const byHand: Hand = { counters: lane.counters.map(({ id }) => id), clock, urls, history, result, ids: people.map(({ id }) => id) };
  await Promise.all(racing.map((counter, n) => raceAt(counter, randomOf(seed, n), byHand)));

  const now = performance.now();
  history.push({ called: now, answered: now, input: { deed: 'read' }, output: { seen: await lane.look(byHand.ids) } });
  result.operations = history.length;
  const verdict = checkHistory(history, queueModel(initial));
  if (!verdict.linearizable) result.faults.push(`no order explains the history:\n${describe(history, verdict.longest)}`);
  return result;
}

/** The clock of a backend in this process. */
export interface Clock { aheadMs: number }

interface Ordered { command: Command; answer: Answer }
interface Hand { /** All counters of the lane. */ counters: string[]; clock: Clock | null; urls: readonly string[]; history: Operation<Deed, Answer>[]; result: RaceResult; ids: string[] }

/** A counter with a clerk who presses whatever could make sense, and some things that do not. */
async function raceAt(counter: LaneCounter, random: Random, hand: Hand): Promise<void> {
  let mine: string | null = null;
  let last: { id: string; person: string } | null = null as { id: string; person: string } | null;
  for (let press = 0; press < 4; press += 1) {
    // Leases run out and come back: the backend's clock is set ahead, or back again.
    if (hand.clock && random.chance(12)) hand.clock.aheadMs = random.pick([0, 100_000]);
    const person: string = mine !== null && !random.chance(5) ? mine : random.pick(hand.ids);
    const undo: typeof last = last !== null && random.chance(5) ? last : null;
    const action: Action = undo
      ? { kind: 'undo', appointmentId: undo.person, commandId: undo.id }
      : mine === null && !random.chance(3) ? { kind: 'call-next' } : anyAction(random, person, hand.counters);
    const clicks = random.chance(4) ? 2 : 1;
    const answers: Ordered[] = await Promise.all(Array.from({ length: clicks }, () => order(counter, action, random, hand)));
    for (const { command, answer } of answers) {
      if (!('applied' in answer) || answer.applied === null) continue;
      last = { id: command.id, person: answer.applied };
      mine = ['call-next', 'call', 'call-reserved', 'resume', 'take-over', 'appear', 'recall'].includes(action.kind) ? answer.applied : null;
    }
  }
}

function anyAction(random: Random, appointmentId: string, counters: readonly string[]): Action {
  switch (random.below(12)) {
    case 0: return { kind: 'call', appointmentId };
    case 1: return { kind: 'resume', appointmentId };
    case 2: return { kind: 'park', appointmentId, reason: 'Kopie' };
    case 3: return { kind: 'miss', appointmentId };
    case 4: return { kind: 'finish', appointmentId, outcome: 'completed' };
    case 5: return { kind: 'check-in', appointmentId };
    case 6: return { kind: 'redirect', appointmentId, to: { counterId: random.pick(counters) }, reason: 'Fachfrage' };
    case 7: return { kind: 'reserve', count: random.chance(2) ? 20 : 0 };
    case 8: return { kind: 'call-reserved', appointmentId };
    case 9: return { kind: 'recall', appointmentId };
    case 10: return { kind: 'take-over', appointmentId };
    default: return { kind: 'appear', appointmentId };
  }
}

/** Sends one command in one of the ways in which sending goes wrong, and does not rest before its outcome is known. */
async function order(counter: LaneCounter, action: Action, random: Random, hand: Hand): Promise<Ordered> {
  const command: Command = { id: randomUUID(), counterId: counter.id, at: new Date().toISOString(), action };
  const way = random.pick(ways);
  hand.result.ways[way] = (hand.result.ways[way] ?? 0) + 1;
  const send = (): Promise<HttpAnswer> => ask(random.pick(hand.urls), 'POST', '/commands', { token: counter.token, body: command });
  const lookUp = (): Promise<HttpAnswer> => ask(random.pick(hand.urls), 'PUT', `/commands/${command.id}/void`, { token: counter.token });
  const settle = (): Promise<HttpAnswer> => (isPerishable(action) ? lookUp() : send());

  const called = performance.now();
  const told: HttpAnswer[] = [];
  switch (way) {
    case 'plain': told.push(await send()); break;
    case 'twice': told.push(...(await Promise.all([send(), send()]))); break;
    // The reply is lost on its way back: the counter knows nothing of it.
    case 'lost-reply': await send(); told.push(await settle()); break;
    // The line breaks while the request is under way: it may arrive, also long after the counter has asked what became of it.
    case 'cut-off': {
      const late = send();
      told.push(await settle(), await late);
      break;
    }
    case 'withdrawn': told.push(...(await Promise.all([send(), lookUp()]))); break;
  }
  const answers = told.map(answerOf);
  const [first] = answers;
  if (!first) throw new Error('no answer');
  if (answers.some((answer) => JSON.stringify(answer) !== JSON.stringify(first))) hand.result.faults.push(`two answers to one id (${way}, ${action.kind}): ${JSON.stringify(answers)}`);
  // A withdrawn command has not happened and will not: it has no place in the history.
  if (!('refused' in first && first.refused === 'voided')) hand.history.push({ called, answered: performance.now(), input: deedOf(command), output: first });
  return { command, answer: first };
}

function answerOf({ status, body }: HttpAnswer): Answer {
  if (body['status'] === 'applied') return { applied: (body['appointmentId'] ?? null) as string | null };
  if (status >= 500) throw new Error(`the backend failed: ${JSON.stringify(body)}`);
  return { refused: String(body['code']) };
}

function deedOf({ id: commandId, counterId: counter, action }: Command): Deed {
  if (action.kind === 'undo') return { deed: 'undo', counter, commandId, person: action.appointmentId, undoes: action.commandId };
  if (action.kind === 'redirect') return { deed: 'redirect', counter, commandId, person: action.appointmentId, to: 'counterId' in action.to ? action.to.counterId : '' };
  if (action.kind === 'reserve') return { deed: 'reserve', counter, commandId, all: action.count > 0 };
  if (action.kind === 'call-next') return { deed: 'call-next', counter, commandId };
  if ('appointmentId' in action) return { deed: action.kind as 'call', counter, commandId, person: action.appointmentId };
  throw new Error(`no race has the action ${action.kind}`);
}

function describe(history: readonly Operation<Deed, Answer>[], longest: readonly number[]): string {
  const start = Math.min(...history.map(({ called }) => called));
  return history.map(({ called, answered, input, output }, position) =>
    `${longest.includes(position) ? '  ' : '> '}${(called - start).toFixed(1)}–${(answered - start).toFixed(1)} ms ${JSON.stringify(input)} → ${JSON.stringify(output)}`).join('\n');
}
