import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { Snapshots } from '../../electron/contract/index.ts';
import type { Deed } from './clerk.ts';
import { startCounterProcess, type CounterAsProcess, type CounterProcessOptions } from './counterAsProcess.ts';

/** After this long the clerk looks up and does what the screen asks for then. */
const effectLimitMs = 3000;
const pollMs = 40;
// Processes are started again and again: they need not compile their sources anew each time.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'schalterwerk-compiled');

/** Called with each thing that was begun, and when it was answered; what happens to the processes happens there. */
export type OnDeed = (deed: Deed, answered: Promise<unknown>) => Promise<void>;
export interface Work {
  /** What the screen asks for; null while one can only wait. */
  next: (now: Snapshots) => Deed | null;
  isOver: (now: Snapshots) => boolean;
  onDeed: OnDeed;
  limitMs: number;
}

/**
 * One counter and its devices as processes, and the clerk who works there. A counter that died is started again by who
 * looks at it.
 */
export class Workplace {
  readonly #options: CounterProcessOptions;
  counter!: CounterAsProcess;
  /** Decisions of the clerk that let a door be opened. */
  openingDecisions = 0;
  readonly done: string[] = [];

  constructor(options: CounterProcessOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    mkdirSync(this.#options.dataDir, { recursive: true });
    this.counter = await startCounterProcess(this.#options);
  }

  /** What the screen shows; a counter that died is started again first. */
  async look(): Promise<Snapshots> {
    for (;;) {
      if (!this.counter.alive()) await this.start();
      const now = await this.counter.look();
      if (now) return now;
    }
  }

  /** The clerk works until it is over. */
  async work({ next, isOver, onDeed, limitMs }: Work): Promise<void> {
    const end = Date.now() + limitMs;
    for (;;) {
      const now = await this.look();
      if (isOver(now)) return;
      if (Date.now() > end) throw new Error(`stuck: ${this.describe(now)}`);
      const deed = next(now);
      if (!deed) {
        await pause();
        continue;
      }
      if (deed.opens) this.openingDecisions += 1;
      this.done.push(deed.name);
      const counter = this.counter;
      const asked = counter.ask(deed.request.name, deed.request.input as never);
      await onDeed(deed, asked);
      const answer = await asked;
      if (!answer?.ok) {
        await pause();
        continue;
      }
      const limit = Date.now() + effectLimitMs;
      for (
        let after = await this.look();
        counter === this.counter && !deed.seen(after) && Date.now() < limit;
        after = await this.look()
      )
        await pause();
    }
  }

  /** For the message when something went wrong. */
  describe({ case: mine, connection, day, devices, outbox, scans, session }: Snapshots): string {
    const of = mine && [
      mine.ticket,
      mine.state,
      ...mine.steps.map(({ id, state }) => `${id} ${state}`),
      mine.stop && 'stopped',
      mine.deposit?.state,
      mine.signature?.state,
    ];
    return JSON.stringify({
      session: [session.phase, session.problem?.code],
      connection,
      calling: day.calling,
      case: of,
      outbox: outbox.entries.map(({ kind, ticket, state, attempts, heldBack, problem }) =>
        [kind, ticket, state, attempts, heldBack, problem?.code].filter(Boolean).join(' '),
      ),
      devices: devices.devices.map(({ id, state, problem }) => [id, state, problem?.code].filter(Boolean).join(' ')),
      scans: scans.recent.slice(0, 3).map(({ outcome, problem }) => [outcome, problem?.code]),
      done: this.done.slice(-8),
      log: this.counter.log.slice(-12),
    });
  }

  /** The doors of the simulated room, as they would stand there without any program. */
  doors(): { board: number; lock: number; open: boolean; item: boolean; openings: number }[] {
    const file = join(this.#options.dataDir, 'simulated-room.json');
    return existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as { doors: ReturnType<Workplace['doors']> }).doors
      : [];
  }

  openings(): number {
    return this.doors().reduce((sum, { openings }) => sum + openings, 0);
  }

  async kill(): Promise<void> {
    await this.counter?.kill();
  }
}

export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, pollMs));
