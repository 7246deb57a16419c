import type { Store } from '../database/store.ts';

/** A difference that is only the way of the answer is no difference. */
const unnoticedMs = 2_000;

/**
 * The backend's time as this counter reckons it: its own clock and how far that is wrong. Whatever is compared with a time of the
 * backend is compared with this.
 */
export class OfficeClock {
  readonly #store: Store;
  #offsetMs: number;

  constructor(store: Store) {
    this.#store = store;
    const kept = store.meta('clockOffsetMs');
    this.#offsetMs = typeof kept === 'number' ? kept : 0;
  }

  readonly now = (): Date => new Date(Date.now() + this.#offsetMs);

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** @param now what the backend's clock said a moment ago */
  heard(now: string): void {
    const measured = Date.parse(now) - Date.now();
    const offsetMs = Math.abs(measured) < unnoticedMs ? 0 : measured;
    if (Math.abs(offsetMs - this.#offsetMs) < unnoticedMs) return;
    this.#offsetMs = offsetMs;
    this.#store.setMeta('clockOffsetMs', offsetMs);
  }
}
