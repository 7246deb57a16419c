import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Where this program keeps what it writes for one account, and where an earlier version did. */
export interface DataFolders { folder: string; earlier: string | null }

/**
 * On Windows the local part of the profile: the roaming part, which is Electron's own choice, would be copied at every sign-in and sign-out, and a store
 * without the key that lies beside it opens nowhere. Elsewhere, and where the start names a folder, Electron's choice holds.
 */
export function dataFolders(system: { platform: NodeJS.Platform; localAppData: string | undefined; chosen: boolean; electrons: string; name: string }): DataFolders {
  const { platform, localAppData, chosen, electrons, name } = system;
  if (platform !== 'win32' || chosen || !localAppData) return { folder: electrons, earlier: null };
  const folder = path.win32.join(localAppData, name);
  return { folder, earlier: folder.toLowerCase() === electrons.toLowerCase() ? null : electrons };
}

/** `moved`: everything stands in the new place. `nothing`: there was nothing to move, or it had been moved before. `failed`: everything stands where it stood. */
export type Moved = { outcome: 'moved' | 'nothing' } | { outcome: 'failed'; detail: string };

/**
 * Brings the data of an earlier version to their place, whole: the key store's own key lies in the same folder. To be called before anything of the new
 * folder is used. After a failure the program must not start on an empty folder: what waits in the old one would be forgotten.
 */
export function moveEarlierData({ folder, earlier }: DataFolders): Moved {
  if (earlier === null || !existsSync(earlier) || existsSync(folder)) return { outcome: 'nothing' };
  const arriving = `${folder}.arriving`;
  try {
    rmSync(arriving, { recursive: true, force: true });
    try {
      renameSync(earlier, folder);
      return { outcome: 'moved' };
    } catch (error) {
      // Another disk, as where the roaming part is redirected to a server: copied, and in its place only when whole.
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      cpSync(earlier, arriving, { recursive: true, errorOnExist: true });
      renameSync(arriving, folder);
    }
    rmSync(earlier, { recursive: true, force: true });
    return { outcome: 'moved' };
  } catch (error) {
    // A copy that is in its place is used; that the old one could not be removed is no failure of the move.
    if (existsSync(folder)) return { outcome: 'moved' };
    rmSync(arriving, { recursive: true, force: true });
    return { outcome: 'failed', detail: String((error as NodeJS.ErrnoException).code) };
  }
}
