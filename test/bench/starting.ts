import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch, runtimeName } from '../e2e/runtime.ts';
import { startTestBackend } from '../support/backend.ts';
import { endApplication, pageAt } from './applications.ts';
import { writeBareWindow } from './bareWindow.ts';
import { nowMs } from './cable.ts';
import { timeRow, type Row } from './measure.ts';

const starts = 5;

/**
 * Promise 13: from the start of the program until somebody can press their name, at a counter whose backend is there and
 * whose data exist, as every morning; beside an empty window of the same runtime, until its one line is there.
 */
export async function startingRow(folder: string): Promise<Row> {
  const backend = await startTestBackend();
  const ours = path.join(folder, 'start');
  const bare = path.join(folder, 'start-bare');
  mkdirSync(ours, { recursive: true });
  mkdirSync(bare, { recursive: true });
  writeFileSync(path.join(ours, 'settings.json'), JSON.stringify({ backend: { mode: 'remote', url: backend.url } }));
  const machine = { SCHALTERWERK_MACHINE_SETTINGS: path.join(ours, 'machine-settings.json') };
  const took: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  try {
    for (let n = 0; n <= starts; n++) {
      const mine = await start(ours, machine, undefined, '[data-testid="clerk-clerk-1"]');
      const empty = await start(bare, {}, writeBareWindow(), '#text');
      // The first of each makes its folders.
      if (n === 0) continue;
      took.ours.push(mine);
      took.bare.push(empty);
    }
  } finally {
    await backend.stop();
  }
  return timeRow(`start to a window that can be used, on ${runtimeName}`, took.ours, 'an empty window', took.bare);
}

async function start(
  dataDir: string,
  env: Record<string, string>,
  program: string | undefined,
  selector: string,
): Promise<number> {
  const began = nowMs();
  const app = await launch(dataDir, env, program);
  try {
    const page = await pageAt(app, '/index.html');
    await page.locator(selector).waitFor();
    return nowMs() - began;
  } finally {
    await endApplication(app);
  }
}
