import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oneAfterAnother } from '../../backend/store/database.ts';
import type { Snapshots } from '../../electron/contract/index.ts';
import { randomOf } from '../fuzz/random.ts';
import { KeptBackend } from '../journeys/keptBackend.ts';
import { pause, Workplace } from '../journeys/workplace.ts';
import { personalDataIn } from '../support/personalData.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { startUnreliableLine, type UnreliableLine } from '../support/unreliableLine.ts';
import { FaultClerk, type OfficeDay } from './faultClerk.ts';
import { checkOffice } from './faultFound.ts';
import { faultsOf, happen, pass, type Desk, type Scene } from './faults.ts';

/**
 * Several counters of one office work off one queue, with the real core, drivers and backend as processes, while
 * whatever can go wrong goes wrong: after almost every deed of a clerk something is killed, stopped for a while, cut
 * off, filled up or set wrong, at that counter or for all of them. The seed decides what; the moments are those of the
 * machine.
 */

export interface FaultRunResult {
  faults: string[];
  people: number;
  seconds: number;
  /** What is not as if everything had gone well; empty when all is. */
  wrong: string[];
}
export interface FaultRunOptions {
  seed: string;
  /** Where the backend keeps its data. */
  store: 'sqlite' | 'postgres';
  /** How many people are served. */
  people: number;
  /** For the whole day. */
  limitMs: number;
}

/** One of them has the box; the others hand documents over. The third counter does one service only. */
const clerks = [
  { id: 'clerk-1', pin: '1111', counterId: 'counter-1', hasBox: true },
  { id: 'clerk-2', pin: '2222', counterId: 'counter-2', hasBox: false },
  { id: 'clerk-3', pin: '3333', counterId: 'counter-3', hasBox: false },
];
/**
 * After the last fault: until everybody knows everything. What is held back at the side is tried again after a minute.
 */
const settleMs = 90_000;
const failing = {
  status: 500,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({
    type: 'urn:schalterwerk:problem:server-error',
    title: 'x',
    status: 500,
    code: 'server-error',
  }),
};

/** With more of them than the people there could bear nobody would ever be served. */
const faultsPerPerson = 10;

interface Staffed extends Desk {
  clerk: FaultClerk;
  line: UnreliableLine;
}

