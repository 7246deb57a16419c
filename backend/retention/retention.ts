import { addDays, officeDate } from '../contract/index.ts';
import { isNight, type Clock } from '../clock.ts';
import { carryOverPeople } from '../people/carryOver.ts';
import { forgetDaysBefore, newestBefore, noteDay } from '../store/changeDays.ts';
import type { Database } from '../store/database.ts';
import { forgetRemoved } from '../store/recordStore.ts';
import { breath, sweep, type RetentionRules } from './sweep.ts';

const firstMs = 60_000;
const everyMs = 3_600_000;
/** A counter that was away for longer than people are kept, and this, starts anew. */
const marksDays = 30;
/** Whoever was off for longer, or whose clock jumped, looks for a day before anything goes. */
const trustedDays = 7;
/** So many records are written in one transaction: the counters' commands wait for it. */
const atOnce = 50;
/** Written anew within a second or so, even on a slow disk. */
const quickBytes = 64 * 1024 * 1024;

/**
 * Removes what is over by the clock of `now`, and the marks of what was removed so long ago that no counter needs them.
 *
 * A clock that is wrong by months must not empty the office: where the backend did not look within the last week, it
 * notes the day and leaves everything as it is until the next one. @returns how many were removed, or `waits`
 */
export async function removeWhatIsOver(
  database: Database,
  now: Date,
  rules: RetentionRules,
  isStopped: () => boolean = () => false,
): Promise<number | 'waits'> {
  const before = await database.transaction((sql) => noteDay(sql, officeDate(now)));
  if (before === undefined || before < officeDate(addDays(now, -trustedDays))) return 'waits';
  const gone = await sweep(database, now, rules, isStopped);
  const day = officeDate(addDays(now, -(rules.finishedDays + marksDays)));
  const upTo = await database.read((sql) => newestBefore(sql, day));
  while (upTo > 0 && !isStopped() && !(await database.transaction((sql) => forgetRemoved(sql, upTo, atOnce))))
    await breath();
  await database.transaction((sql) => forgetDaysBefore(sql, day));
  await database.emptyLog();
  return gone;
}

/**
 * Writes the store anew, a big one by night only: SQLite overwrites what is deleted, but a row that was moved to another
 * page before may have left a copy where it stood.
 */
export function rewrite(database: Database, now: Date): ReturnType<Database['rewrite']> {
  return database.rewrite(isNight(now) ? Infinity : quickBytes);
}

/** How many were removed, and what became of their remains in the store's file. */
export type RetentionNews = number | 'waits' | 'rewritten' | 'rewritten-by-night' | 'not-rewritten';

/** Looks once an hour what is to go. Several processes may do so: what is gone is not found a second time. */
export class Retention {
  private readonly database: Database;
  private readonly clock: Clock;
  private readonly rules: RetentionRules;
  private readonly told: (outcome: RetentionNews) => void;
  private timer: NodeJS.Timeout;
  private stopped = false;
  /** At a start nobody knows what an earlier run, or an earlier version, has left in the file. */
  private hasLeftovers = true;
  private working: Promise<unknown> = Promise.resolve();

  constructor(database: Database, clock: Clock, rules: RetentionRules, told: (outcome: RetentionNews) => void) {
    this.database = database;
    this.clock = clock;
    this.rules = rules;
    this.told = told;
    this.timer = setTimeout(() => this.look(), firstMs).unref();
  }

  /** Resolves when nothing is under way any more, so that the database may be closed. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private look(): void {
    // What fails now is found again in an hour.
    this.working = carryOverPeople(this.database)
      .then(() => removeWhatIsOver(this.database, this.clock(), this.rules, () => this.stopped))
      .then((outcome) => {
        if (typeof outcome === 'number' && outcome > 0) this.hasLeftovers = true;
        this.told(outcome);
      })
      .catch(() => undefined)
      .then(() => this.rewrite())
      .then(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.look(), everyMs).unref();
      });
  }

  private async rewrite(): Promise<void> {
    if (!this.hasLeftovers || this.stopped) return;
    const outcome = await rewrite(this.database, this.clock()).catch(() => 'failed' as const);
    this.hasLeftovers = outcome === 'too-big' || outcome === 'failed';
    if (outcome === 'done') this.told('rewritten');
    else if (this.hasLeftovers) this.told(outcome === 'failed' ? 'not-rewritten' : 'rewritten-by-night');
  }
}
