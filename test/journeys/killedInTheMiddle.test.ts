import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Appointment } from '../../backend/contract/index.ts';
import type { Snapshots } from '../../electron/contract/index.ts';
import { spawnBackend, type SpawnedBackend } from '../support/backend.ts';
import { personalDataIn } from '../support/personalData.ts';
import { nextDeed } from './clerk.ts';
import { startCounterProcess, type CounterAsProcess } from './counterAsProcess.ts';
import type { Moment } from './counterProcess.ts';

/** Promises 1 to 3: whatever process dies, whenever it dies, the work goes on and nothing is done twice. */

type Victim = Moment['victim'];
const ticket = 'A017';
/** Everything the clerk does in this appointment. */
const deeds = ['sign in', 'choose the counter', 'call the next one', 'scan the appointment code', 'scan the passport', 'tick old-title', 'tick pin-letter', 'complete the documents',
  'start the signature', 'sign on the pad', 'start the deposit', 'scan the document', 'put the document in', 'shut the door', 'scan the compartment', 'give the slip', 'finish'];
/** After this long the clerk looks up and does what the screen asks for then. */
const effectLimitMs = 3000;
/** Generous: dozens of processes are started on whatever machine there is. */
const journeyLimitMs = 240_000;
const pollMs = 40;
// Processes are started again and again: they need not compile their sources anew each time.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'schalterwerk-compiled');

/** The three processes of one counter and what was done to them. */
class Room {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-killed-'));
  readonly moments: Moment[];
  backend!: SpawnedBackend;
  counter!: CounterAsProcess;
  /** Decisions of the clerk that let a door be opened. */
  openingDecisions = 0;
  readonly done: string[] = [];
  #backendRestarting: Promise<void> = Promise.resolve();

  constructor(moments: Moment[]) {
    this.moments = moments;
  }

  async start(): Promise<void> {
    this.backend = await spawnBackend({ dataDir: join(this.dataDir, 'backend') });
    await this.#startCounter();
  }

