import { randomBytes } from 'node:crypto';
import { utilityProcess, type UtilityProcess } from 'electron';
import type { Log } from '../core/kernel/ports.ts';

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A backend that ran this long was healthy: the next pause is the shortest again. */
const healthyAfterMs = 60_000;
/** To finish what it is answering and close its database. */
const stopLimitMs = 5_000;
/** From being killed to being gone. */
const killLimitMs = 2_000;

export interface EmbeddedBackend {
  /** Base address; null while the backend is not there. */
  url(): string | null;
  /** What it demands with every request: other accounts of this machine reach its address too. New with every start. */
  readonly secret: string;
  /** Asks it to end, and ends it where it does not. On Windows `kill` runs no handler at all. */
  stop(): Promise<void>;
}

/**
 * The backend in a process of its own, for an office of one counter. Started again, with growing pauses, when it ends.
 */
export function startEmbeddedBackend(options: {
  entry: string;
  dataDir: string;
  seed: boolean;
  log: Log;
}): EmbeddedBackend {
  const { entry, dataDir, seed, log } = options;
  const secret = randomBytes(32).toString('base64url');
  let child: UtilityProcess | undefined;
  let port: number | null = null;
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let stopping: (() => void) | undefined;

  function start(): void {
    const startedAt = Date.now();
    child = utilityProcess.fork(entry, ['--port', '0', '--data', dataDir, ...(seed ? ['--seed'] : [])], {
      serviceName: 'Schalterwerk backend',
      // Not among the arguments, which every account of the machine can read.
      env: { ...process.env, SCHALTERWERK_SECRET: secret },
    });
    child.on('spawn', () => log('info', `The embedded backend runs as process ${child?.pid}.`));
    child.on('message', (message: unknown) => {
      port = portOf(message) ?? port;
    });
    // Out of memory, for example; `exit` follows. Without a listener it would end the whole program.
    child.on('error', (type) => log('error', `The embedded backend failed: ${type}`));
    child.on('exit', (code) => {
      child = undefined;
      port = null;
      if (stopping) return stopping();
      if (Date.now() - startedAt > healthyAfterMs) pauseMs = firstPauseMs;
      log('error', `The embedded backend ended with code ${code}; it is started again in ${pauseMs} ms.`);
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    });
  }

  start();
  return {
    secret,
    url: () => (port === null ? null : `http://127.0.0.1:${port}`),
    stop: () =>
      new Promise((resolve) => {
        clearTimeout(timer);
        if (!child) return resolve();
        stopping = resolve;
        child.postMessage({ type: 'stop' });
        setTimeout(() => {
          log('warn', `The embedded backend did not end within ${stopLimitMs} ms and is killed.`);
          child?.kill();
          setTimeout(resolve, killLimitMs).unref();
        }, stopLimitMs).unref();
      }),
  };
}

function portOf(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'listening')
    return undefined;
  return 'port' in message && typeof message.port === 'number' ? message.port : undefined;
}
