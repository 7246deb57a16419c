import { contractVersion, isRecordKind, type Change, type ChangesHint } from '../../../../backend/contract/index.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { ConnectionSnapshot } from '../../../contract/session.ts';
import type { Log } from '../ports.ts';
import type { Store } from '../database/store.ts';
import type { Office } from '../records/office.ts';
import type { BackendClient } from '../outbox/backendClient.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OfficeClock } from './officeClock.ts';

/** Without push the office is asked this often; promise 9 says 10 s. */
const pollMs = 8000;
const pauses = { firstMs: 300, longestMs: 5000, growth: 2 } as const;

interface SyncOptions {
  store: Store;
  office: Office;
  outbox: Outbox;
  client: BackendClient;
  clock: OfficeClock;
  token: () => string | null;
  log: Log;
  onConnection: () => void;
  onRecords: () => void;
  onUnauthorised: () => void;
  /** With every poll, and when the stream ended: somebody may have taken the counter over, or the role has changed. */
  checkSession: () => void;
  onBack: () => void;
}

/** Keeps the copies of the office's records fresh: a hint by the event stream, the truth by `/changes`. */
export class Sync {
  readonly #options: SyncOptions;
  #connection: ConnectionSnapshot;
  /** The last sign of life since `#connection` was told. */
  #aliveAt: string | null = null;
  #stop: AbortController | undefined;
  #pulling: Promise<void> | undefined;
  #again = false;
  #ended = false;
  /** The office told more than could be kept here. */
  #behind = false;
  /** Kind and id of records that were not understood, and whether that is because they are of a newer version. */
  readonly #unread = new Map<string, 'newer' | 'nonsense'>();
  #readAgainFrom: number | null;
  /** The version of the contract that the backend's process knows which answered last. */
  #backendVersion = 0;