  async #startCounter(): Promise<void> {
    this.counter = await startCounterProcess({ dataDir: this.dataDir, backendUrl: this.backend.url, moments: this.moments, killBackend: () => this.killBackend() });
  }

  /** Dead when this resolves; its successor on the same port follows by itself. */
  async killBackend(): Promise<void> {
    await this.#backendRestarting;
    const { port, dataDir } = this.backend;
    await this.backend.kill();
    this.#backendRestarting = spawnBackend({ dataDir, port, seed: false }).then((backend) => { this.backend = backend; });
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

  /** The clerk works until nothing is left to do. After each kind of deed, once, `victim` is killed. */
  async work(killAfter: Victim | null): Promise<void> {
    const end = Date.now() + journeyLimitMs;
    const killed = new Set<string>();
    for (;;) {
      const now = await this.look();
      const mine = now.day.all.find((entry) => entry.ticket === ticket);
      if (mine?.state === 'completed' && !mine.pending && now.outbox.waiting === 0) return;
      if (Date.now() > end) throw new Error(`stuck: ${JSON.stringify({ case: now.case && { ...now.case, steps: now.case.steps.map(({ id, state }) => `${id} ${state}`), items: [] }, connection: now.connection, outbox: now.outbox, devices: now.devices.devices, session: now.session.phase, done: this.done })} ${this.counter.log.slice(-8).join(' | ')}`);
      const deed = nextDeed(now, ticket);
      // A backend that is killed again before anybody heard of it would only be a backend that is away.
      const toBeHeard = killAfter === 'backend' && now.session.phase === 'ready' && now.connection.state !== 'connected';
      if (!deed || toBeHeard) {
        await pause();
        continue;
      }
      if (deed.opens) this.openingDecisions += 1;
      this.done.push(deed.name);
      const asked = this.counter.ask(deed.request.name, deed.request.input as never);
      if (killAfter && !killed.has(deed.name)) {
        killed.add(deed.name);
        await asked;
        await this.kill(killAfter);
      }
      const counter = this.counter;
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
    const file = new DatabaseSync(join(this.dataDir, 'backend/schalterwerk-backend.db'), { readOnly: true });
    const rows = (sql: string) => file.prepare(sql).all() as Record<string, unknown>[];
    const appointments = rows("SELECT value FROM records WHERE kind = 'appointment'").map(({ value }) => JSON.parse(String(value)) as Appointment);
    const mine = appointments.find((appointment) => appointment.ticket === ticket)!;
    const settled = rows("SELECT kind, count(*) AS n FROM commands WHERE refusal IS NULL AND kind IN ('call-next', 'sign', 'deposit', 'appear', 'finish') GROUP BY kind ORDER BY kind");
    const result = {
      applied: Object.fromEntries(settled.map(({ kind, n }) => [kind, n])),
      refused: rows("SELECT kind, refusal FROM commands WHERE refusal IS NOT NULL AND refusal <> 'voided'"),
      signatures: rows('SELECT id FROM signature_contents').length,
      deposits: rows("SELECT value FROM records WHERE kind = 'deposit'").filter(({ value }) => (JSON.parse(String(value)) as { appointmentId: string }).appointmentId === mine.id).length,
      atCounters: rows('SELECT appointment_id FROM counter_work').length,
      othersCalled: appointments.filter((other) => other.ticket !== ticket && (other.state === 'called' || other.state === 'serving')).length,
      state: mine.state, outcome: mine.outcome,
      steps: Object.fromEntries(Object.entries(mine.steps).map(([id, { state }]) => [id, state])),
    };
    file.close();
    return result;
  }

  openings(): number {
    const room = JSON.parse(readFileSync(join(this.dataDir, 'simulated-room.json'), 'utf8')) as { doors: { openings: number }[] };
    return room.doors.reduce((sum, { openings }) => sum + openings, 0);
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pollMs));

const once = {
  applied: { appear: 1, 'call-next': 1, deposit: 1, finish: 1, sign: 1 },
  refused: [], signatures: 1, deposits: 1, atCounters: 0, othersCalled: 0, state: 'completed', outcome: 'completed',
  steps: { identity: 'done', documents: 'done', receipt: 'done', output: 'done' },
};

async function journey(moments: Moment[], killAfter: Victim | null): Promise<void> {
  const room = new Room(moments);
  try {
    await room.start();
    await room.work(killAfter);
    for (const name of deeds) expect(room.done).toContain(name);
    expect(await room.found()).toEqual(once);
    expect(room.openings()).toBeGreaterThan(0);
    // Who was killed on the way to the lock has opened nothing; every other decision opened once at most.
    const unheard = moments.filter(({ at, when }) => at === 'locker.open' && when === 'before').length;
    expect(room.openings()).toBeLessThanOrEqual(room.openingDecisions - unheard);
    const { outbox } = await room.look();
    expect(outbox).toMatchObject({ waiting: 0, refused: 0, entries: [] });
    expect(personalDataIn(room.counter.log)).toEqual([]);
  } finally {
    await room.stop();
  }
}

const victims: Victim[] = ['counter', 'host', 'backend'];
const commands = ['call-next', 'appear', 'sign', 'deposit', 'finish'];
const orders = ['locker.open', 'pad.show'];
const beforeAndAfter = (at: string, victim: Victim): Moment[] => [{ at, when: 'before', victim }, { at, when: 'after', victim }];

describe.concurrent('killed in the middle of an appointment', () => {
  it.each(victims)('after every single deed of the clerk: %s', { timeout: journeyLimitMs + 20_000 }, async (victim) => {
    await journey([], victim);
  });

  it.each([
    ['counter', [...commands, ...orders]],
    ['host', orders],
    ['backend', commands],
  ] as const)('in the very moment of a request, before it is heard and before it is answered: %s', { timeout: journeyLimitMs + 20_000 }, async (victim, at) => {
    await journey(at.flatMap((name) => beforeAndAfter(name, victim)), null);
  });
});
