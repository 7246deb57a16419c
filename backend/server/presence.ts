import type { Clock } from '../clock.ts';
import { noteAbsences, seeCounter } from '../commands/presence.ts';
import { usualRules, type OfficeRules } from '../contract/index.ts';
import type { Database, Sql } from '../store/database.ts';
import { readRules } from '../store/officeStore.ts';
import { findSession } from '../store/sessionStore.ts';

/** How often it is looked who is away. Several processes may do so: marking twice is marking once. */
const lookEveryMs = 10_000;
/** A counter asks every few seconds; its lease is renewed when a third of it has passed, so that asking stays cheap. */
const renewAfterMs = ({ leaseSeconds }: OfficeRules): number => (leaseSeconds * 1000) / 3;

/** Keeps the leases of the counters: whatever a counter asks for shows that it is there. */
export class Presence {
  private readonly database: Database;
  private readonly clock: Clock;
  private readonly renewed = new Map<string, number>();
  private readonly looking: NodeJS.Timeout;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;
  private rules = usualRules;
  /** Since when the database has answered without a break. */
  private answeringSince: number | undefined;

  constructor(database: Database, clock: Clock) {
    this.database = database;
    this.clock = clock;
    this.answeringSince = clock().getTime();
    this.looking = setInterval(() => this.look(), lookEveryMs);
  }

  /** A session asked for something. Never waited for: what fails now is made good by its next request. */
  seen(tokenHash: string): void {
    const now = this.clock();
    const last = this.renewed.get(tokenHash);
    if (last !== undefined && Math.abs(now.getTime() - last) < renewAfterMs(this.rules)) return;
    this.renewed.set(tokenHash, now.getTime());
    void this.work(async (sql) => {
      const session = await findSession(sql, tokenHash, now.toISOString());
      if (!session) this.renewed.delete(tokenHash);
      this.rules = await readRules(sql);
      if (session?.counterId) await seeCounter(sql, session.counterId, now, this.rules);
    }).then((isDone) => {
      if (!isDone) this.renewed.delete(tokenHash);
    });
  }

  /** Resolves when nothing is under way any more, so that the database may be closed. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.looking);
    await this.working;
  }

  /**
   * Whom the backend itself, or its database, has left alone is not away: every counter has the time of a lease to be
   * heard again.
   */
  private look(): void {
    const now = this.clock();
    void this.work(async (sql) => {
      const rules = await readRules(sql);
      if (this.answeringSince !== undefined && now.getTime() - this.answeringSince >= rules.leaseSeconds * 1000)
        await noteAbsences(sql, now, rules);
    }).then((isDone) => {
      this.answeringSince = isDone ? (this.answeringSince ?? now.getTime()) : undefined;
    });
  }

  /** False: it could not be done. */
  private work(work: (sql: Sql) => Promise<void>): Promise<boolean> {
    if (this.stopped) return Promise.resolve(false);
    const turn = this.database.transaction(work).then(
      () => true,
      () => false,
    );
    this.working = Promise.all([this.working, turn]).then(() => undefined);
    return turn;
  }
}
