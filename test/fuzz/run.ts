import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Finding, Run } from './fuzz.ts';
import { targets } from './registry.ts';

/**
 * `npm run fuzz -- [--count=1000000] [--seed=n] [--only=part of a name] [--from=first input] [--threads=n]`
 *
 * Each input follows from reader, seed and number alone, so `--seed --only --from --count=1` repeats a finding.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string', default: '' },
    from: { type: 'string', default: '0' },
    threads: { type: 'string', default: String(Math.max(1, availableParallelism() - 1)) },
  },
});
const [count, seed, from, threads] = [values.count, values.seed, values.from, values.threads].map(Number) as [
  number,
  number,
  number,
  number,
];
if (![count, seed, from, threads].every((n) => Number.isSafeInteger(n) && n >= 0) || threads < 1) {
  console.error('Numbers are needed for --count, --seed, --from and --threads.');
  process.exit(2);
}

const stuckAfterMs = 20_000;
const memoryMb = 256;
const tellEveryMs = 15_000;
const chosen = targets.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) {
  console.error(
    `No reader's name contains "${values.only}". There are: ${targets.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

console.log(`${chosen.length} readers, ${count.toLocaleString('en')} inputs each, seed ${seed}, ${threads} at a time`);
const waiting = [...chosen];
const findings: Finding[] = [];
const began = performance.now();
await Promise.all(
  Array.from({ length: threads }, async () => {
    for (let target = waiting.shift(); target; target = waiting.shift()) {
      const run = await inThread(target.name);
      if (run.finding) findings.push(run.finding);
      const rate = Math.round(run.inputs / (run.ms / 1000));
      console.log(
        `${run.finding ? 'FAIL' : 'ok  '} ${target.name.padEnd(28)} ${run.inputs.toLocaleString('en').padStart(10)} inputs ${(run.ms / 1000).toFixed(1).padStart(7)} s ${rate.toLocaleString('en').padStart(8)}/s  slowest ${run.slowestMs.toFixed(1)} ms`,
      );
    }
  }),
);

for (const { target, seed: of, input, what, hex } of findings) {
  console.log(
    `\n${target}: ${what}\n  input ${hex}\n  again: npm run fuzz -- --only=${target} --seed=${of} --from=${input} --count=1`,
  );
}
console.log(
  `\n${findings.length === 0 ? 'nothing found' : `${findings.length} findings`} in ${Math.round((performance.now() - began) / 1000)} s, seed ${seed}`,
);
process.exitCode = findings.length === 0 ? 0 : 1;

function inThread(name: string): Promise<Run> {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  const startedAt = performance.now();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { name, seed, from, to: from + count, progress },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  return new Promise((resolve) => {
    let last = -1;
    let since = performance.now();
    let toldAt = since;
    const settle = (run: Run): void => {
      clearInterval(watch);
      void worker.terminate();
      resolve(run);
    };
    const failed = (what: string): void => {
      const input = Atomics.load(at, 0);
      settle({
        inputs: input - from,
        ms: performance.now() - startedAt,
        slowestMs: 0,
        finding: { target: name, seed, input, what, hex: '(see the number)' },
      });
    };
    const watch = setInterval(() => {
      const now = performance.now();
      const input = Atomics.load(at, 0);
      if (input !== last) [last, since] = [input, now];
      else if (now - since > stuckAfterMs) failed(`hangs: no end after ${stuckAfterMs / 1000} s`);
      if (now - toldAt > tellEveryMs) {
        toldAt = now;
        console.log(`     ${name}: ${(input - from).toLocaleString('en')}`);
      }
    }, 500);
    worker.once('message', (run: Run) => settle(run));
    worker.once('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `needs more than ${memoryMb} MB` : error.message),
    );
  });
}
