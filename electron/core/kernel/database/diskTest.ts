import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openDatabase } from './open.ts';

export interface DiskTest {
  commits: number;
  /** Milliseconds. */
  p50: number;
  p95: number;
  journal: string;
  /** 2: every commit waits for the disk. */
  synchronous: number;
  secondIsLocked: boolean;
}

/**
 * Writes `commits` small rows to a store of its own in `folder`, as the real one is written, and takes it away. Throws
 * what the disk throws.
 */
export function testDisk(folder: string, commits: number): DiskTest {
  const own = mkdtempSync(join(folder, 'self-test-'));
  try {
    const path = join(own, 'counter.db');
    const opened = openDatabase(path);
    if (!opened.ok) throw new Error(`${opened.reason}: ${opened.detail}`);
    const { database } = opened;
    try {
      const times: number[] = [];
      for (let i = 0; i < commits; i++) {
        const began = performance.now();
        database.transaction(() =>
          database.run('INSERT INTO meta (key, sealed) VALUES (?, ?)', `k${i}`, new Uint8Array(200)),
        );
        times.push(performance.now() - began);
      }
      times.sort((a, b) => a - b);
      const second = openDatabase(path);
      if (second.ok) second.database.close();
      return {
        commits,
        p50: times[Math.floor(commits * 0.5)] ?? 0,
        p95: times[Math.floor(commits * 0.95)] ?? 0,
        journal: String(database.all('PRAGMA journal_mode')[0]?.['journal_mode']),
        synchronous: Number(database.all('PRAGMA synchronous')[0]?.['synchronous']),
        secondIsLocked: !second.ok && second.reason === 'locked',
      };
    } finally {
      database.close();
    }
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
