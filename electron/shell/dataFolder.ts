import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

/** Where this program keeps what it writes for one account, and where an earlier version did. */
export interface DataFolders {
  folder: string;
  earlier: string | null;
}

/**
 * On Windows the local part of the profile: the roaming part, which is Electron's own choice, would be copied at every
 * sign-in and sign-out, and a store without the key that lies beside it opens nowhere. Elsewhere, and where the start
 * names a folder, Electron's choice holds.
 */
export function dataFolders(system: {
  platform: NodeJS.Platform;
  localAppData: string | undefined;
  chosen: boolean;
  electrons: string;
  name: string;
}): DataFolders {
  const { platform, localAppData, chosen, electrons, name } = system;
  if (platform !== 'win32' || chosen || !localAppData) return { folder: electrons, earlier: null };
  const folder = path.win32.join(localAppData, name);
  return { folder, earlier: folder.toLowerCase() === electrons.toLowerCase() ? null : electrons };
}

/** What can be made again: reports of the self-test and logs. Whatever else lies in a folder are data. */
const replaceable = new Set(['self-test', 'logs']);
const holdsData = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => !replaceable.has(name));

/** Lies in the earlier folder when all of it has arrived: what is left there is only to be removed. */
const movedMark = 'moved-to-the-local-profile';

/**
 * `moved`: everything stands in the new place. `nothing`: there was nothing to move, or it had been moved before.
 * `two-places`: both hold data, and nobody knows which is the newer; nothing was touched. `failed`: everything stands
 * where it stood.
 */
export type Moved = { outcome: 'moved' | 'nothing' | 'two-places' } | { outcome: 'failed'; detail: string };

/** Where the data are now: for a look that changes nothing. */
export const presentFolder = ({ folder, earlier }: DataFolders): string =>
  earlier !== null && !holdsData(folder) && holdsData(earlier) ? earlier : folder;

/**
 * Brings the data of an earlier version to their place, whole: the key store's own key lies in the same folder. To be
 * called before anything of the new folder is used. After `failed` and `two-places` the program must not start on the
 * new folder alone: what waits in the old one would be forgotten.
 * @param whileAlone runs its work only when no other program holds the earlier folder; false: one does
 */
export function moveEarlierData(
  { folder, earlier }: DataFolders,
  whileAlone: (work: () => void) => boolean = (work) => (work(), true),
): Moved {
  if (earlier === null || !holdsData(earlier)) return { outcome: 'nothing' };
  if (existsSync(path.join(earlier, movedMark))) {
    remove(earlier);
    return { outcome: 'nothing' };
  }
  if (holdsData(folder)) return { outcome: 'two-places' };
  try {
    return whileAlone(() => move(earlier, folder)) ? { outcome: 'moved' } : { outcome: 'failed', detail: 'EBUSY' };
  } catch (error) {
    rmSync(arrivingFor(folder), { recursive: true, force: true });
    return { outcome: 'failed', detail: String((error as NodeJS.ErrnoException).code) };
  }
}

const arrivingFor = (folder: string): string => `${folder}.arriving`;

function move(earlier: string, folder: string): void {
  const arriving = arrivingFor(folder);
  rmSync(arriving, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(earlier, folder);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
  }
  // Another disk, as where the roaming part is redirected to a server: copied, on the disk, and in its place only when
  // whole.
  cpSync(earlier, arriving, { recursive: true });
  writeOut(arriving);
  renameSync(arriving, folder);
  writeFileSync(path.join(earlier, movedMark), '', { flush: true });
  remove(earlier);
}

/** What cannot be removed now is removed at the next start: everything that it holds has arrived. */
function remove(earlier: string): void {
  try {
    for (const name of readdirSync(earlier))
      if (name !== movedMark) rmSync(path.join(earlier, name), { recursive: true, force: true });
    rmSync(earlier, { recursive: true, force: true });
  } catch {
    // Held by another program, or without the right.
  }
}

/** A copy that only the system's memory holds is lost with a power cut, and the original would be gone by then. */
function writeOut(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(path.join(entry.parentPath, entry.name), 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}
