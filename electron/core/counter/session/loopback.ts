import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The counter's end of RFC 8252: a port on this machine to which the browser is sent back. */
export interface Loopback {
  redirectUri: string;
  /** The whole address the browser was sent to; null when it was closed before. */
  answer: Promise<string | null>;
  close(): void;
}

/** A browser sends its request whole and at once. */
const requestLimitMs = 5_000;
const longestAnswer = 8_000;

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  connection: 'close',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/**
 * Takes one request: the one that knows `state`. Whatever else asks is told nothing and changes nothing, so that no
 * page in a browser and no program on this machine can end or take over somebody's sign-in.
 * @param page what the browser shows then
 */
export async function openLoopback(state: string, page: () => string): Promise<Loopback> {
  const server = createServer({ requestTimeout: requestLimitMs, headersTimeout: requestLimitMs });
  server.maxConnections = 8;
  await listen(server);
  const origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  let settle: (answer: string | null) => void = () => undefined;
  const answer = new Promise<string | null>((resolve) => (settle = resolve));
  const close = (): void => {
    settle(null);
    server.close();
    server.closeIdleConnections();
  };
  server.on('request', (request, response) => {
    const address = answerOf(request, origin, state);
    if (!address) return void response.writeHead(404, { connection: 'close' }).end();
    settle(address);
    response.writeHead(200, headers).end(page());
    close();
  });
  return { redirectUri: `http://${origin}/callback`, answer, close };
}

function answerOf(request: IncomingMessage, origin: string, state: string): string | null {
  // Another name in `host` is a web page that points its own name at this machine.
  if (request.method !== 'GET' || request.headers.host !== origin) return null;
  const address = `http://${origin}${request.url ?? ''}`;
  if (address.length > longestAnswer || !URL.canParse(address)) return null;
  const url = new URL(address);
  const states = url.searchParams.getAll('state');
  return url.pathname === '/callback' && states.length === 1 && states[0] === state ? url.href : null;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      // A connection that breaks is the browser's matter.
      server.on('clientError', (_error, socket) => socket.destroy());
      resolve();
    });
  });
}
