export const rateWindowMs = 10_000;

/**
 * How often somebody may ask within 10 seconds. Protects one process from a program that has gone wild, so each process
 * counts for itself; what is worth guessing (PINs) is counted in the store.
 */
export class RateLimit {
  private readonly limit: number;
  private counts = new Map<string, number>();
  private windowEnds = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Seconds to wait; 0 when the request may go on. */
  take(key: string, now: number = performance.now()): number {
    if (now >= this.windowEnds) {
      this.counts = new Map();
      this.windowEnds = now + rateWindowMs;
    }
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count > this.limit ? Math.max(1, Math.ceil((this.windowEnds - now) / 1000)) : 0;
  }
}
