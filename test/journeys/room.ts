import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Appointment } from '../../backend/contract/index.ts';
import { nextDeed, soloClerk } from './clerk.ts';
import type { Moment } from './counterProcess.ts';
import { KeptBackend } from './keptBackend.ts';
import { hangMs } from '../support/hang.ts';
import { Workplace, type OnDeed } from './workplace.ts';

export type Victim = Moment['victim'];
const ticket = 'A017';

export interface RoomOptions {
  /** Moments at which a process kills itself or another. */
  moments?: Moment[];
  /** The clerk waits for the connection, so that each kill of the backend is heard. */
  backendIsKilled?: boolean;
}

/** The three processes of one counter and what was done to them. */
export class Room {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-killed-'));
  readonly #options: RoomOptions;
  readonly backend = new KeptBackend({ dataDir: join(this.dataDir, 'backend') });
  place!: Workplace;
  readonly crashes: string[] = [];

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.backend.start();
    this.place = new Workplace({
      dataDir: this.dataDir,
      backendUrl: this.backend.process.url,
      moments: this.#options.moments ?? [],
      killBackend: () => this.backend.kill(),
      onCrash: (words) => this.crashes.push(words),
    });
    await this.place.start();
  }

  async kill(victim: Victim): Promise<void> {
    if (victim === 'counter') await this.place.kill();
    else if (victim === 'host') this.place.counter.killHost();
    else await this.backend.kill();
  }

  /** The clerk works until nothing is left to do. */
  async work(onDeed: OnDeed): Promise<void> {
    await this.place.work({
      // A backend that is killed again before anybody heard of it would only be a backend that is away.
      next: (now) =>
        this.#options.backendIsKilled === true && now.session.phase === 'ready' && now.connection.state !== 'connected'
          ? null
          : nextDeed(now, soloClerk(ticket)),
      isOver: (now) => {
        const mine = now.day.all.find((entry) => entry.ticket === ticket);
        return mine?.state === 'completed' && !mine.pending && now.outbox.waiting === 0;
      },
      onDeed,
      limitMs: hangMs,
    });
  }

  async stop(): Promise<void> {
    await this.place?.kill();
    await this.backend.stop();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** Looks where nobody can embellish: in the backend's database. */
  async found(): Promise<Record<string, unknown>> {
    const rows = (sql: string) => this.backend.rows(sql);
    const appointments = (await rows("SELECT value FROM records WHERE kind = 'appointment'")).map(
      ({ value }) => JSON.parse(String(value)) as Appointment,
    );
    const mine = appointments.find((appointment) => appointment.ticket === ticket)!;
    const settled = await rows(
      "SELECT kind, count(*) AS n FROM commands WHERE refusal IS NULL AND kind IN ('call-next', 'sign', 'deposit', 'appear', 'finish') GROUP BY kind ORDER BY kind",
    );
    return {
      applied: Object.fromEntries(settled.map(({ kind, n }) => [kind, Number(n)])),
      refused: await rows("SELECT kind, refusal FROM commands WHERE refusal IS NOT NULL AND refusal <> 'voided'"),
      signatures: (await rows('SELECT id FROM signature_contents')).length,
      deposits: (await rows("SELECT value FROM records WHERE kind = 'deposit'")).filter(
        ({ value }) => (JSON.parse(String(value)) as { appointmentId: string }).appointmentId === mine.id,
      ).length,
      atCounters: (await rows('SELECT appointment_id FROM counter_work')).length,
      othersCalled: appointments.filter(
        (other) => other.ticket !== ticket && (other.state === 'called' || other.state === 'serving'),
      ).length,
      state: mine.state,
      outcome: mine.outcome,
      steps: Object.fromEntries(Object.entries(mine.steps).map(([id, { state }]) => [id, state])),
    };
  }
}

/** What is found afterwards when everything happened once. */
export const once = {
  applied: { appear: 1, 'call-next': 1, deposit: 1, finish: 1, sign: 1 },
  refused: [],
  signatures: 1,
  deposits: 1,
  atCounters: 0,
  othersCalled: 0,
  state: 'completed',
  outcome: 'completed',
  steps: { identity: 'done', documents: 'done', receipt: 'done', output: 'done' },
};
