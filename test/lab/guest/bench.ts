import { fork } from 'node:child_process';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Deeds, Order, Report } from './hardware.ts';

/** What every chapter of the suite uses: waiting, checking, the played hardware. */

export const folder = import.meta.dirname;
export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `look` gives something. The machine is slow: a check fails by what it saw, the time is only an end. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | null | 0 | Promise<T | undefined | false | null | 0>,
  withinMs = 45_000,
): Promise<T> {
  for (const end = Date.now() + withinMs; ;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await rest(20);
  }
}

export function same(what: string, seen: unknown, expected: unknown): void {
  if (isDeepStrictEqual(seen, expected)) return;
  if (Array.isArray(seen) && Array.isArray(expected) && expected.length > 20) {
    const at = expected.findIndex((value, index) => !isDeepStrictEqual(value, seen[index]));
    throw new Error(
      `${what}: ${seen.length} instead of ${expected.length}; number ${at} is ${JSON.stringify(seen[at])}, expected ${JSON.stringify(expected[at])}`,
    );
  }
  throw new Error(
    `${what}: ${JSON.stringify(seen)?.slice(0, 300)}, expected ${JSON.stringify(expected)?.slice(0, 300)}`,
  );
}

/** Is `seen` of this shape? Only the members named in `part` count. */
export function includes(what: string, seen: unknown, part: Record<string, unknown>): void {
  const picked = Object.fromEntries(
    Object.keys(part).map((key) => [key, (seen as Record<string, unknown> | undefined)?.[key]]),
  );
  same(what, picked, part);
}

const outcomes = { passed: 0, failed: 0 };
let lastLines: () => string[] = () => [];

/** What is printed below a proof that failed, beside the failure. */
export function explainFailures(lines: () => string[]): void {
  lastLines = lines;
}

/** One proof, named by a sentence. A failed one does not stop the others. */
export async function proves(sentence: string, proof: () => Promise<string | void>): Promise<void> {
  const began = Date.now();
  try {
    const note = await proof();
    outcomes.passed += 1;
    console.log(`ok      ${sentence}${note ? ` (${note})` : ''} [${Date.now() - began} ms]`);
  } catch (thrown) {
    outcomes.failed += 1;
    console.log(
      `NOT OK  ${sentence} [${Date.now() - began} ms]\n        ${thrown instanceof Error ? thrown.stack : String(thrown)}`,
    );
    for (const line of lastLines()) console.log(`        ${line}`);
  }
}

export const result = (): { passed: number; failed: number } => ({ ...outcomes });

type Input<D extends keyof Deeds> = Parameters<Deeds[D]> extends [infer I] ? I : undefined;
export interface Hardware {
  do<D extends keyof Deeds>(
    deed: D,
    ...input: Input<D> extends undefined ? [] : [Input<D>]
  ): Promise<Awaited<ReturnType<Deeds[D]>>>;
}

/** Starts the process that plays the hardware. */
export async function startHardware(): Promise<Hardware & { end(): void }> {
  const child = fork(path.join(folder, 'hardware.js'), [], { serialization: 'advanced' });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  await new Promise<void>((resolve) => {
    child.on('message', (report: Report) => {
      if ('ready' in report) return resolve();
      const it = waiting.get(report.id);
      waiting.delete(report.id);
      if ('error' in report) it?.reject(new Error(`hardware: ${report.error}`));
      else it?.resolve(report.value);
    });
  });
  return {
    do(deed, ...input) {
      last += 1;
      const order: Order = { id: last, deed, input: input[0] };
      child.send(order);
      return new Promise((resolve, reject) =>
        waiting.set(order.id, { resolve: resolve as (value: unknown) => void, reject }),
      );
    },
    end: () => child.disconnect(),
  };
}

/** An order to the far end of QEMU's own serial cable, outside of this machine. */
export const cable = (order: string): void => console.log(`[cable] ${order}`);
