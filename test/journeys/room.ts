import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Appointment } from '../../backend/contract/index.ts';
import type { Snapshots } from '../../electron/contract/index.ts';
import { spawnBackend, type SpawnedBackend } from '../support/backend.ts';
import { nextDeed } from './clerk.ts';
import { startCounterProcess, type CounterAsProcess } from './counterAsProcess.ts';
import type { Moment } from './counterProcess.ts';

export type Victim = Moment['victim'];
const ticket = 'A017';
/** After this long the clerk looks up and does what the screen asks for then. */
const effectLimitMs = 3000;
/** Generous: dozens of processes are started on whatever machine there is. */
export const journeyLimitMs = 240_000;
const pollMs = 40;
// Processes are started again and again: they need not compile their sources anew each time.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'schalterwerk-compiled');

export type Query = (sql: string) => Promise<Record<string, unknown>[]>;
export type OnDeed = (name: string, answered: Promise<unknown>) => Promise<void>;
export interface RoomOptions {
  /** Moments at which a process kills itself or another. */
  moments?: Moment[];
  /** The backend keeps its data in this PostgreSQL; `query` reads it. */
  databaseUrl?: string;
  query?: Query;
  /** Puts a line between counter and backend; resolves with its address. */
  throughLine?: (backendUrl: string) => Promise<string>;
  /** The clerk waits for the connection, so that each kill of the backend is heard. */
  backendIsKilled?: boolean;
}

