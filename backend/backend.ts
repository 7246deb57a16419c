import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from './clock.ts';
import type { StartFailure } from './failures.ts';
import { setUpOffice } from './office/setUpOffice.ts';
import { unknownServices } from './office/unknownServices.ts';
import { carryOverPeople } from './people/carryOver.ts';
import { seedOfficeDay } from './seed/seed.ts';
import { measured } from './server/measured.ts';
import { makeMetrics, serveMetrics } from './server/metrics.ts';
import { nobody } from './server/observer.ts';
import { makeServer } from './server/server.ts';
import { Retention, type RetentionNews } from './retention/retention.ts';
import type { Settings } from './settings.ts';
import type { Database } from './store/database.ts';
import { isEmpty } from './store/officeStore.ts';
import { nameHistory } from './store/recordStore.ts';
import { openDatabase } from './store/openDatabase.ts';

export interface RunningBackend {
  url: string;
  port: number;
  /** Where Prometheus may ask, if anywhere. */
  metricsPort: number | null;
  /** The store, for programs of the office beside the API. */
  database: Database;
  /** Ends the event streams, lets running requests finish, closes the database. */
  stop(): Promise<void>;
}
export type StartResult = { ok: true; backend: RunningBackend } | { ok: false; failure: StartFailure };
export interface StartOptions extends Settings {
  clock?: Clock;
  /** Where the process files lie; absent: what an office file names as services is not looked up. */
  processesDir?: string;
  /** Takes one line of the log, as JSON. */
  log: (line: string) => void;
}

const retentionSentences: Readonly<Record<Exclude<RetentionNews, number>, string>> = {
  waits: 'nothing is removed today: the backend did not run within the last week, or its clock was set',
  rewritten: 'wrote the database file anew: nothing of what was deleted is left in it',
  'rewritten-by-night':
    'the database file is big: it is written anew between 21 and 5 o’clock, so that nothing of what was deleted is left in it',
  'not-rewritten':
    'the database file could not be written anew, and remains of what was deleted may be in it: is there room for it twice on its disk?',
};

/** What is being answered may be finished. */
const farewellMs = 3000;
const lookEveryMs = 50;

/** Opens the database, fills it when asked and empty, and listens. */
export async function startBackend(options: StartOptions): Promise<StartResult> {
  const { host, port, clock = systemClock } = options;
  const metrics = options.metrics && (await makeMetrics());
  const observer = metrics?.observer ?? nobody;
  const opened = await openDatabase(options, {
    onRetry: () => observer.retry(),
    // There is no server yet whose log could say it.
    onWait: (where) =>
      options.log(
        JSON.stringify({ level: 'warn', time: clock().toISOString(), msg: `waiting for PostgreSQL at ${where}` }),
      ),
  });
  if (!opened.ok) return opened;
  const database = measured(opened.database, observer);
  const server = makeServer({ ...options, database, clock, observer });
  const endUnused = watchConnections(server.server);
  const fail = async (failure: StartFailure): Promise<StartResult> => {
    await server.close();
    await database.close();
    return { ok: false, failure };
  };
  try {
    await database.transaction((sql) => nameHistory(sql, randomUUID()));
    const unknown = options.office && options.processesDir && unknownServices(options.office, options.processesDir);
    if (unknown) return await fail(unknown);
    const office = options.office ? await setUpOffice(database, options.office, clock()) : null;
    if (office && !office.ok) return await fail(office.failure);
    if (options.seed && (await seedOfficeDay(database, clock())))
      server.log.info('filled the empty database with an office day of invented people');
    const people = await carryOverPeople(database);
    if (people > 0) server.log.info({ count: people }, 'people have records of their own now');
    if (await database.read(isEmpty))
      server.log.warn('there is no office in this database yet: start once with --office FILE');
  } catch {
    return fail(
      options.databaseUrl === null
        ? { code: 'data-folder-unusable', path: options.dataFolder }
        : { code: 'database-unreachable', where: 'PostgreSQL' },
    );
  }
  try {
    await server.listen({ host, port, listenTextResolver: (address) => `backend listening on ${address}` });
  } catch (error) {
    const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    return fail(inUse ? { code: 'port-in-use', port } : { code: 'address-unusable', host, port });
  }
  const retention = new Retention(database, clock, options.retention, (news) => {
    if (typeof news !== 'number') server.log[news === 'not-rewritten' ? 'warn' : 'info'](retentionSentences[news]);
    else if (news > 0) server.log.info({ count: news }, 'removed what is over');
  });
  const figures = metrics && options.metrics ? await serveMetrics(metrics, options.metrics) : null;
  if (figures === undefined && options.metrics) return fail({ code: 'metrics-address-unusable', ...options.metrics });
  const bound = (server.server.address() as AddressInfo).port;
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    ok: true,
    backend: {
      url: `http://${urlHost}:${bound}`,
      port: bound,
      metricsPort: figures?.port ?? null,
      database,
      stop: async () => {
        await retention.stop();
        const closing = server.close();
        endUnused();
        // Some were still on their way, or were waiting for their answer, when the end began.
        const look = setInterval(endUnused, lookEveryMs);
        const cut = setTimeout(() => server.server.closeAllConnections(), farewellMs);
        await closing;
        clearInterval(look);
        clearTimeout(cut);
        await figures?.close();
        await database.close();
      },
    },
  };
}

/**
 * What ends connections on which no answer is owed. One on which nothing was ever asked is busy to Node; clients open
 * such in reserve.
 */
function watchConnections(server: Server): () => void {
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return () => {
    server.closeIdleConnections();
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  };
}
