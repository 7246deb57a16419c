import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pauseProcess } from './pauseProcess.ts';
import { mountSmallDisk } from './smallDisk.ts';

/** A real PostgreSQL from the installed binaries, in a folder of its own, reached by a unix socket. */

export interface PostgresServer {
  /** Address of the database that a fresh server has. */
  url: string;
  folder: string;
  /** SIGKILL to the whole server, as when the power fails. `start` brings it back on the same data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP to the whole server for a while, as when its disk does not answer. */
  pause(ms: number): void;
  /** On a disk of its own: not a byte is left on it. */
  fillDisk?(): void;
  /** There is room again; a server that has given up meanwhile is started anew. */
  makeRoom?(): Promise<void>;
  stop(): Promise<void>;
}

/** Folder of `initdb` and `postgres` of the newest installed version; undefined where PostgreSQL is not installed. */
export function findPostgres(): string | undefined {
  const places = [
    process.env['SCHALTERWERK_POSTGRES_BIN'] ?? '',
    ...globSync('/usr/lib/postgresql/*/bin').sort().reverse(),
    '/usr/local/bin',
    '/usr/bin',
    '/opt/homebrew/bin',
  ];
  return places.find(
    (place) => place !== '' && existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')),
  );
}

export const withoutPostgres = 'PostgreSQL is not installed here: the backend was proven on SQLite only.';

/** The server refuses to run as root. */
const asRoot = process.getuid?.() === 0;
const account = (): { uid: number; gid: number } | undefined => {
  if (!asRoot) return undefined;
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim() || Number.NaN);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isNaN(uid) || Number.isNaN(gid) ? { uid: 65_534, gid: 65_534 } : { uid, gid };
};

/**
 * @param ownDisk the data are on a small disk of their own, where this account may mount one; elsewhere the server has
 * no `fillDisk`
 */
export async function startPostgres({ ownDisk = false } = {}): Promise<PostgresServer> {
  const bin = findPostgres();
  if (bin === undefined) throw new Error(withoutPostgres);
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-postgres-'));
  const data = join(folder, 'data');
  const user = account();
  if (user) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  const disk = ownDisk ? mountSmallDisk(data, user) : null;
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  writeFileSync(
    join(data, 'postgresql.auto.conf'),
    [
      "listen_addresses = ''",
      `unix_socket_directories = '${folder}'`,
      'max_connections = 200',
      'fsync = on',
      'synchronous_commit = on',
      "shared_buffers = '32MB'",
      "log_min_messages = 'fatal'",
      "log_destination = 'stderr'",
      'autovacuum = on',
      '',
    ].join('\n'),
  );

  let server: ChildProcess;
  let exited: Promise<unknown>;
  const start = async (): Promise<void> => {
    server = spawn(join(bin, 'postgres'), ['-D', data], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    exited = once(server, 'exit');
    for (const deadline = Date.now() + 20_000; ;) {
      if (await answers(url)) return;
      if (server.exitCode !== null || Date.now() > deadline) throw new Error('the test PostgreSQL did not start');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`;
  // The children hold connections and shared memory: what happens to the server happens to all of them.
  const pids = (): number[] =>
    server.exitCode !== null || server.signalCode !== null
      ? []
      : [
          server.pid ?? 0,
          ...spawnSync('ps', ['-o', 'pid=', '--ppid', String(server.pid)], { encoding: 'utf8' })
            .stdout.split(/\s+/)
            .filter(Boolean)
            .map(Number),
        ];
  await start();
  return {
    url,
    folder,
    start,
    kill: async () => {
      for (const pid of pids())
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          /* ended by itself meanwhile */
        }
      await exited;
      rmSync(join(data, 'postmaster.pid'), { force: true });
    },
    pause: (ms) => {
      for (const pid of pids()) pauseProcess(pid, ms);
    },
    ...(disk
      ? {
          fillDisk: disk.fill,
          makeRoom: async () => {
            disk.empty();
            for (
              const deadline = Date.now() + 30_000;
              !(await answers(url));
              await new Promise((resolve) => setTimeout(resolve, 50))
            ) {
              // It could not even recover, and ended: what starts services starts it again.
              if (server.exitCode !== null) await start();
              if (Date.now() > deadline) throw new Error('the test PostgreSQL did not come back when there was room');
            }
          },
        }
      : {}),
    stop: async () => {
      // "Immediate": nobody needs these data any more.
      server.kill('SIGQUIT');
      await exited;
      disk?.unmount();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, async (client) => {
    await client.query('SELECT 1');
  }).then(
    () => true,
    () => false,
  );
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * The address of a schema of its own for whoever uses `folder`, made when it is not there: what a data folder is to
 * SQLite. Much faster than a database each, and just as separate.
 */
export async function schemaFor(url: string, folder: string): Promise<string> {
  const name = `t_${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  await withClient(url, (client) => client.query(`CREATE SCHEMA IF NOT EXISTS ${name}`));
  return `${url}&options=${encodeURIComponent(`-c search_path=${name}`)}`;
}
