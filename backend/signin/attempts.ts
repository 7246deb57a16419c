import type { Clock } from '../clock.ts';

const allowedFailures = 5;
const pauseMs = 60_000;

/** Counts wrong PINs per clerk. In memory: a restart of the backend takes longer than guessing gains by it. */
export class SignInAttempts {
  private readonly failures = new Map<string, { count: number; pausedUntil: number }>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Takes one attempt, before the PIN is looked at, so that many attempts at once do not slip through. False: wait. */
  take(clerkId: string): boolean {
    const now = this.clock().getTime();
    const known = this.failures.get(clerkId);
    if (known && known.pausedUntil > now) return false;
    const pauseIsOver = known !== undefined && known.pausedUntil > 0;
    const count = (known === undefined || pauseIsOver ? 0 : known.count) + 1;
    this.failures.set(clerkId, { count, pausedUntil: count >= allowedFailures ? now + pauseMs : 0 });
    return true;
  }

  succeeded(clerkId: string): void {
    this.failures.delete(clerkId);
  }
}
