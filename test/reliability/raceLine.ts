import { randomUUID } from 'node:crypto';
import type { Action, Command } from '../../backend/contract/index.ts';
import { isPerishable } from '../../electron/core/kernel/outbox/outbox.ts';
import type { Answer as HttpAnswer } from '../backend/api.ts';
import type { Random } from '../fuzz/random.ts';
import type { Operation } from './linearizable.ts';
import type { Answer } from './queueModel.ts';
import type { Deed, Single } from './queueRules.ts';
import { deedOf } from './raceActions.ts';
import type { Lane, LaneCounter } from './raceOffice.ts';

type Way = 'plain' | 'twice' | 'lost-reply' | 'cut-off' | 'withdrawn';
const ways: readonly Way[] = ['plain', 'plain', 'twice', 'lost-reply', 'cut-off', 'withdrawn'];
const batchWays: readonly Way[] = ['plain', 'twice', 'lost-reply', 'withdrawn'];

/** On a busy machine; each takes the backend some seconds. */
const mostTries = 20;

export interface Ordered {
  command: Command;
  answer: Answer;
}

/**
 * The line between the counters of a lane and their backends: sending goes wrong on it in every way, and everything is
 * written down.
 */
export class RaceLine {
  readonly history: Operation<Deed, Answer>[] = [];
  readonly ways: Record<string, number> = {};
  readonly faults: string[] = [];
  readonly #lane: Lane;
  /** What the backend's clock showed when a counter last began to ask. */
  readonly #heard = new Map<string, number>();
  readonly #overSince = new Map<string, number>();

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  /** Sends one command, and does not rest before its outcome is known. */
  async order(counter: LaneCounter, command: Command, random: Random): Promise<Ordered> {
    const way = this.#way(random, ways);
    const send = (): Promise<HttpAnswer> => this.#ask(counter, random, 'POST', '/commands', command);
    const lookUp = (): Promise<HttpAnswer> => this.#ask(counter, random, 'PUT', `/commands/${command.id}/void`);
    const settle = (): Promise<HttpAnswer> => (isPerishable(command.action) ? lookUp() : send());

    const called = performance.now();
    const told: HttpAnswer[] = [];
    switch (way) {
      case 'plain':
        told.push(await send());
        break;
      case 'twice':
        told.push(...(await Promise.all([send(), send()])));
        break;
      // The reply is lost on its way back: the counter knows nothing of it.
      case 'lost-reply':
        await send();
        told.push(await settle());
        break;
      // The line breaks while the request is under way: it may arrive, also long after the counter has asked what
      // became of it.
      case 'cut-off': {
        const late = send();
        told.push(await settle(), await late);
        break;
      }
      case 'withdrawn':
        told.push(...(await Promise.all([send(), lookUp()])));
        break;
    }
    const answer = this.#only(told.map(answerOf), `${way}, ${command.action.kind}`);
    // A withdrawn command has not happened and will not: it has no place in the history.
    if (!isWithdrawn(answer)) this.#note(called, { ...deedOf(command), nows: this.#nows(called) }, answer);
    return { command, answer };
  }

  /** Sends several commands in one request. */
  async batch(counter: LaneCounter, actions: readonly Action[], random: Random): Promise<Ordered[]> {
    const commands = actions.map((action): Command => ({
      id: randomUUID(),
      counterId: counter.id,
      at: new Date().toISOString(),
      action,
    }));
    const way = this.#way(random, batchWays);
    const send = async (): Promise<Answer[]> =>
      answersOf(await this.#ask(counter, random, 'POST', '/commands/batch', { commands }));

    const called = performance.now();
    const told: Answer[][] = [];
    const one = random.below(commands.length);
    switch (way) {
      case 'twice':
        told.push(...(await Promise.all([send(), send()])));
        break;
      case 'withdrawn': {
        const [all, withdrawn] = await Promise.all([
          send(),
          this.#ask(counter, random, 'PUT', `/commands/${commands[one]?.id ?? ''}/void`),
        ]);
        told.push(all, all.with(one, answerOf(withdrawn)));
        break;
      }
      case 'lost-reply':
        await send();
        told.push(await send());
        break;
      default:
        told.push(await send());
    }
    const answers = commands.map((command, n) =>
      this.#only(
        told.map((each) => each[n] ?? { refused: 'no answer' }),
        `batch ${way}, ${command.action.kind}`,
      ),
    );
    const happened = commands.flatMap((command, n): { deed: Single; answer: Answer }[] =>
      isWithdrawn(answers[n]) ? [] : [{ deed: deedOf(command), answer: answers[n]! }],
    );
    this.#note(
      called,
      { deed: 'batch', counter: counter.id, deeds: happened.map(({ deed }) => deed), nows: this.#nows(called) },
      { answers: happened.map(({ answer }) => answer) },
    );
    return commands.map((command, n) => ({ command, answer: answers[n]! }));
  }

