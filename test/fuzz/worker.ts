import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './fuzz.ts';
import { targets } from './registry.ts';

/** One reader in a thread of its own: a hang can be ended from outside, and its memory has a limit. */
const { name, seed, from, to, progress } = workerData as {
  name: string;
  seed: number;
  from: number;
  to: number;
  progress: SharedArrayBuffer;
};
const at = new Int32Array(progress);
const target = targets.find((one) => one.name === name);
if (!target) throw new Error(`no reader is called ${name}`);
parentPort?.postMessage(fuzz(target, { seed, from, to, before: (input) => Atomics.store(at, 0, input) }));
