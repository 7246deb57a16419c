import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { screen } from 'electron';
import { testDisk } from '../../core/kernel/database/diskTest.ts';
import { failed, passed, unknown, warning, type Found } from './found.ts';

const commits = 200;
/** Above this a clerk feels every saved step. */
const slowMs = 50;

/** The store on this disk: written as the real one, in the folder where that lies. */
export function disk(folder: string): Found {
  try {
    const { p50, p95, journal, synchronous, secondIsLocked } = testDisk(folder, commits);
    const facts = { commits, p50, p95, journal, synchronous };
    if (journal !== 'wal' || synchronous !== 2 || !secondIsLocked) return failed('store-not-durable', facts);
    return p95 > slowMs ? warning('disk-slow', facts) : passed(facts);
  } catch (error) {
    return failed('disk-refuses', { detail: error instanceof Error ? error.message : String(error) });
  }
}

export function screens(): Found {
  const all = screen.getAllDisplays();
  return passed({
    count: all.length,
    sizes: all
      .map(({ size, scaleFactor }) => `${size.width} × ${size.height}, ${Math.round(scaleFactor * 100)} %`)
      .join('; '),
  });
}

export function timeZone(): Found {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return zone === 'UTC' ? warning('zone-is-utc', { zone }) : passed({ zone, now: new Date().toISOString() });
}

/** Nobody else on this machine reads what a counter writes, and nobody but an administrator changes its settings. */
export function rights(files: { data: string; machineSettings: string }): Found {
  const wrong: string[] = [];
  if (process.platform !== 'win32' && existsSync(files.data) && (statSync(files.data).mode & 0o077) !== 0)
    wrong.push(files.data);
  const settingsAreThere = existsSync(files.machineSettings);
  if (settingsAreThere && mayWrite(files.machineSettings)) {
    // To the administrator every file is open.
    if (process.getuid?.() === 0) return unknown('started-by-administrator');
    wrong.push(files.machineSettings);
  }
  const facts = { machineSettings: settingsAreThere ? files.machineSettings : null };
  return wrong.length === 0 ? passed(facts) : warning('open-to-others', { ...facts, wrong: wrong.join(', ') });
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