  async look(): Promise<void> {
    const called = performance.now();
    await this.#lane.lookWhoIsAway();
    this.#note(called, { deed: 'look', nows: this.#nows(called) }, { applied: null });
  }

  /**
   * Always as long ago as the first time: what the backend has noted by itself in between stays, and no lease ends
   * backwards.
   */
  async endLease(counter: string, ms: number): Promise<void> {
    const called = performance.now();
    const ago = this.#overSince.get(counter) ?? ms;
    this.#overSince.set(counter, ago);
    await this.#lane.endLease(counter, ago);
    this.#note(called, { deed: 'lease-over', counter, until: -ago }, { applied: null });
  }

  async #ask(
    counter: LaneCounter,
    random: Random,
    method: 'POST' | 'PUT',
    path: string,
    body?: object,
  ): Promise<HttpAnswer> {
    const { clock } = this.#lane.ground;
    const called = performance.now();
    const isNews = clock !== null && this.#heard.get(counter.id) !== clock.now && clock.hasMoved;
    if (clock) this.#heard.set(counter.id, clock.now);
    const ask = (): Promise<HttpAnswer> => this.#lane.ground.ask(random, method, path, counter.token, body);
    let answer = await ask();
    // What a counter does when the backend has no time: it asks again with the same id.
    for (let tries = 1; answer.status === 503 && tries < mostTries; tries += 1) answer = await ask();
    // Every request is a sign of life; it matters only where the clock has moved since the one before it, or while it
    // was under way.
    const nows = this.#nows(called);
    if (nows.length > 1) this.#heard.delete(counter.id);
    if (isNews || nows.length > 1)
      this.#note(called, { deed: 'sign-of-life', counter: counter.id, nows }, { applied: null });
    return answer;
  }

  #nows(called: number): number[] {
    return this.#lane.ground.clock?.shownSince(called) ?? [0];
  }

  #note(called: number, input: Deed, output: Answer): void {
    this.history.push({ called, answered: performance.now(), input, output });
  }

  #way(random: Random, from: readonly Way[]): Way {
    const way = random.pick(from);
    this.ways[way] = (this.ways[way] ?? 0) + 1;
    return way;
  }

  #only(answers: readonly Answer[], what: string): Answer {
    const [first] = answers;
    if (!first) throw new Error('no answer');
    if (answers.some((answer) => JSON.stringify(answer) !== JSON.stringify(first)))
      this.faults.push(`two answers to one id (${what}): ${JSON.stringify(answers)}`);
    return first;
  }
}

const isWithdrawn = (answer: Answer | undefined): boolean =>
  answer !== undefined && 'refused' in answer && answer.refused === 'voided';

function answersOf({ status, body }: HttpAnswer): Answer[] {
  if (status !== 200) throw new Error(`the backend failed: ${JSON.stringify(body)}`);
  return (body['answers'] as Record<string, unknown>[]).map((each) => answerOf({ status, type: '', body: each }));
}

function answerOf({ status, body }: HttpAnswer): Answer {
  if (body['status'] === 'applied') return { applied: (body['appointmentId'] ?? null) as string | null };
  if (status >= 500) throw new Error(`the backend failed: ${JSON.stringify(body)}`);
  return { refused: String(body['code']) };
}
