import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from './clock.ts';
import type { StartFailure } from './failures.ts';
import { seedOfficeDay } from './seed/seed.ts';
import { makeServer } from './server/server.ts';
import type { Settings } from './settings.ts';
import { openDatabase } from './store/openDatabase.ts';

export interface RunningBackend {
  url: string;
  port: number;
  /** Ends the event streams, lets running requests finish, closes the database. */
  stop(): Promise<void>;
}
export type StartResult = { ok: true; backend: RunningBackend } | { ok: false; failure: StartFailure };
export interface StartOptions extends Settings { clock?: Clock; log: (line: string) => void }

/** What is being answered may be finished. */
const farewellMs = 1000;

/** Opens the database, fills it when asked and empty, and listens. */
export async function startBackend(options: StartOptions): Promise<StartResult> {
  const { host, port, log, clock = systemClock } = options;
  const opened = await openDatabase(options);
  if (!opened.ok) return opened;
  const { database } = opened;
  try {
    if (options.seed && (await seedOfficeDay(database, clock()))) log('filled the empty database with an office day of invented people');
  } catch {
    await database.close();
    return { ok: false, failure: { code: 'data-folder-unusable', path: options.dataFolder } };
  }
  const server = makeServer({ database, clock, log, host, signIn: options.signIn });
  try {
    await server.listen({ host, port });
  } catch (error) {
    await server.close();
    await database.close();
    const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    return { ok: false, failure: inUse ? { code: 'port-in-use', port } : { code: 'address-unusable', host, port } };
  }
  const bound = (server.server.address() as AddressInfo).port;
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    ok: true,
    backend: {
      url: `http://${urlHost}:${bound}`,
      port: bound,
      stop: async () => {
        const closing = server.close();
        // A connection on which nothing was ever asked counts as busy: it must not keep a stopping backend waiting.
        const cut = setTimeout(() => server.server.closeAllConnections(), farewellMs);
        await closing;
        clearTimeout(cut);
        await database.close();
      },
    },
  };
}
