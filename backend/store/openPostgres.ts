import type { Client } from 'pg';
import type { Database } from './database.ts';
import { postgresDatabase } from './postgres.ts';
import { distrust, isPassing, isRefused } from './postgresErrors.ts';
import { migratePostgres } from './postgresSchema.ts';

/** Connections of one process: one writes, the others read. */
const poolSize = 8;
/** Everyday statements take milliseconds; what takes that long hangs, and holds up everybody. */
const statementMs = 5_000;
/** On this side, for a server that has become silent. A little longer, so that the server's own answer comes first. */
const silenceMs = 6_000;
const connectMs = 3_000;
/** The database may start together with this program. */
const patienceMs = 30_000;
const retryMs = 500;

export type PostgresFailure =
  | { code: 'database-unreachable'; where: string }
  | { code: 'database-refused'; where: string }
  | { code: 'database-not-trusted'; where: string; /** A code of TLS or of the system. */ detail: string }
  | { code: 'database-newer'; where: string }
  | { code: 'database-schema'; where: string };
export type PostgresResult = { ok: true; database: Database } | { ok: false; failure: PostgresFailure };
export interface PostgresListeners {
  /** A transaction had to run again. */
  onRetry?: () => void;
  /** The server does not answer yet; told once, with a place without secrets. */
  onWait?: (where: string) => void;
}
export interface PostgresOptions extends PostgresListeners {
  /** `postgresql://…` */
  url: string;
  patience?: number;
}

/** Connects, brings the schema up to date, and listens for news. Waits a while for a server that is not there yet. */
export async function openPostgres({
  url,
  onRetry = () => undefined,
  onWait = () => undefined,
  patience = patienceMs,
}: PostgresOptions): Promise<PostgresResult> {
  const { default: pg } = await import('pg');
  const where = withoutSecrets(url);
  const types = {
    getTypeParser: (oid: number) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid)),
  } as unknown as typeof pg.types;
  const withoutLimits = {
    connectionString: url,
    types,
    application_name: 'schalterwerk-backend',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
  };
  const options = {
    ...withoutLimits,
    query_timeout: silenceMs,
    statement_timeout: statementMs,
    lock_timeout: statementMs,
    idle_in_transaction_session_timeout: 2 * statementMs,
  };
  const connect = async (limits: typeof options | typeof withoutLimits): Promise<Client> => {
    const client = new pg.Client(limits);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  const outcome = await prepare(
    () => connect(withoutLimits),
    Date.now() + patience,
    () => onWait(where),
  );
  if (outcome.state === 'failed') return { ok: false, failure: { ...outcome.failure, where } };
  const pool = new pg.Pool({ ...options, max: poolSize, idleTimeoutMillis: 60_000 });
  // Lost connections are replaced when the next one is needed. Without a listener on the pool and on each of them Node
  // would end the process.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  return {
    ok: true,
    database: postgresDatabase({ pool, connect: () => connect(options), channel: outcome.channel, onRetry }),
  };
}

type Without<T> = T extends unknown ? Omit<T, 'where'> : never;
type Prepared = { state: 'ready'; channel: string } | { state: 'failed'; failure: Without<PostgresFailure> };

/**
 * A migration may rebuild an index of a large office, and others wait for it: the limits of everyday statements are not
 * for it.
 */
async function prepare(connect: () => Promise<Client>, until: number, onWait: () => void): Promise<Prepared> {
  const failed = (failure: Without<PostgresFailure>): Prepared => ({ state: 'failed', failure });
  for (let waits = false; ; waits = true) {
    let client: Client | undefined;
    try {
      client = await connect();
      if ((await migratePostgres(client)) === 'newer') return failed({ code: 'database-newer' });
      const { rows } = await client.query<{ schema: string }>('SELECT current_schema() AS schema');
      // Two offices in two schemas of one database do not hear each other.
      return {
        state: 'ready',
        channel: `schalterwerk_${(rows[0]?.schema ?? '').replaceAll(/\W/g, '_').toLowerCase()}`.slice(0, 63),
      };
    } catch (error) {
      if (isRefused(error)) return failed({ code: 'database-refused' });
      const detail = distrust(error);
      if (detail !== undefined) return failed({ code: 'database-not-trusted', detail });
      if (!isPassing(error)) return failed({ code: 'database-schema' });
      if (Date.now() > until) return failed({ code: 'database-unreachable' });
      if (!waits) onWait();
    } finally {
      await client?.end().catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

/** For sentences and logs: host and database, never a user's name or password. */
function withoutSecrets(url: string): string {
  try {
    const { host, pathname, searchParams } = new URL(url.replace(/^([a-z]+:\/\/)([^/]*@)?\//, '$1$2local/'));
    return `${searchParams.get('host') ?? host}${pathname}`;
  } catch {
    return 'PostgreSQL';
  }
}
