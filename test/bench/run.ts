import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { decodingRows } from './decoding.ts';
import { hostProcessRow } from './hostProcess.ts';
import { socatInstalled } from './cable.ts';
import type { Row } from './measure.ts';
import { memoryRows } from './memory.ts';
import { paintedRow } from './painted.ts';
import { readerRows } from './readers.ts';
import { recoveryRows } from './recovery.ts';
import { startingRow } from './starting.ts';
import { syncRows } from './syncing.ts';
import { savingRow } from './saving.ts';

/**
 * `npm run bench`: ratios in one run. Absolute figures are this machine's; only what stands in one line may be
 * compared.
 */
const out = path.join(import.meta.dirname, '../../out');
mkdirSync(out, { recursive: true });
const machine = `${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, ${os.cpus().length} cores, ${os.type()} ${os.arch()}, Node ${process.versions.node}`;
const load = os.loadavg()[0] ?? 0;
console.log(`${machine}; load before the run ${load.toFixed(1)}`);

const rows: Row[] = [];
let failed = false;
const stage = async (name: string, work: () => Row[] | Promise<Row[]>): Promise<void> => {
  console.log(`… ${name}`);
  try {
    rows.push(...(await work()));
  } catch (error) {
    failed = true;
    console.error(`✗ ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-bench-'));
await stage('reading and understanding', readerRows);
await stage('sync, beside PouchDB and RxDB', () => syncRows(out));
await stage('decoding pictures of the camera', decodingRows);
await stage('saving', () => [savingRow(path.join(out, 'bench'))]);
await stage('after a hang and a crash of the device process', () => recoveryRows(folder));
await stage('start', async () => [await startingRow(folder)]);
await stage('memory after a day', () => memoryRows(folder));
if (socatInstalled()) {
  await stage('through the device host process', async () => [await hostProcessRow(folder)]);
  await stage('through all processes to the painted result', async () => [await paintedRow()]);
} else
  console.log(
    'Left out: from the last byte to the event and to the painted result, because the program socat is not installed.',
  );
rmSync(folder, { recursive: true, force: true });

const lines = rows.map(({ what, ours, beside, other, ratio, note }) => [
  what,
  ours,
  beside ? `${beside}: ${other}` : '',
  ratio === null ? '' : ratio.toPrecision(2),
  note,
]);
const table = [['what', 'ours', 'beside', 'ratio', ''], ...lines];
const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
console.log(
  `\n${table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}`,
);
writeFileSync(
  path.join(out, 'bench.json'),
  `${JSON.stringify({ at: new Date().toISOString(), machine, load, rows }, null, 2)}\n`,
);
console.log(`\nWritten to ${path.join(out, 'bench.json')}`);
process.exit(failed ? 1 : 0);