/** The three processes of one counter and what was done to them. */
export class Room {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-killed-'));
  readonly #options: RoomOptions;
  backend!: SpawnedBackend;
  counter!: CounterAsProcess;
  /** Decisions of the clerk that let a door be opened. */
  openingDecisions = 0;
  readonly done: string[] = [];
  #url = '';
  #backendRestarting: Promise<void> = Promise.resolve();

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** Resolves with the backend's address when it listens; `throughLine` may put something between it and the counter. */
  async start(): Promise<void> {
    this.backend = await spawnBackend({ dataDir: join(this.dataDir, 'backend'), ...(this.#options.databaseUrl === undefined ? {} : { databaseUrl: this.#options.databaseUrl }) });
    this.#url = (await this.#options.throughLine?.(this.backend.url)) ?? this.backend.url;
    await this.#startCounter();
  }

  async #startCounter(): Promise<void> {
    this.counter = await startCounterProcess({ dataDir: this.dataDir, backendUrl: this.#url, moments: this.#options.moments ?? [], killBackend: () => this.killBackend() });
  }

  /** Dead when this resolves; its successor on the same port follows by itself. */
  async killBackend(): Promise<void> {
    await this.#backendRestarting;
    const { port, dataDir } = this.backend;
    await this.backend.kill();
    this.#backendRestarting = spawnBackend({ dataDir, port, seed: false, ...(this.#options.databaseUrl === undefined ? {} : { databaseUrl: this.#options.databaseUrl }) }).then((backend) => { this.backend = backend; });
  }

  async kill(victim: Victim): Promise<void> {
    if (victim === 'counter') await this.counter.kill();
    else if (victim === 'host') this.counter.killHost();
    else await this.killBackend();
  }

  /** What the screen shows; a counter that died is started again first. */
  async look(): Promise<Snapshots> {
    for (;;) {
      if (!this.counter.alive()) await this.#startCounter();
      const now = await this.counter.look();
      if (now) return now;
    }
  }

  /**
   * The clerk works until nothing is left to do.
   * @param onDeed called with each thing that was begun, and when it was answered; what happens to the processes happens there
   */
  async work(onDeed: OnDeed = async () => {}, limitMs: number = journeyLimitMs): Promise<void> {
    const end = Date.now() + limitMs;
    for (;;) {
      const now = await this.look();
      const mine = now.day.all.find((entry) => entry.ticket === ticket);
      if (mine?.state === 'completed' && !mine.pending && now.outbox.waiting === 0) return;
      if (Date.now() > end) throw new Error(`stuck: ${JSON.stringify({ case: now.case && { ...now.case, steps: now.case.steps.map(({ id, state }) => `${id} ${state}`), items: [] }, connection: now.connection, outbox: now.outbox, devices: now.devices.devices, session: now.session.phase, done: this.done })} ${this.counter.log.slice(-8).join(' | ')}`);
      const deed = nextDeed(now, ticket);
      // A backend that is killed again before anybody heard of it would only be a backend that is away.
      const toBeHeard = this.#options.backendIsKilled === true && now.session.phase === 'ready' && now.connection.state !== 'connected';
      if (!deed || toBeHeard) {
        await pause();
        continue;
      }
      if (deed.opens) this.openingDecisions += 1;
      this.done.push(deed.name);
      const counter = this.counter;
      const asked = counter.ask(deed.request.name, deed.request.input as never);
      await onDeed(deed.name, asked);
      const answer = await asked;
      if (!answer?.ok) {
        await pause();
        continue;
      }
      const limit = Date.now() + effectLimitMs;
      for (let after = await this.look(); counter === this.counter && !deed.seen(after) && Date.now() < limit; after = await this.look()) await pause();
    }
  }

  async stop(): Promise<void> {
    await this.counter?.kill();
    await this.#backendRestarting.catch(() => {});
    await this.backend?.kill();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** Looks where nobody can embellish: in the backend's database and at the doors of the simulated room. */
  async found(): Promise<Record<string, unknown>> {
    await this.#backendRestarting;
    const rows = (sql: string) => (this.#options.query ?? this.#file)(sql);
    const appointments = (await rows("SELECT value FROM records WHERE kind = 'appointment'")).map(({ value }) => JSON.parse(String(value)) as Appointment);
    const mine = appointments.find((appointment) => appointment.ticket === ticket)!;
    const settled = await rows("SELECT kind, count(*) AS n FROM commands WHERE refusal IS NULL AND kind IN ('call-next', 'sign', 'deposit', 'appear', 'finish') GROUP BY kind ORDER BY kind");
    const result = {
      applied: Object.fromEntries(settled.map(({ kind, n }) => [kind, Number(n)])),
      refused: await rows("SELECT kind, refusal FROM commands WHERE refusal IS NOT NULL AND refusal <> 'voided'"),
      signatures: (await rows('SELECT id FROM signature_contents')).length,
      deposits: (await rows("SELECT value FROM records WHERE kind = 'deposit'")).filter(({ value }) => (JSON.parse(String(value)) as { appointmentId: string }).appointmentId === mine.id).length,
      atCounters: (await rows('SELECT appointment_id FROM counter_work')).length,
      othersCalled: appointments.filter((other) => other.ticket !== ticket && (other.state === 'called' || other.state === 'serving')).length,
      state: mine.state, outcome: mine.outcome,
      steps: Object.fromEntries(Object.entries(mine.steps).map(([id, { state }]) => [id, state])),
    };
    return result;
  }

  readonly #file: Query = async (sql) => {
    const file = new DatabaseSync(join(this.dataDir, 'backend/schalterwerk-backend.db'), { readOnly: true });
    try {
      return file.prepare(sql).all() as Record<string, unknown>[];
    } finally {
      file.close();
    }
  };

  openings(): number {
    const room = JSON.parse(readFileSync(join(this.dataDir, 'simulated-room.json'), 'utf8')) as { doors: { openings: number }[] };
    return room.doors.reduce((sum, { openings }) => sum + openings, 0);
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pollMs));

/** What is found afterwards when everything happened once. */
export const once = {
  applied: { appear: 1, 'call-next': 1, deposit: 1, finish: 1, sign: 1 },
  refused: [], signatures: 1, deposits: 1, atCounters: 0, othersCalled: 0, state: 'completed', outcome: 'completed',
  steps: { identity: 'done', documents: 'done', receipt: 'done', output: 'done' },
};
