import { createServer, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A line to the backend that does what a test wants with each request. */
export interface Passing {
  method: string;
  path: string;
  /** Kind and id of the command, when one travels. */
  command: { kind: string; id: string } | null;
  /** Of the request, as text. */
  body: string;
}
export type Fate =
  | 'pass'
  /** The backend never hears of it. */
  | 'lose-request'
  /** The backend does it; nobody hears of that. */
  | 'lose-reply'
  /** It arrives twice, the second time some time later, when other things may have happened. */
  | { againAfterMs: number }
  /** It is under way so long that others overtake it. */
  | { lateMs: number }
  /** Somebody else answers. */
  | { status: number; headers?: Record<string, string>; body: string };

export interface UnreliableLine {
  url: string;
  /** Everything that is open breaks now, event streams too. */
  cut(): void;
  fate: (passing: Passing) => Fate;
  seen: Passing[];
  /** What the backend answered. */
  statuses: number[];
  stop(): Promise<void>;
}

export async function startUnreliableLine(backendUrl: string): Promise<UnreliableLine> {
  const line: UnreliableLine = {
    url: '',
    cut: () => server.closeAllConnections(),
    fate: () => 'pass',
    seen: [],
    statuses: [],
    stop: async () => {},
  };
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then(
      (body) => {
        const passing: Passing = {
          method: incoming.method ?? '',
          path: (incoming.url ?? '').replace(/^\/api\/v1/, ''),
          command: commandIn(body),
          body: body.toString('utf8'),
        };
        line.seen.push(passing);
        const fate = line.fate(passing);
        if (fate === 'lose-request') return void incoming.socket.destroy();
        if (typeof fate === 'object' && 'status' in fate)
          return void outgoing.writeHead(fate.status, fate.headers).end(fate.body);
        const deliver = (heard: (answer: IncomingMessage) => void): ClientRequest => {
          const onward = httpRequest(
            `${backendUrl}${incoming.url}`,
            { method: incoming.method, headers: { ...incoming.headers, host: new URL(backendUrl).host } },
            heard,
          );
          onward.on('error', () => incoming.socket.destroy());
          onward.end(body);
          return onward;
        };
        const reply = (answer: IncomingMessage): void => {
          if (fate === 'lose-reply') return void answer.resume().on('end', () => incoming.socket.destroy());
          line.statuses.push(answer.statusCode ?? 502);
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          outgoing.flushHeaders();
          answer.pipe(outgoing);
          answer.on('error', () => outgoing.destroy());
        };
        const go = (): void => {
          const onward = deliver(reply);
          outgoing.on('close', () => onward.destroy());
        };
        if (typeof fate === 'object' && 'againAfterMs' in fate)
          setTimeout(() => deliver((answer) => answer.resume()), fate.againAfterMs);
        if (typeof fate === 'object' && 'lateMs' in fate) setTimeout(go, fate.lateMs);
        else go();
      },
      () => incoming.socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  line.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  line.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return line;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function commandIn(body: Buffer): Passing['command'] {
  try {
    const { id, action } = JSON.parse(body.toString('utf8')) as { id?: string; action?: { kind?: string } };
    return id && action?.kind ? { id, kind: action.kind } : null;
  } catch {
    return null;
  }
}
