import type { Input, RequestName, Result, Snapshots } from '../../electron/contract/index.ts';
import { startCounter } from '../support/counter.ts';

/**
 * A counter of the tree in which this file lies, on simulated devices. The skew test runs this file of an older
 * revision beside today's: what is said here between a test and its counter stays as it is. The first revision that has
 * this file is the old side (`oldSide.ts`).
 */

export interface ToCounter {
  id: number;
  ask?: { name: string; input: unknown };
  stop?: true;
}
/** `value`: the answer to `ask`, or else what the counter shows. */
export interface FromCounter {
  id: number;
  value: unknown;
}

const [dataDir = '', backendUrl = ''] = process.argv.slice(2);
const counter = await startCounter({ backendUrl, dataDir, keep: true });

async function answer({ ask, stop }: ToCounter): Promise<Result<unknown> | Snapshots | null> {
  if (stop) return counter.stop().then(() => null);
  return ask ? counter.ask(ask.name as RequestName, ask.input as Input<RequestName>) : counter.now();
}

process.on(
  'message',
  (message: ToCounter) =>
    void answer(message).then((value) => {
      process.send?.({ id: message.id, value } satisfies FromCounter);
      if (message.stop) process.disconnect();
    }),
);
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0, value: null } satisfies FromCounter);
