import type { ServerResponse } from 'node:http';
import { contractHeader, contractVersion, type Change, type ChangesHint } from '../contract/index.ts';
import type { Clock } from '../clock.ts';
import { forStation, seesPeople, type Hearer } from './forStation.ts';

const pingMs = 15_000;
/** A counter needs one; a second one may overlap for a moment while the first is being noticed as dead. */
const perSession = 4;
/** Who does not read for that long is gone: dozens of messages. */
const unreadLimitBytes = 1024 * 1024;
/** What is new within this time is told together: many counters act at once. */
const gatherMs = 15;
/**
 * More than this is fetched by those who need it: many changes, or few that are long, which would lie in memory once
 * for every slow reader.
 */
const carriedAtMost = 20;
const carriedCharacters = 128 * 1024;

/**
 * At most so many changes after a cursor, the cursor that whoever has them stands at, and whose sessions last: by the
 * hashes of their tokens.
 */
export type ReadChanges = (
  since: number,
  atMost: number,
) => Promise<{ cursor: number; changes: Change[]; alive: ReadonlySet<string> }>;

/** Whose stream it is. */
interface Listener extends Hearer {
  tokenHash: string;
}
/** Those of one group are told the same. */
const groupOf = ({ station, sessionKind, role }: Hearer): string => `${station} ${sessionKind} ${role}`;

/** Everybody who listens at `/events`: hears what is new, or where it is much, up to where there is news. */
export class EventStreams {
  private readonly streams = new Map<ServerResponse, Listener>();
  private readonly isAlive: (tokenHash: string) => Promise<boolean>;
  private readonly onCount: (count: number) => void;
  private readonly read: ReadChanges;
  private readonly clock: Clock;
  /** Up to here everybody was told. */
  private told: number | undefined;
  private newest = 0;
  private gathering = false;
  private pings: NodeJS.Timeout | undefined;

  /**
   * `isAlive` says whether a session still exists; asked with every ping, so that an expired session ends its stream.
   */
  constructor(
    isAlive: (tokenHash: string) => Promise<boolean>,
    read: ReadChanges,
    clock: Clock,
    onCount: (count: number) => void = () => undefined,
  ) {
    this.isAlive = isAlive;
    this.read = read;
    this.clock = clock;
    this.onCount = onCount;
  }

  get size(): number {
    return this.streams.size;
  }

  /** Starts a stream. It hears of every commit from here on; `tell` it where the changes stand now. */
  add(response: ServerResponse, tokenHash: string, hearer: Hearer): void {
    // `connection: close`: when the stream ends its connection must not keep a stopping server waiting. The last one
    // keeps nginx from gathering news.
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      [contractHeader]: String(contractVersion),
      connection: 'close',
      'x-accel-buffering': 'no',
    });
    const own = [...this.streams].filter(([, owner]) => owner.tokenHash === tokenHash);
    for (const [oldest] of own.slice(0, Math.max(0, own.length + 1 - perSession))) this.end(oldest);
    this.streams.set(response, { tokenHash, ...hearer });
    this.onCount(this.size);
    response.once('close', () => this.forget(response));
    response.on('error', () => this.forget(response));
    response.flushHeaders();
    this.pings ??= setInterval(() => void this.ping(), pingMs);
  }

  tell(response: ServerResponse, cursor: number): void {
    this.told ??= cursor;
    if (this.streams.has(response)) this.write(response, message({ cursor }));
  }

  /** The same news may come on several ways, and an older one after a newer one: each cursor is told once. */
  announce(cursor: number): void {
    if (cursor <= this.newest) return;
    this.newest = cursor;
    this.gather();
  }

  private gather(): void {
    if (this.gathering) return;
    this.gathering = true;
    setTimeout(() => void this.announceAll(), gatherMs);
  }

  private async announceAll(): Promise<void> {
    const since = this.told;
    // Whoever comes while it is read may have a session that is newer than what was read.
    const present = new Set(this.streams.keys());
    const carried =
      since === undefined || this.streams.size === 0
        ? null
        : await this.read(since, carriedAtMost + 1).catch(() => null);
    const { cursor = 0, changes = [] } = carried ?? {};
    const fits =
      carried !== null && changes.length <= carriedAtMost && JSON.stringify(changes).length <= carriedCharacters;
    this.told = fits ? cursor : Math.max(this.newest, cursor);
    const groups = new Map([...this.streams.values()].map((listener) => [groupOf(listener), listener]));
    const upTo = message({ cursor: this.told });
    const news = new Map(
      fits
        ? // Who does not see people is told only that there is news: their number must not go on past them.
          [...groups]
            .filter(([, hearer]) => seesPeople(hearer))
            .map(([group, hearer]) => [
              group,
              message({ cursor, since: since ?? 0, changes: forStation(changes, hearer, this.clock(), since ?? 0) }),
            ])
        : [],
    );
    // Records are for sessions that last; where that is not known, nothing is told but that there is news.
    for (const [response, listener] of this.streams) {
      if (carried && !carried.alive.has(listener.tokenHash) && present.has(response)) this.end(response);
      else this.write(response, news.get(groupOf(listener)) ?? upTo);
    }
    this.gathering = false;
    // What happened while we were reading.
    if (this.newest > this.told) this.gather();
    this.newest = Math.max(this.newest, this.told);
  }

  endSession(tokenHash: string): void {
    for (const [response, owner] of this.streams) if (owner.tokenHash === tokenHash) this.end(response);
  }

  close(): void {
    for (const response of this.streams.keys()) this.end(response);
  }

  private async ping(): Promise<void> {
    for (const [response, { tokenHash }] of this.streams) {
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

const message = (news: ChangesHint): string => `event: changes\ndata: ${JSON.stringify(news)}\n\n`;