  constructor(options: SyncOptions) {
    this.#options = options;
    const [noted, copy] = [options.store.meta('readAgainFrom'), options.store.firstUnreadable()];
    // Since an update of this program: what the backend held back from the version before is told from the beginning.
    const isUpdated =
      options.store.meta('cursor') !== undefined && Number(options.store.meta('contract') ?? 1) < contractVersion;
    const from = [
      ...(typeof noted === 'number' ? [noted] : []),
      ...(copy === null ? [] : [before(copy)]),
      ...(isUpdated ? [before(0)] : []),
    ];
    this.#readAgainFrom = from.length === 0 ? null : Math.min(...from);
    const asOf = options.store.meta('asOf');
    this.#connection = {
      state: 'connecting',
      asOf: typeof asOf === 'string' ? asOf : null,
      problem: null,
      clockOffsetMs: 0,
      newer: 0,
    };
  }

  get connection(): ConnectionSnapshot {
    return { ...this.#connection, clockOffsetMs: this.#options.clock.offsetMs };
  }

  get connected(): boolean {
    return this.#connection.state === 'connected';
  }

  start(): void {
    this.stop();
    this.#stop = new AbortController();
    void this.#follow(this.#stop.signal);
    void this.#poll(this.#stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  /** Ends for good; resolves when nothing is under way any more, so that the store may be closed. */
  async end(): Promise<void> {
    this.#ended = true;
    this.stop();
    await this.#pulling;
  }

  /** Fetches everything that is new. Calls during a fetch share the one that follows it. */
  pull(): Promise<void> {
    if (this.#pulling) {
      this.#again = true;
      return this.#pulling;
    }
    this.#pulling = (async () => {
      do {
        this.#again = false;
        await this.#pullAll();
      } while (this.#again);
    })()
      .catch((error: unknown) => this.#notKept(error))
      .finally(() => {
        this.#pulling = undefined;
      });
    return this.#pulling;
  }

  reachable(reachable: boolean): void {
    if (!reachable) this.#set({ state: 'offline', problem: { code: 'offline' } });
  }

  async #pullAll(): Promise<void> {
    const { client, clock, outbox, log, store } = this.#options;
    let since = Math.min(this.#cursor, this.#readAgainFrom ?? this.#cursor);
    /** Everything comes anew: the old copies stay until that is whole, because the line may break in the middle. */
    let anew: Change[] | null = null;
    for (;;) {
      const token = this.#options.token();
      if (!token || this.#ended) return;
      const appliedBefore = outbox.appliedNow();
      const outcome = await client.call('changes', { token, query: { since } });
      // Signed out, or somebody else signed in meanwhile: this answer was not for now.
      if (this.#ended || this.#options.token() !== token) return;
      if (outcome.kind === 'unreachable') return this.#set({ state: 'offline', problem: { code: 'offline' } });
      if (outcome.kind === 'problem' && outcome.code === 'not-signed-in') return this.#options.onUnauthorised();
      if (outcome.kind !== 'ok') {
        log(
          'error',
          `the backend's list of changes ${outcome.kind === 'problem' ? `was refused: ${outcome.code}` : 'was not understood'}; the shown data stays as it was`,
        );
        return this.#set({ state: 'offline', problem: { code: 'backend-nonsense' } });
      }
      const isNewerProcess = outcome.contract > this.#backendVersion;
      this.#backendVersion = outcome.contract;
      const from = store.meta('readAgainFrom');
      if (isNewerProcess && this.#unread.size > 0 && typeof from === 'number' && from < since && !anew) {
        // The backend was updated: what it did not know before it can tell now, and what it does not tell is not for
        // this counter.
        this.#unread.clear();
        this.#readAgainFrom = from;
        since = from;
        continue;
      }
      const { changes, reset, more, cursor, now, history } = outcome.value;
      const known = store.meta('history');
      if (history !== undefined && known !== undefined && history !== known && since > 0 && !anew) {
        // Another database under the same address: what is known here is of another office.
        log('warn', 'the backend has another database than before: everything is fetched anew');
        since = 0;
        anew = [];
        continue;
      }
      if (now !== undefined && clock.wasAhead(now) && !anew) {
        // What was forgotten by a clock that was ahead was forgotten too early.
        since = 0;
        anew = [];
        continue;
      }
      if (reset) anew = [];
      anew?.push(...changes);
      since = cursor;
      if (anew && more) continue;
      if (now !== undefined) clock.heard(now);
      const asOf = new Date().toISOString();
      // One write to the disk for all that one answer brings.
      store.transaction(() => {
        this.#take(anew ?? changes, anew !== null, cursor);
        if (history !== undefined && history !== known) store.setMeta('history', history);
        if (more) return;
        outbox.settle(appliedBefore);
        store.setMeta('asOf', asOf);
        if (this.#unread.size === 0) store.setMeta('readAgainFrom', null);
        if (store.meta('contract') !== contractVersion) store.setMeta('contract', contractVersion);
      });
      if (more) continue;
      this.#readAgainFrom = null;
      this.#behind = false;
      this.#set({ state: 'connected', asOf, problem: this.#doubt, newer: this.#newer });
      if (changes.length > 0 || anew) this.#options.onRecords();
      return;
    }
  }

  /** Records that this version cannot read are asked for again after the next start: perhaps it is a newer one. */
  #take(changes: Change[], reset: boolean, cursor: number): void {
    const { office, store, log } = this.#options;
    const { unreadable } = office.take(changes, reset, cursor);
    if (reset) this.#unread.clear();
    for (const { kind, id } of changes) this.#unread.delete(`${kind} ${id}`);
    if (unreadable.length === 0) return;
    const newer = this.#newer;
    for (const change of unreadable)
      this.#unread.set(`${change.kind} ${change.id}`, this.#isNewer(change) ? 'newer' : 'nonsense');
    const noted = store.meta('readAgainFrom');
    const from = before(Math.min(...unreadable.map(({ seq }) => seq)));
    store.setMeta('readAgainFrom', typeof noted === 'number' ? Math.min(noted, from) : from);
    if (newer === 0 && this.#newer > 0)
      log('info', `${this.#newer} records are of a newer version: they are not shown before the update`);
    const nonsense = unreadable.filter(({ kind, id }) => this.#unread.get(`${kind} ${id}`) === 'nonsense').length;
    if (nonsense > 0)
      log('error', `${nonsense} records from the backend were not understood; what was known before of them stays`);
  }

  /** A text is what the backend could not read either. */
  #isNewer({ kind, value }: Change): boolean {
    return (
      !isRecordKind(kind) ||
      value === undefined ||
      (this.#backendVersion > contractVersion && typeof value !== 'string')
    );
  }

  get #newer(): number {
    return [...this.#unread.values()].filter((why) => why === 'newer').length;
  }

  /** Something of the office is not shown as it is. */
  get #doubt(): AppError | null {
    return this.#unread.size > this.#newer ? { code: 'backend-nonsense' } : null;
  }

  get #cursor(): number {
    return Number(this.#options.store.meta('cursor') ?? 0);
  }

  /**
   * What comes along is taken only where nothing is missing in between; what else is new is fetched. While this counter
   * sends much, most of it is its own, and is fetched with the next of its answers.
   */
  #hear({ cursor, since, changes }: ChangesHint): void {
    const here = this.#cursor;
    if (cursor <= here || this.#options.outbox.hasAnswered) return;
    if (this.#pulling || !changes || since === undefined || since > here || this.#ended) return void this.pull();
    try {
      this.#options.store.transaction(() =>
        this.#take(
          changes.filter(({ seq }) => seq > here),
          false,
          cursor,
        ),
      );
      this.#options.onRecords();
      if (this.#unread.size > 0 || this.#connection.newer > 0) this.#set({ problem: this.#doubt, newer: this.#newer });
    } catch (error) {
      this.#notKept(error);
    }
  }

  /** For example a full disk: what is shown stays as it was, and grows old until the next fetch succeeds. */
  #notKept(error: unknown): void {
    this.#behind = true;
    this.#options.log(
      'error',
      `the records of the office could not be kept: ${error instanceof Error ? error.message : 'unknown error'}`,
    );
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let pause: number = pauses.firstMs;
    while (!signal.aborted) {
      const token = this.#options.token();
      await this.pull();
      if (token && this.connected && !signal.aborted) {
        const began = Date.now();
        await this.#options.client.listen(
          token,
          (news) => this.#hear(news),
          () => this.#alive(),
          signal,
        );
        // A stream that ends at once is no reason to ask ever faster.
        if (Date.now() - began > pauses.longestMs) pause = pauses.firstMs;
      }
      if (signal.aborted) return;
      this.#options.checkSession();
      await sleep(pause, signal);
      pause = Math.min(pause * pauses.growth, pauses.longestMs);
    }
  }

  async #poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(pollMs, signal);
      if (signal.aborted) return;
      this.#options.checkSession();
      await this.pull();
    }
  }

  /**
   * The stream lives, so what is shown is current as of now. That alone is not told: the poll does every few seconds,
   * and so does the loss of the connection.
   */
  #alive(): void {
    if (this.connected && !this.#behind) this.#aliveAt = new Date().toISOString();
  }

  #set(next: Partial<ConnectionSnapshot>): void {
    const before = this.#connection.state;
    this.#connection = { ...this.#connection, asOf: this.#aliveAt ?? this.#connection.asOf, ...next };
    this.#aliveAt = null;
    if (before !== 'connected' && this.#connection.state === 'connected') this.#options.onBack();
    this.#options.onConnection();
  }
}

/**
 * The cursor of who knows everything up to a change. Not 0: that would be a beginning, and who begins is not told of
 * what is gone.
 */
const before = (seq: number): number => Math.max(1, seq - 1);

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
