import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '../../backend/backend.ts';
import { systemClock, type Clock } from '../../backend/clock.ts';
import { defaults, type Settings } from '../../backend/settings.ts';
import type { Database } from '../../backend/store/database.ts';
import { databaseUrlFor } from './testDatabase.ts';

/**
 * A backend with a folder of its own, or a schema of its own in PostgreSQL; a folder that was given stays after `stop`,
 * so that a test can start again on it.
 */

export interface TestBackend {
  url: string;
  port: number;
  dataDir: string;
  stop(): Promise<void>;
}
export interface TestBackendOptions {
  dataDir?: string;
  port?: number;
  /** Default true. */
  seed?: boolean;
  /** A PostgreSQL of the test's own. */
  databaseUrl?: string | null;
}

/** In this process. The clock can be set by the test. */
export async function startTestBackend(
  options: TestBackendOptions & Partial<Settings> & { clock?: Clock } = {},
): Promise<TestBackend & { log: string[]; metricsPort: number | null; database: Database }> {
  const folder = await dataFolder(options.dataDir);
  const log: string[] = [];
  const started = await startBackend({
    ...defaults,
    ...options,
    port: options.port ?? 0,
    dataFolder: folder.path,
    databaseUrl: options.databaseUrl ?? (await databaseUrlFor(folder.path)),
    seed: options.seed ?? true,
    clock: options.clock ?? systemClock,
    log: (line) => log.push(line),
  });
  if (!started.ok) throw new Error(`the test backend did not start: ${started.failure.code}`);
  const { backend } = started;
  return {
    url: backend.url,
    port: backend.port,
    dataDir: folder.path,
    log,
    metricsPort: backend.metricsPort,
    database: backend.database,
    stop: async () => {
      await backend.stop();
      await folder.discard();
    },
  };
}

export interface SpawnedBackend extends TestBackend {
  pid: number;
  /** SIGKILL: nothing is said and nothing is cleaned up. The folder stays; start again with its `dataDir`. */
  kill(): Promise<void>;
  /** For the module that was loaded first. */
  tell(message: object): void;
  /** Exit code, or null after a signal. */
  exited: Promise<number | null>;
  stderr(): string;
}

/**
 * As a process of its own, the way it is shipped. `entry` is the source by default; give `dist/backend/main.js` for the
 * built one.
 */
export async function spawnBackend(
  options: TestBackendOptions & {
    entry?: string;
    /** Settings file, as IT gives it. */
    signInFile?: string;
    /** What the program's main process gives the backend inside it. */
    secret?: string;
    /** A module that is loaded first. */
    preload?: string;
  } = {},
): Promise<SpawnedBackend> {
  const folder = await dataFolder(options.dataDir);
  const entry = options.entry ?? join(import.meta.dirname, '../../backend/main.ts');
  const args = [
    ...(options.preload === undefined ? [] : ['--import', options.preload]),
    entry,
    '--port',
    String(options.port ?? 0),
    '--data',
    folder.path,
    ...(options.seed === false ? [] : ['--seed']),
    ...(options.signInFile === undefined ? [] : ['--sign-in', options.signInFile]),
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      SCHALTERWERK_DATABASE: options.databaseUrl ?? (await databaseUrlFor(folder.path)) ?? '',
      ...(options.secret === undefined ? {} : { SCHALTERWERK_SECRET: options.secret }),
    },
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const port = await Promise.race([
    once(child, 'message').then(([message]) => (message as { port: number }).port),
    exited.then(() => {
      throw new Error(`the spawned backend did not start: ${stderr}`);
    }),
  ]);
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: child.pid ?? 0,
    dataDir: folder.path,
    exited,
    stderr: () => stderr,
    tell: (message) => void child.send(message, () => undefined),
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
      await folder.discard();
    },
  };
}

async function dataFolder(given: string | undefined): Promise<{ path: string; discard: () => Promise<void> }> {
  if (given !== undefined) return { path: given, discard: async () => undefined };
  const path = await mkdtemp(join(tmpdir(), 'schalterwerk-backend-'));
  return { path, discard: () => rm(path, { recursive: true, force: true }) };
}
