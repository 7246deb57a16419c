import { parseArgs } from 'node:util';
import { quantile, times } from '../bench/measure.ts';
import { dayOffline } from './dayOffline.ts';
import { faultRun } from './faultRun.ts';
import { load } from './load.ts';
import { startPostgres } from '../support/postgresServer.ts';
import { testDatabase } from '../support/testDatabase.ts';
import { postgresTrack, runRaces, sqliteTrack, type Track } from './races.ts';

/**
 * `npm run soak -- [races|races-postgres|faults|faults-postgres|day|load|load-postgres …] [--seed=n] [--races=10000]
 * [--from=0] [--faults=20] [--people=8] [--actions=10000] [--counters=200] [--seconds=60] [--per-minute=6]`
 *
 * The long runs of what `npm test` does in short. Prints its seed; with it (and --from for one race) a run is repeated.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    races: { type: 'string', default: '10000' },
    from: { type: 'string', default: '0' },
    faults: { type: 'string', default: '20' },
    people: { type: 'string', default: '8' },
    actions: { type: 'string', default: '10000' },
    counters: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    'per-minute': { type: 'string', default: '6' },
  },
});
const number = (text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`"${text}" is not a number.`);
  process.exit(2);
};
const seed = number(values.seed);

/** Each prints its figures and says whether what was promised held. */
const runs: Record<string, () => Promise<boolean>> = {
  races: () => races('races', sqliteTrack(8)),
  'races-postgres': () => races('races-postgres', postgresTrack(8, 3)),
  async day() {
    const result = await dayOffline({ actions: number(values.actions), seed, restarts: 3 });
    console.log(
      `${result.actions} actions without the network, ${result.restarts} restarts: saved ${times(result.saved)}, slowest ${quantile(result.saved, 1).toFixed(0)} ms; then in sync after ${result.syncSeconds.toFixed(1)} s; ` +
        `applied ${result.applied}, lost ${result.lost}, refused ${result.refused}, counter and backend ${result.equal ? 'agree' : 'DIFFER'}`,
    );
    return result.lost === 0 && result.refused === 0 && result.equal && result.applied === result.actions;
  },
  faults: () => faultRuns('faults', 'sqlite'),
  'faults-postgres': () => faultRuns('faults-postgres', 'postgres'),
  async load() {
    const result = await load({
      counters: number(values.counters),
      seconds: number(values.seconds),
      perMinute: number(values['per-minute']),
      seed,
    });
    const figures = (all: number[]): string =>
      [0.5, 0.95, 0.99].map((part) => `p${part * 100} ${quantile(all, part).toFixed(0)} ms`).join(', ');
    console.log(
      `${result.counters} counters, ${values['per-minute']} commands a minute each, ${result.seconds} s: ${result.commands} commands (${result.refused} refused); a command ${figures(result.command)}; ` +
        `its change at another counter ${figures(result.reach)}; the whole day of 2,000 people at a counter that comes in ${figures(result.start)}; never arrived ${result.neverArrived}`,
    );
    return result.neverArrived === 0;
  },
  async 'load-postgres'() {
    const server = await startPostgres();
    testDatabase.postgresUrl = server.url;
    try {
      return (await runs['load']?.()) ?? false;
    } finally {
      testDatabase.postgresUrl = null;
      await server.stop();
    }
  },
};

/** Counters that want the same people: at one backend on SQLite, or at three processes on one PostgreSQL. */
async function races(name: string, opening: Promise<Track>): Promise<boolean> {
  const track = await opening;
  let told = performance.now();
  const result = await runRaces(track, {
    seed,
    from: number(values.from),
    count: number(values.races),
    mostTries: 1_000_000,
    onProgress: (done) => {
      if (performance.now() - told < 15_000) return;
      told = performance.now();
      console.log(`  ${done} races`);
    },
    onFault: (fault) => console.error(fault),
  });
  await track.stop();
  for (const { seed: of } of result.faults)
    console.error(`  again: npm run soak -- ${name} --seed=${seed} --races=1 --from=${of.split('-')[1]}`);
  const counts = (of: Record<string, number>): string =>
    Object.entries(of)
      .sort()
      .map(([what, count]) => `${what} ${count}`)
      .join(', ');
  console.log(
    `${result.races} races, ${result.operations} operations (${counts(result.ways)}) in ${result.seconds.toFixed(0)} s: ${result.faults.length} without an explaining order`,
  );
  console.log(`outcomes: ${counts(result.outcomes)}`);
  return result.faults.length === 0;
}

/** Days of three counters on which everything goes wrong. */
async function faultRuns(name: string, store: 'sqlite' | 'postgres'): Promise<boolean> {
  const counts = new Map<string, number>();
  let bad = 0;
  let served = 0;
  const [from, runs] = [number(values.from), number(values.faults)];
  for (let run = from; run < from + runs; run += 1) {
    const { faults, people, seconds, wrong } = await faultRun({
      seed: `${seed}-${run}`,
      store,
      people: number(values.people),
      limitMs: 300_000,
    });
    served += people;
    for (const fault of faults) counts.set(fault.split(': ')[1]!, (counts.get(fault.split(': ')[1]!) ?? 0) + 1);
    console.log(
      `  run ${run}: ${people} people, ${faults.length} faults, ${seconds.toFixed(0)} s, ${wrong.length === 0 ? 'as if nothing had happened' : 'WRONG'}`,
    );
    if (wrong.length === 0) continue;
    bad += 1;
    console.error(
      `    ${wrong.join('\n    ')}\n    ${faults.join(' · ')}\n    again: npm run soak -- ${name} --seed=${seed} --faults=1 --from=${run} --people=${values.people}`,
    );
  }
  console.log(
    `${runs} days of three counters, ${served} people, ${[...counts.values()].reduce((sum, count) => sum + count, 0)} faults (${[...counts].map(([fault, count]) => `${fault} ${count}`).join(', ')}): ${bad} not as if nothing had happened`,
  );
  return bad === 0;
}

const chosen = positionals.length > 0 ? positionals : Object.keys(runs);
const unknown = chosen.filter((name) => !(name in runs));
if (unknown.length > 0) {
  console.error(`There is no run "${unknown[0]}"; there are: ${Object.keys(runs).join(', ')}.`);
  process.exit(2);
}
console.log(`seed ${seed}`);
let held = true;
for (const name of chosen) {
  console.log(`== ${name}`);
  held = (await runs[name]!()) && held;
}
console.log(held ? 'everything held' : 'NOT everything held');
process.exit(held ? 0 : 1);
