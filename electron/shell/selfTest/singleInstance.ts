import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { failed, passed, type Found } from './found.ts';
import { startMyself } from './ownStart.ts';

const pauseMs = 50;
const limitMs = 30_000;

/** A second start on the same data must end, and tell the first. */
export async function singleInstance(folder: string): Promise<Found> {
  const file = path.join(folder, 'holding');
  const data = `--user-data-dir=${path.join(folder, 'single')}`;
  const first = startMyself([data, '--self-test-part=hold', `--self-test-file=${file}`], { limit: 2 * limitMs });
  for (const end = Date.now() + limitMs; !existsSync(file) && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  const second = await startMyself([data, '--self-test-part=hold', `--self-test-file=${file}.second`]);
  const told = await first;
  return second.code === 2 && told.code === 0
    ? passed({ starts: 2 })
    : failed('two-at-once', { first: told.code, second: second.code });
}

/**
 * The part of the other starts. Ends the program: 0 when it was told of another one, 2 when it is that other one, 1
 * when nobody came.
 */
export function holdPart(file: string): void {
  if (!app.requestSingleInstanceLock()) return app.exit(2);
  app.on('second-instance', () => app.exit(0));
  setTimeout(() => app.exit(1), limitMs);
  writeFileSync(file, '');
}
