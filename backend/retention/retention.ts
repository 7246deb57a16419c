import type { Clock } from '../clock.ts';
import type { Database } from '../store/database.ts';
import { sweep, type RetentionRules } from './sweep.ts';

const firstMs = 60_000;
const everyMs = 3_600_000;

/** Looks once an hour what is to go. Several processes may do so: what is gone is not found a second time. */
export class Retention {
  private readonly database: Database;
  private readonly clock: Clock;
  private readonly rules: RetentionRules;
  private readonly told: (count: number) => void;
  private timer: NodeJS.Timeout;
  private stopped = false;
  private working: Promise<unknown> = Promise.resolve();

  constructor(database: Database, clock: Clock, rules: RetentionRules, told: (count: number) => void) {
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
    this.working = this.sweepAll().catch(() => undefined).then(() => {
      if (!this.stopped) this.timer = setTimeout(() => this.look(), everyMs).unref();
    });
  }

  private async sweepAll(): Promise<void> {
    for (let gone = 1; gone > 0 && !this.stopped; ) {
      gone = await this.database.transaction((sql) => sweep(sql, this.clock(), this.rules));
      if (gone > 0) this.told(gone);
    }
  }
}
