import { createConnection, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PostgresServer } from './postgresServer.ts';

/** A line to PostgreSQL that can be cut at the worst moment. */
export interface PostgresProxy {
  url: string;
  /** The next COMMIT reaches the server and is done; its answer never arrives, and the connection is gone. */
  loseNextCommitAnswer(): void;
  /** The next COMMIT never reaches the server, and the connection is gone. */
  loseNextCommit(): void;
  /** Nothing is said any more on any connection, and none is closed. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export async function proxyTo(server: PostgresServer): Promise<PostgresProxy> {
  let losing: 'answer' | 'commit' | null = null;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = createConnection(join(server.folder, '.s.PGSQL.5432'));
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', () => {
        sockets.delete(socket);
        cut();
      });
    }
    let dropAnswer = false;
    client.on('data', (data) => {
      // Writing transactions end with a plain query of that text; reading ones are let through.
      if (losing !== null && data.includes('pg_notify') && data.includes('COMMIT')) {
        if (losing === 'commit') {
          losing = null;
          return cut();
        }
        losing = null;
        dropAnswer = true;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => (dropAnswer ? cut() : client.write(data)));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as { port: number };
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    loseNextCommitAnswer: () => {
      losing = 'answer';
    },
    loseNextCommit: () => {
      losing = 'commit';
    },
    freeze: () => {
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      const closed = once(proxy, 'close');
      proxy.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
