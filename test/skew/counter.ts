import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Result, Snapshots } from '../../electron/contract/index.ts';
import type { FromCounter, ToCounter } from './counterProgram.ts';

/** A counter of some version in a process of its own. */
export interface SkewCounter {
  look(): Promise<Snapshots>;
  /** Fails the test when the answer is an error. `name` need not be one that this version knows. */
  must(name: string, input: unknown): Promise<unknown>;
  until(what: string, condition: (now: Snapshots) => boolean): Promise<Snapshots>;
  /** Ends it as a person does. */
  stop(): Promise<void>;
  /** SIGKILL: its store keeps a log. */
  kill(): Promise<void>;
}

/** Against a counter that hangs. */
const limitMs = 60_000;

/** @param onLook is shown everything that anybody looks at, for as long as it runs */
export async function startSkewCounter(
  tree: string,
  dataDir: string,
  backendUrl: string,
  onLook: (now: Snapshots) => void = () => {},
): Promise<SkewCounter> {
  const child = fork(join(tree, 'test/skew/counterProgram.ts'), [dataDir, backendUrl], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const waiting = new Map<number, { answered: (value: unknown) => void; failed: (error: Error) => void }>();
  const exited = once(child, 'exit').then(() => {
    for (const { failed } of waiting.values()) failed(new Error(`the counter ended: ${said.slice(-1_500)}`));
    waiting.clear();
  });
  let lastId = 0;
  const exchange = (message: Omit<ToCounter, 'id'> | null): Promise<unknown> =>
    new Promise((answered, failed) => {
      const id = message ? (lastId += 1) : 0;
      waiting.set(id, { answered, failed });
      if (message) child.send({ id, ...message });
    });
  child.on('message', ({ id, value }: FromCounter) => {
    waiting.get(id)?.answered(value);
    waiting.delete(id);
  });
  await exchange(null);
  const look = async (): Promise<Snapshots> => {
    const now = (await exchange({})) as Snapshots;
    onLook(now);
    return now;
  };
  return {
    look,
    async must(name, input) {
      const answer = (await exchange({ ask: { name, input } })) as Result<unknown>;
      if (!answer.ok) throw new Error(`${name} was refused: ${answer.error.code}`);
      return answer.value;
    },
    async until(what, condition) {
      const end = Date.now() + limitMs;
      for (;;) {
        const now = await look();
        if (condition(now)) return now;
        if (Date.now() > end)
          throw new Error(
            `waited in vain for: ${what}; ${JSON.stringify([now.connection, now.outbox.entries, now.session.problem])}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async stop() {
      await exchange({ stop: true });
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
