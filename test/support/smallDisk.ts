import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of 128 MB, in memory, that can really be full. */

const megabytes = 128;

export interface SmallDisk {
  /** Until not a byte is left. */
  fill(): void;
  /** Takes away what `fill` wrote. */
  empty(): void;
  unmount(): void;
}

export const withoutSmallDisk =
  'This account may not mount a disk: that the disk under PostgreSQL is full was not tried.';

/** Tries it once. */
export function canMountSmallDisk(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-disk-'));
  const disk = mountSmallDisk(join(folder, 'disk'), undefined);
  disk?.unmount();
  rmSync(folder, { recursive: true, force: true });
  return disk !== null;
}

/** Mounts it at `folder`; null where this account may not. */
export function mountSmallDisk(folder: string, owner: { uid: number; gid: number } | undefined): SmallDisk | null {
  mkdirSync(folder);
  const options = [`size=${megabytes}m`, 'mode=700', ...(owner ? [`uid=${owner.uid}`, `gid=${owner.gid}`] : [])].join(
    ',',
  );
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status !== 0) {
    rmdirSync(folder);
    return null;
  }
  const ballast = join(folder, 'ballast');
  const unmount = (): void => void spawnSync('umount', ['--lazy', folder]);
  process.once('exit', unmount);
  return {
    fill() {
      const file = openSync(ballast, 'a');
      try {
        for (let size = 2 ** 20; size > 0;) {
          try {
            if (writeSync(file, Buffer.alloc(size)) < size) size >>= 1;
          } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
            size >>= 1;
          }
        }
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    unmount() {
      process.off('exit', unmount);
      unmount();
    },
  };
}