export async function faultRun({ seed, store, people, limitMs }: FaultRunOptions): Promise<FaultRunResult> {
  const random = randomOf('faults', seed);
  const began = performance.now();
  const result: FaultRunResult = { faults: [], people: 0, seconds: 0, wrong: [] };
  const mayHold = random.chance(2);
  const unbearable = { appointmentId: 'appointment-A022', byCounter: random.pick(clerks).counterId };
  const day: OfficeDay = {
    people,
    mayHold,
    unbearable,
    contested: 'appointment-A023',
    parked: new Set(),
    stopped: new Set(),
    seenAt: new Map(),
    putInto: new Map(),
  };
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-faults-'));
  const postgres = store === 'postgres' ? await startPostgres({ ownDisk: true }) : null;
  const backend = new KeptBackend({
    dataDir: join(folder, 'backend'),
    preload: join(import.meta.dirname, '../support/spoiltBackend.ts'),
    ...(postgres ? { databaseUrl: postgres.url } : {}),
  });
  // Whom a counter holds is let go when the backend's clock says that the time is over: then what it did alone is
  // refused, and rightly so.
  const scene: Scene = { backend, postgres, backendClock: !mayHold };
  const desks: Staffed[] = [];
  const crashes: string[] = [];
  let isBearable = false;
  try {
    await backend.start();
    for (const who of clerks) {
      const line = await startUnreliableLine(backend.process.url);
      const place = new Workplace({
        dataDir: join(folder, who.counterId),
        backendUrl: line.url,
        moments: [],
        killBackend: () => backend.kill(),
        devices: who.hasBox ? {} : { locker: 'none' },
        onCrash: (words) => crashes.push(`${who.counterId} ended by itself: ${words}`),
      });
      const own = randomOf('faults', seed, who.counterId);
      const desk: Staffed = {
        place,
        line,
        cut: line.cut,
        random: own,
        fate: pass,
        clerk: new FaultClerk(who, own, day),
      };
      line.fate = (passing) =>
        !isBearable && passing.body.includes(unbearable.appointmentId) ? failing : desk.fate(passing);
      desks.push(desk);
    }
    await Promise.all(desks.map(({ place }) => place.start()));

    const { own, shared } = faultsOf(scene);
    const inOrder = oneAfterAnother();
    await Promise.all(
      desks.map((desk) =>
        desk.place.work({
          next: (now) => {
            if (desk.clerk.misses(now)) backend.process.tell({ clockOffsetMs: 0 });
            return desk.clerk.next(now);
          },
          isOver: (now) => desk.clerk.isOver(now),
          limitMs,
          onDeed: async (deed, answered) => {
            const { ticket } = desk.clerk;
            void answered.then((answer) => desk.clerk.heard(deed, answer, ticket));
            // Impatient clerks press twice.
            if (deed.request.name !== 'simulation.play' && desk.random.chance(6))
              void desk.place.counter.ask(deed.request.name, deed.request.input as never);
            if (result.faults.length >= faultsPerPerson * people || desk.random.chance(3)) return;
            const isShared = desk.random.chance(6);
            const name = desk.random.pick(isShared ? shared : own);
            // Before anybody has answered, or just after.
            if (desk.random.chance(2)) await answered;
            result.faults.push(`${desk.clerk.counterId} ${deed.name}: ${name}`);
            await (isShared ? inOrder(() => happen(name, desk, scene)) : happen(name, desk, scene));
          },
        }),
      ),
    );

    for (const desk of desks) {
      desk.fate = pass;
      desk.place.counter.tell({ kind: 'disk', state: 'well' });
    }
    // As long as it is ahead, counters forget the day, and rightly so.
    backend.process.tell({ disk: 'well', clockOffsetMs: 0 });
    const looks = async (): Promise<Snapshots[]> =>
      Promise.all(
        desks.map(async ({ place, clerk }) => {
          const now = await place.look();
          // A clock that jumped last of all has ended the sessions, also of who had nothing left to do.
          const again = now.session.phase === 'ready' ? null : clerk.next(now);
          if (again) await place.counter.ask(again.request.name, again.request.input as never);
          return now;
        }),
      );
    const describe = (now: Snapshots, index: number): string => desks[index]!.place.describe(now);
    const open = ({ outbox }: Snapshots) => outbox.entries.filter(({ state }) => state !== 'refused');
    const isQuiet = (now: Snapshots): boolean =>
      now.session.phase === 'ready' && now.connection.state === 'connected' && !now.day.calling;
    // What the backend fails over is still there and shown, whatever was killed meanwhile, and holds up nothing else.
    const isHeldUp = (now: Snapshots, index: number): boolean =>
      open(now).length === (desks[index]?.clerk.counterId === unbearable.byCounter ? 1 : 0);
    await until(
      'everything but what the backend fails over to arrive',
      looks,
      describe,
      (now, index) => isQuiet(now) && isHeldUp(now, index),
    );
    isBearable = true;
    for (const { place } of desks) await place.counter.ask('outbox.retry', null);
    await until('everything to arrive', looks, describe, (now) => isQuiet(now) && open(now).length === 0);

    await until(
      'all counters and the backend to agree',
      looks,
      describe,
      () => true,
      async (screens) => {
        const { wrong, served } = await checkOffice({
          backend,
          day,
          desks: desks.map(({ clerk, place }, index) => ({
            counterId: clerk.counterId,
            place,
            screen: screens[index]!,
          })),
        });
        result.wrong = wrong;
        result.people = served;
        return wrong.length === 0;
      },
    ).catch(() => undefined);
    for (const { place } of desks)
      if (personalDataIn(place.counter.log).length > 0) result.wrong.push('personal data in the log');
  } catch (error) {
    result.wrong.push(error instanceof Error ? error.message : String(error));
    for (const { clerk, place } of desks)
      result.wrong.push(`${clerk.counterId}: ${place.describe(await place.look())}`);
  } finally {
    await Promise.all(
      desks.map(async ({ place, line }) => {
        await place.kill();
        await line.stop();
      }),
    );
    await backend.stop();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  result.wrong.push(...crashes, ...desks.flatMap(({ clerk }) => clerk.lost));
  result.seconds = (performance.now() - began) / 1000;
  return result;
}

async function until(
  what: string,
  looks: () => Promise<Snapshots[]>,
  describe: (now: Snapshots, index: number) => string,
  holds: (now: Snapshots, index: number) => boolean,
  further: (now: Snapshots[]) => Promise<boolean> = async () => true,
): Promise<void> {
  for (const end = Date.now() + settleMs; ; await pause()) {
    const now = await looks();
    if (now.every(holds) && (await further(now))) return;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}: ${now.map(describe).join(' ')}`);
  }
}
