import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from './chromium.ts';

/** One process per data folder. Who comes second leaves a knock in a folder that the first one watches. */
export function takeInstanceLock(userData: string, onSecond: () => void): boolean {
  const knocks = path.join(userData, 'stand-in-knocks');
  const lock = path.join(userData, 'stand-in-lock');
  mkdirSync(knocks, { recursive: true });

  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(readFileSync(lock, 'utf8'));
      if (holder === process.pid) return true;
      if (isAlive(holder)) {
        writeFileSync(path.join(knocks, String(process.pid)), '');
        return false;
      }
      rmSync(lock, { force: true });
    }
  }

  watch(knocks, (_event, name) => {
    if (name === null) return;
    const knock = path.join(knocks, name);
    try {
      rmSync(knock);
    } catch {
      return; // The same knock, reported twice.
    }
    onSecond();
  }).unref();
  process.on('exit', () => rmSync(lock, { force: true }));
  return true;
}

export function releaseInstanceLock(userData: string): void {
  rmSync(path.join(userData, 'stand-in-lock'), { force: true });
}
