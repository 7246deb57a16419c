import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Input, Output, RequestName, Result, Snapshots } from '../../electron/contract/index.ts';
import type { Settings } from '../../electron/core/kernel/settings/settings.ts';
import type { FromCounter, Moment, ToCounter } from './counterProcess.ts';

/**
 * A counter in its own process, as a test sees it. Questions that a dead counter cannot answer are answered with null.
 */
export interface CounterAsProcess {
  ask<N extends RequestName>(name: N, input: Input<N>): Promise<Result<Output<N>> | null>;
  look(): Promise<Snapshots | null>;
  log: string[];
  alive(): boolean;
  killHost(): void;
  /** Tells it to do something to its surroundings; see `ToCounter`. */
  tell(message: ToCounter): void;
  pid: number | undefined;
  /** SIGKILL: nothing is said and nothing is cleaned up. */
  kill(): Promise<void>;
}

export interface CounterProcessOptions {
  dataDir: string;
  backendUrl: string;
  moments: Moment[];
  killBackend: () => Promise<void>;
  /** Part of its settings. */
  devices?: Partial<Settings['devices']>;
  /** It ended although nobody killed it, with these last words. */
  onCrash?: (lastWords: string) => void;
}

export async function startCounterProcess({
  dataDir,
  backendUrl,
  moments,
  killBackend,
  devices = {},
  onCrash = () => {},
}: CounterProcessOptions): Promise<CounterAsProcess> {
  const child = fork(
    join(import.meta.dirname, 'counterProcess.ts'),
    [dataDir, backendUrl, JSON.stringify(moments), JSON.stringify(devices)],
    { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] },
  );
  const waiting = new Map<number, (message: FromCounter | null) => void>();
  let lastId = 0;
  let dead = false;
  let said = '';
  const log: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let killed = false;
  const exited = once(child, 'exit').then(([code, signal]) => {
    dead = true;
    said ||= `exit code ${code}, signal ${signal}`;
    // Who was killed has no exit code; with one it ended by itself.
    if (code !== null && !killed) onCrash(said.slice(-1500));
    for (const settle of waiting.values()) settle(null);
    waiting.clear();
  });
  const send = (message: ToCounter): void => {
    if (!dead) child.send(message, () => {});
  };
  let ready = () => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  child.on('message', (message: FromCounter) => {
    if (message.kind === 'ready') ready();
    else if (message.kind === 'kill-backend') void killBackend().then(() => send({ kind: 'backend-is-dead' }));
    else {
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
  });
  const exchange = (make: (id: number) => ToCounter): Promise<FromCounter | null> => {
    lastId += 1;
    const id = lastId;
    if (dead) return Promise.resolve(null);
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      send(make(id));
    });
  };
  await Promise.race([
    isReady,
    exited.then(() => {
      throw new Error(`the counter did not start: ${said}`);
    }),
  ]);
  return {
    log,
    alive: () => !dead,
    async ask(name, input) {
      const answer = await exchange((id) => ({ kind: 'ask', id, name, input }));
      return answer?.kind === 'answer' ? (answer.value as Result<never>) : null;
    },
    async look() {
      const seen = await exchange((id) => ({ kind: 'look', id }));
      if (seen?.kind !== 'looked') return null;
      log.splice(0, log.length, ...seen.log);
      return seen.value;
    },
    tell: send,
    pid: child.pid,
    killHost: () => send({ kind: 'kill-host' }),
    async kill() {
      killed = true;
      child.kill('SIGKILL');
      await exited;
    },
  };
}
