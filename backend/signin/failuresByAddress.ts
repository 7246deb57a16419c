/**
 * Refused PINs by network address, whichever clerks they were tried for. The count of each clerk (`attempts.ts`) alone
 * would let one machine try a few PINs of everybody. Of one process and without a store: it slows down, and the other
 * one locks.
 */

const allowed = 50;
const windowMs = 15 * 60_000;
/** Addresses that are remembered; beyond that the oldest is forgotten. */
const remembered = 10_000;

export class FailuresByAddress {
  readonly #times = new Map<string, number[]>();

  /** Has this address failed too often within the last quarter of an hour? @param now in ms */
  isPaused(address: string, now: number): boolean {
    return this.#recent(address, now).length >= allowed;
  }

  note(address: string, now: number): void {
    const times = [...this.#recent(address, now), now];
    this.#times.delete(address);
    this.#times.set(address, times);
    const oldest = this.#times.keys().next().value;
    if (this.#times.size > remembered && oldest !== undefined) this.#times.delete(oldest);
  }

  /** A clock that was set back pauses nobody for longer. */
  #recent(address: string, now: number): number[] {
    return (this.#times.get(address) ?? []).filter((time) => time <= now && now - time < windowMs);
  }
}
