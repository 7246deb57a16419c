import type { ServerResponse } from 'node:http';

const pingMs = 15_000;
/** A counter needs one; a second one may overlap for a moment while the first is being noticed as dead. */
const perSession = 4;
/** Who does not read for that long is gone. Hints are small: this is hundreds of them. */
const unreadLimitBytes = 64 * 1024;

/** Everybody who listens at `/events`. Tells only that something is new and up to where. */
export class EventStreams {
  private readonly streams = new Map<ServerResponse, string>();
  private readonly isAlive: (tokenHash: string) => Promise<boolean>;
  private readonly onCount: (count: number) => void;
  private announced = 0;
  private pings: NodeJS.Timeout | undefined;

  /** `isAlive` says whether a session still exists; asked with every ping, so that an expired session ends its stream. */
  constructor(isAlive: (tokenHash: string) => Promise<boolean>, onCount: (count: number) => void = () => undefined) {
    this.isAlive = isAlive;
    this.onCount = onCount;
  }

  get size(): number {
    return this.streams.size;
  }

  /** Starts a stream. It hears of every commit from here on; `tell` it where the changes stand now. */
  add(response: ServerResponse, tokenHash: string): void {
    // `connection: close`: when the stream ends its connection must not keep a stopping server waiting.
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'close' });
    const own = [...this.streams].filter(([, owner]) => owner === tokenHash);
    for (const [oldest] of own.slice(0, Math.max(0, own.length + 1 - perSession))) this.end(oldest);
    this.streams.set(response, tokenHash);
    this.onCount(this.size);
    response.once('close', () => this.forget(response));
    response.on('error', () => this.forget(response));
    response.flushHeaders();
    this.pings ??= setInterval(() => void this.ping(), pingMs);
  }

  tell(response: ServerResponse, cursor: number): void {
    if (this.streams.has(response)) this.write(response, hint(cursor));
  }

  /** The same news may come on several ways, and an older one after a newer one: each cursor is told once. */
  announce(cursor: number): void {
    if (cursor <= this.announced) return;
    this.announced = cursor;
    for (const response of this.streams.keys()) this.write(response, hint(cursor));
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
      if (alive) this.write(response, ': ping\n\n');
      else this.end(response);
    }
  }

  private write(response: ServerResponse, text: string): void {
    if (response.writableLength > unreadLimitBytes) {
      this.forget(response);
      response.destroy();
    } else response.write(text);
  }

  private end(response: ServerResponse): void {
    this.forget(response);
    response.end();
  }

  private forget(response: ServerResponse): void {
    this.streams.delete(response);
    this.onCount(this.size);
    if (this.streams.size > 0) return;
    clearInterval(this.pings);
    this.pings = undefined;
  }
}

const hint = (cursor: number): string => `event: changes\ndata: ${JSON.stringify({ cursor })}\n\n`;
