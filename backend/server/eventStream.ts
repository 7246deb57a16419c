import type { ServerResponse } from 'node:http';

const pingMs = 15_000;

/** Everybody who listens at `/events`. Tells only that something is new and up to where. */
export class EventStreams {
  private readonly streams = new Map<ServerResponse, string>();
  private readonly isAlive: (tokenHash: string) => Promise<boolean>;
  private pings: NodeJS.Timeout | undefined;

  /** `isAlive` says whether a session still exists; asked with every ping, so that an expired session ends its stream. */
  constructor(isAlive: (tokenHash: string) => Promise<boolean>) {
    this.isAlive = isAlive;
  }

  get size(): number {
    return this.streams.size;
  }

  /** Starts a stream. It hears of every commit from here on; `tell` it where the changes stand now. */
  add(response: ServerResponse, tokenHash: string): void {
    // `connection: close`: when the stream ends its connection must not keep a stopping server waiting.
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'close' });
    this.streams.set(response, tokenHash);
    response.once('close', () => this.forget(response));
    response.on('error', () => this.forget(response));
    response.flushHeaders();
    this.pings ??= setInterval(() => void this.ping(), pingMs);
  }

  tell(response: ServerResponse, cursor: number): void {
    if (this.streams.has(response)) response.write(hint(cursor));
  }

  announce(cursor: number): void {
    for (const response of this.streams.keys()) response.write(hint(cursor));
  }

  endSession(tokenHash: string): void {
    for (const [response, owner] of this.streams) if (owner === tokenHash) this.end(response);
  }

  close(): void {
    for (const response of this.streams.keys()) this.end(response);
  }

  private async ping(): Promise<void> {
    for (const [response, tokenHash] of this.streams) {
      const alive = await this.isAlive(tokenHash).catch(() => false);
      if (!this.streams.has(response)) continue;
      if (alive) response.write(': ping\n\n');
      else this.end(response);
    }
  }

  private end(response: ServerResponse): void {
    this.forget(response);
    response.end();
  }

  private forget(response: ServerResponse): void {
    this.streams.delete(response);
    if (this.streams.size > 0) return;
    clearInterval(this.pings);
    this.pings = undefined;
  }
}

const hint = (cursor: number): string => `event: changes\ndata: ${JSON.stringify({ cursor })}\n\n`;
