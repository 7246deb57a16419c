import { randomOf, type Random } from '../fuzz/random.ts';
import { once, Room, type Query } from '../journeys/room.ts';
import { pauseProcess } from '../support/pauseProcess.ts';
import { personalDataIn } from '../support/personalData.ts';
import { startPostgres, withClient, type PostgresServer } from '../support/postgresServer.ts';
import { startUnreliableLine, type Fate, type UnreliableLine } from '../support/unreliableLine.ts';

/**
 * One appointment from sign-in to the end, with the real core, drivers and backend as processes, while whatever can go wrong goes wrong: after almost every deed
 * of the clerk something is killed, stopped for a while, cut off, filled up or set wrong. The seed decides what; the moments are those of the machine.
 */

export interface FaultRunResult { faults: string[]; seconds: number; /** What is not as if everything had gone well; empty when all is. */ wrong: string[] }

interface Scene { room: Room; line: UnreliableLine; postgres: PostgresServer | null; random: Random }
type Fault = (scene: Scene) => Promise<void> | void;

const dayMs = 24 * 3_600_000;
const whileMs = (random: Random, most: number): number => 200 + random.below(most);
const isCommand = (path: string): boolean => path.startsWith('/commands');

/** For a while requests that carry commands have this fate. */
function fateFor(line: UnreliableLine, ms: number, fate: (path: string) => Fate): void {
  line.fate = ({ path }) => fate(path);
  setTimeout(() => { line.fate = () => 'pass'; }, ms).unref();
}

const faults: Record<string, Fault> = {
  'kill counter': ({ room }) => room.kill('counter'),
  'kill device host': ({ room }) => room.kill('host'),
  'kill backend': ({ room }) => room.kill('backend'),
  'kill database': async ({ postgres, random }) => {
    if (!postgres) return;
    await postgres.kill();
    await sleep(whileMs(random, 1500));
    await postgres.start();
  },
  'stop counter': async ({ room, random }) => pauseProcess(room.counter.pid, whileMs(random, 2500)),
  'stop device host': ({ room, random }) => room.counter.tell({ kind: 'stop-host', ms: whileMs(random, 2500) }),
  'stop backend': ({ room, random }) => pauseProcess(room.backend.pid, whileMs(random, 2500)),
  partition: ({ line, random }) => {
    fateFor(line, whileMs(random, 4000), () => 'lose-request');
    line.cut();
  },
  'replies lost': ({ line, random }) => fateFor(line, whileMs(random, 3000), (path) => (isCommand(path) ? 'lose-reply' : 'pass')),
  'delivered twice': ({ line, random }) => fateFor(line, whileMs(random, 4000), (path) => (isCommand(path) ? { againAfterMs: random.below(2000) } : 'pass')),
  overtaking: ({ line, random }) => fateFor(line, whileMs(random, 4000), () => ({ lateMs: random.below(1200) })),
  'clock a day ahead': ({ room }) => room.counter.tell({ kind: 'clock', offsetMs: dayMs }),
  'clock a day behind': ({ room }) => room.counter.tell({ kind: 'clock', offsetMs: -dayMs }),
  'clock right again': ({ room }) => room.counter.tell({ kind: 'clock', offsetMs: 0 }),
  'disk full for a while': async ({ room, random }) => {
    room.counter.tell({ kind: 'disk', state: 'full' });
    await sleep(whileMs(random, 1500));
    room.counter.tell({ kind: 'disk', state: 'well' });
  },
  'disk slow for a while': ({ room, random }) => {
    room.counter.tell({ kind: 'disk', state: 'slow' });
    setTimeout(() => room.counter.tell({ kind: 'disk', state: 'well' }), whileMs(random, 3000)).unref();
  },
};
export const faultNames = Object.keys(faults);

/** @param store where the backend keeps its data @param limitMs for the whole appointment */
export async function faultRun(seed: string, store: 'sqlite' | 'postgres', limitMs: number): Promise<FaultRunResult> {
  const random = randomOf('faults', seed);
  const began = performance.now();
  const result: FaultRunResult = { faults: [], seconds: 0, wrong: [] };
  const postgres = store === 'postgres' ? await startPostgres() : null;
  let line: UnreliableLine | undefined;
  const query: Query | undefined = postgres ? (sql) => withClient(postgres.url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows) : undefined;
  const room = new Room({
    ...(postgres ? { databaseUrl: postgres.url } : {}), ...(query ? { query } : {}),
    throughLine: async (url) => (line = await startUnreliableLine(url)).url,
  });
  try {
    await room.start();
    const scene: Scene = { room, line: line!, postgres, random };
    await room.work(async (deed, answered) => {
      if (random.chance(4)) return;
      const name = random.pick(faultNames.filter((one) => postgres !== null || one !== 'kill database'));
      // Before anybody has answered, or just after.
      if (random.chance(2)) await answered;
      result.faults.push(`${deed}: ${name}`);
      await faults[name]?.(scene);
    }, limitMs);
    const found = await room.found();
    for (const [name, expected] of Object.entries(once)) if (JSON.stringify(found[name]) !== JSON.stringify(expected)) result.wrong.push(`${name}: ${JSON.stringify(found[name])} instead of ${JSON.stringify(expected)}`);
    if (room.openings() > room.openingDecisions) result.wrong.push(`${room.openings()} openings after ${room.openingDecisions} decisions`);
    const { outbox } = await room.look();
    if (outbox.entries.length > 0) result.wrong.push(`the outbox still has ${outbox.entries.length}: ${outbox.entries.map(({ kind, state }) => `${kind} ${state}`).join(', ')}`);
    if (personalDataIn(room.counter.log).length > 0) result.wrong.push('personal data in the log');
  } catch (error) {
    result.wrong.push(error instanceof Error ? error.message : String(error));
  } finally {
    await room.stop();
    await line?.stop();
    await postgres?.stop();
  }
  result.seconds = (performance.now() - began) / 1000;
  return result;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
