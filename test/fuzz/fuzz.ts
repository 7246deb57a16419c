import { mutate } from './mutate.ts';
import { randomOf } from './random.ts';
import type { Target } from './target.ts';

/** Coarse on purpose: other programs run too. An input that is slow twice is slow. */
const slowMs = 1000;

export interface Finding {
  target: string;
  seed: number;
  input: number;
  what: string;
  hex: string;
}
export interface Run {
  inputs: number;
  ms: number;
  slowestMs: number;
  finding: Finding | null;
}

export interface Plan {
  seed: number;
  /** Numbers of the inputs: `from` up to, not with, `to`. */
  from: number;
  to: number;
  /** Stop after so many milliseconds. */
  withinMs?: number;
  /** Told each input's number before it is tried, so that somebody outside can tell a hang. */
  before?(input: number): void;
}

/** Tries one reader with many inputs; ends with the first finding. */
export function fuzz(target: Target, { seed, from, to, withinMs = Infinity, before = () => {} }: Plan): Run {
  const began = performance.now();
  let slowestMs = 0;
  let input = from;
  for (; input < to; input++) {
    before(input);
    let attempt = tryOne(target, seed, input);
    if (attempt.ms > slowMs) attempt = tryOne(target, seed, input);
    slowestMs = Math.max(slowestMs, attempt.ms);
    const what = attempt.what ?? (attempt.ms > slowMs ? `took ${Math.round(attempt.ms)} ms, twice` : null);
    if (what !== null)
      return {
        inputs: input - from + 1,
        ms: performance.now() - began,
        slowestMs,
        finding: { target: target.name, seed, input, what, hex: attempt.hex() },
      };
    if (performance.now() - began > withinMs)
      return { inputs: input - from + 1, ms: performance.now() - began, slowestMs, finding: null };
  }
  return { inputs: to - from, ms: performance.now() - began, slowestMs, finding: null };
}

function tryOne(target: Target, seed: number, number: number): { ms: number; what: string | null; hex(): string } {
  const random = randomOf(target.name, seed, number);
  const input = mutate(target.seeds, random);
  const given = Buffer.from(input);
  const began = performance.now();
  let what: string | null = null;
  try {
    target.attempt(input, random);
    if (given.compare(input) !== 0) what = 'the reader changed its input';
  } catch (error) {
    what = error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error);
  }
  return { ms: performance.now() - began, what, hex: () => given.toString('hex') };
}
