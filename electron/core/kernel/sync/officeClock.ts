import type { Store } from '../database/store.ts';

/** A difference that is only the way of the answer is no difference. */
const unnoticedMs = 2_000;
/** Forgetting is a matter of hours: no write to the disk for every answer. */
const keptEveryMs = 600_000;

/**
 * The backend's time as this counter reckons it: its own clock and how far that is wrong. Whatever is compared with a
 * time of the backend is compared with this.
 */
export class OfficeClock {
  readonly #store: Store;
  #offsetMs: number;
  #heard: { atMs: number; sinceMs: number } | null = null;
  #keptMs = 0;

  constructor(store: Store) {
    this.#store = store;
    const kept = store.meta('clockOffsetMs');
    this.#offsetMs = typeof kept === 'number' ? kept : 0;
    const officeTime = store.meta('officeTime');
    if (typeof officeTime !== 'number') return;
    this.#keptMs = officeTime;
    this.#heard = { atMs: officeTime, sinceMs: performance.now() };
  }

  readonly now = (): Date => new Date(Date.now() + this.#offsetMs);

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /**
   * The office's time without this computer's clock, which may jump: what the backend said last, and how long the
   * program has run since. Behind after a restart or a sleep, never ahead; null before the backend was heard for the
   * first time. For what cannot be taken back, such as forgetting.
   */
  readonly steady = (): Date | null =>
    this.#heard ? new Date(this.#heard.atMs + performance.now() - this.#heard.sinceMs) : null;

  /** Was the backend's clock ahead until now? By this one it is a good deal earlier than it was. */
  wasAhead(now: string): boolean {
    const before = this.steady();
    return before !== null && before.getTime() - Date.parse(now) > keptEveryMs;
  }

  /** @param now what the backend's clock said a moment ago */
  heard(now: string): void {
    this.#heard = { atMs: Date.parse(now), sinceMs: performance.now() };
    if (Math.abs(this.#heard.atMs - this.#keptMs) > keptEveryMs)
      this.#store.setMeta('officeTime', (this.#keptMs = this.#heard.atMs));
    const measured = Date.parse(now) - Date.now();
    const offsetMs = Math.abs(measured) < unnoticedMs ? 0 : measured;
    if (Math.abs(offsetMs - this.#offsetMs) < unnoticedMs) return;
    this.#offsetMs = offsetMs;
    this.#store.setMeta('clockOffsetMs', offsetMs);
  }
}
