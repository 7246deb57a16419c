import type { Clock } from '../clock.ts';

const allowedFailures = 5;
/** Doubled with every pause in a row: a PIN of four digits is then not guessed within a week of trying. */
const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;

interface Failures { count: number; pausedUntil: number; pauseMs: number }

/** Counts wrong PINs per clerk. In memory: a restart of the backend takes longer than guessing gains by it. */
export class SignInAttempts {
  private readonly failures = new Map<string, Failures>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Takes one attempt, before the PIN is looked at, so that many attempts at once do not slip through. False: wait. */
  take(clerkId: string): boolean {
    const now = this.clock().getTime();
    const known = this.failures.get(clerkId) ?? { count: 0, pausedUntil: 0, pauseMs: firstPauseMs };
    // A clock that was set back must not lock anybody out for longer than the pause.
    if (known.pausedUntil > now && known.pausedUntil - now <= known.pauseMs) return false;
    const pauseIsOver = known.pausedUntil > 0;
    const count = (pauseIsOver ? 0 : known.count) + 1;
    const pauseMs = pauseIsOver ? Math.min(2 * known.pauseMs, longestPauseMs) : known.pauseMs;
    this.failures.set(clerkId, { count, pausedUntil: count >= allowedFailures ? now + pauseMs : 0, pauseMs });
    return true;
  }

  succeeded(clerkId: string): void {
    this.failures.delete(clerkId);
  }
}
