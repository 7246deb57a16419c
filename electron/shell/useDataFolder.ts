import { app } from 'electron';
import { dataFolders, moveEarlierData, presentFolder, type Moved } from './dataFolder.ts';

/**
 * Chooses where this account's data lie, and with `move` brings an earlier version's there. Before the lock and before
 * the application is ready.
 */
export function useDataFolder(move: boolean): Moved {
  const folders = dataFolders({
    platform: process.platform,
    localAppData: process.env['LOCALAPPDATA'],
    chosen: app.commandLine.hasSwitch('user-data-dir'),
    electrons: app.getPath('userData'),
    name: app.getName(),
  });
  if (!move) {
    app.setPath('userData', presentFolder(folders));
    return { outcome: 'nothing' };
  }
  const moved = moveEarlierData(folders, whileNobodyElseRuns);
  if (moved.outcome === 'moved' || moved.outcome === 'nothing') app.setPath('userData', folders.folder);
  return moved;
}

/** The earlier version's lock is in its own folder, which is still the one in use here. */
function whileNobodyElseRuns(work: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.releaseSingleInstanceLock();
  work();
  return true;
}
