import type { Random } from '../fuzz/random.ts';
import type { KeptBackend } from '../journeys/keptBackend.ts';
import type { Workplace } from '../journeys/workplace.ts';
import type { DiskState } from '../support/spoilDisk.ts';
import { pauseProcess } from '../support/pauseProcess.ts';
import type { PostgresServer } from '../support/postgresServer.ts';
import type { ToSpoiltBackend } from '../support/spoiltBackend.ts';
import type { Fate, Passing } from '../support/unreliableLine.ts';

/** What can go wrong: at one counter, or for all of them at once. */

export interface Desk {
  place: Workplace;
  /** What the line to the backend does with a request now. */
  fate: (passing: Passing) => Fate;
  cut: () => void;
  random: Random;
}
export interface Scene {
  backend: KeptBackend;
  postgres: PostgresServer | null;
  /** The clock of the backend may be wrong, too. */
  backendClock: boolean;
}
type Fault = (desk: Desk, scene: Scene) => Promise<void> | void;

export const dayMs = 24 * 3_600_000;
export const pass = (): Fate => 'pass';
const whileMs = (random: Random, most: number): number => 200 + random.below(most);
const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** For a while requests have this fate; what came after it is not ended by its end. */
function fateFor(desk: Desk, ms: number, fate: (passing: Passing) => Fate): void {
  desk.fate = fate;
  setTimeout(() => {
    if (desk.fate === fate) desk.fate = pass;
  }, ms).unref();
}
const ofCommands =
  (fate: () => Fate) =>
  ({ path }: Passing): Fate =>
    path.startsWith('/commands') ? fate() : 'pass';

const ownFaults: Record<string, Fault> = {
  'kill counter': ({ place }) => place.kill(),
  'kill device host': ({ place }) => place.counter.killHost(),
  'stop counter': ({ place, random }) => pauseProcess(place.counter.pid, whileMs(random, 2500)),
  'stop device host': ({ place, random }) => place.counter.tell({ kind: 'stop-host', ms: whileMs(random, 2500) }),
  partition: (desk) => {
    fateFor(desk, whileMs(desk.random, 4000), () => 'lose-request');
    desk.cut();
  },
  'replies lost': (desk) =>
    fateFor(
      desk,
      whileMs(desk.random, 3000),
      ofCommands(() => 'lose-reply'),
    ),
  'delivered twice': (desk) =>
    fateFor(
      desk,
      whileMs(desk.random, 4000),
      ofCommands(() => ({ againAfterMs: desk.random.below(2000) })),
    ),
  overtaking: (desk) => fateFor(desk, whileMs(desk.random, 4000), () => ({ lateMs: desk.random.below(1200) })),
  'clock a day ahead': ({ place }) => place.counter.tell({ kind: 'clock', offsetMs: dayMs }),
  'clock a day behind': ({ place }) => place.counter.tell({ kind: 'clock', offsetMs: -dayMs }),
  'clock right again': ({ place }) => place.counter.tell({ kind: 'clock', offsetMs: 0 }),
  'disk full': ({ place, random }) => diskFor(place, 'full', whileMs(random, 1500)),
  'disk slow': ({ place, random }) => diskFor(place, 'slow', whileMs(random, 3000)),
};

function diskFor({ counter }: Workplace, state: DiskState, ms: number): void {
  counter.tell({ kind: 'disk', state });
  setTimeout(() => counter.tell({ kind: 'disk', state: 'well' }), ms).unref();
}

const tell = ({ backend }: Scene, message: ToSpoiltBackend): void => backend.process.tell(message);
function backendDiskFor(scene: Scene, disk: DiskState, ms: number): void {
  const { process } = scene.backend;
  tell(scene, { disk });
  setTimeout(() => process.tell({ disk: 'well' } satisfies ToSpoiltBackend), ms).unref();
}

const sharedFaults: Record<string, Fault> = {
  'kill backend': (_, { backend }) => backend.kill(),
  'stop backend': ({ random }, { backend }) => pauseProcess(backend.process.pid, whileMs(random, 2500)),
};
const clockFaults: Record<string, Fault> = {
  "backend's clock a day ahead": (_, scene) => tell(scene, { clockOffsetMs: dayMs }),
  "backend's clock a day behind": (_, scene) => tell(scene, { clockOffsetMs: -dayMs }),
  "backend's clock right again": (_, scene) => tell(scene, { clockOffsetMs: 0 }),
};
const sqliteFaults: Record<string, Fault> = {
  "backend's disk full": ({ random }, scene) => backendDiskFor(scene, 'full', whileMs(random, 1500)),
  "backend's disk slow": ({ random }, scene) => backendDiskFor(scene, 'slow', whileMs(random, 3000)),
};
const postgresFaults: Record<string, Fault> = {
  'kill database': async ({ random }, { postgres }) => {
    await postgres?.kill();
    await sleep(whileMs(random, 1500));
    await postgres?.start();
  },
  'stop database': ({ random }, { postgres }) => postgres?.pause(whileMs(random, 2500)),
  'disk of the database full': async ({ random }, { postgres }) => {
    postgres?.fillDisk?.();
    await sleep(whileMs(random, 1500));
    await postgres?.makeRoom?.();
  },
};

const all: Record<string, Fault> = {
  ...ownFaults,
  ...sharedFaults,
  ...clockFaults,
  ...sqliteFaults,
  ...postgresFaults,
};

/** The names of what can happen here: one thing at all counters for two at one. */
export function faultsOf({ postgres, backendClock }: Scene): { own: string[]; shared: string[] } {
  const database = postgres
    ? Object.keys(postgresFaults).filter(
        (name) => postgres.fillDisk !== undefined || name !== 'disk of the database full',
      )
    : Object.keys(sqliteFaults);
  return {
    own: Object.keys(ownFaults),
    shared: [...Object.keys(sharedFaults), ...(backendClock ? Object.keys(clockFaults) : []), ...database],
  };
}

export async function happen(name: string, desk: Desk, scene: Scene): Promise<void> {
  await all[name]?.(desk, scene);
}
