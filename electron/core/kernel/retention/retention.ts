import type { Appointment } from '../../../../backend/contract/index.ts';
import type { Store } from '../database/store.ts';
import type { Office } from '../records/office.ts';
import type { Log } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';

interface RetentionOptions {
  store: Store;
  office: Office;
  rule: Settings['retention'];
  /** The office's time, or null while it has never been heard; never ahead of it. */
  now: () => Date | null;
  /** Appointments that somebody or something here still works with, in whatever state the office has them. */
  needed: () => ReadonlySet<string>;
  onForgotten: () => void;
  log: Log;
}

const everyMs = 3_600_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const over: ReadonlySet<Appointment['state']> = new Set(['completed', 'cancelled']);
/** Nobody came, or not here: until the end of the day they still may. */
const absent: ReadonlySet<Appointment['state']> = new Set(['scheduled', 'missed']);

/** Until when somebody was thought to be here; ISO time. */
const expected = ({ takenOff, scheduledAt }: Appointment): string => takenOff?.at ?? scheduledAt;

/**
 * What is done leaves this counter by rule. The backend keeps its own copies by its own rule: what a counter forgets
 * here and is told again is forgotten again, before it is shown.
 */
export class Retention {
  readonly #options: RetentionOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Now, and from now on once an hour. */
  start(): void {
    this.sweep();
    this.#timer = setInterval(() => this.sweep(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Forgets everything whose time is over; on return it is in no file of the store. */
  sweep(): void {
    try {
      this.#sweep();
    } catch (error) {
      // For example a full disk: nothing is half forgotten, and the next time tries again.
      this.#options.log(
        'error',
        `what is over could not be forgotten: ${error instanceof Error ? error.message : 'unknown error'}`,
      );
    }
  }

  #sweep(): void {
    const { store, rule } = this.#options;
    const now = this.#options.now();
    if (!now) return;
    const before = (ms: number): string => new Date(now.getTime() - ms).toISOString();
    const people = this.sweepRecords();
    const commands = store.forgetCommands({
      settledBefore: before(rule.settledCommandsDays * dayMs),
      dismissedBefore: before(rule.dismissedDays * dayMs),
    });
    // Also what was only overwritten since the last time may still stand in the log of the database.
    store.emptyLog();
    if (people || commands) this.#options.onForgotten();
  }

  /** The part that follows every answer of the backend. True when something was forgotten. */
  sweepRecords(): boolean {
    const { office, rule } = this.#options;
    const now = this.#options.now();
    if (!now) return false;
    const finishedBefore = new Date(now.getTime() - rule.finishedHours * hourMs).toISOString();
    const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
    const isPast = (one: Appointment): boolean =>
      over.has(one.state)
        ? (one.finishedAt ?? one.scheduledAt) < finishedBefore
        : absent.has(one.state) && expected(one) < finishedBefore && expected(one) < today;
    const needed = this.#options.needed();
    return office.forget((visit) => visit.every((one) => isPast(one) && !needed.has(one.id)));
  }
}
