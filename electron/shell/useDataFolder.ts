import { app } from 'electron';
import { dataFolders, moveEarlierData, type Moved } from './dataFolder.ts';

/** Chooses where this account's data lie, and brings an earlier version's there. Before the lock and before the application is ready. */
export function useDataFolder(): Moved {
  const folders = dataFolders({
    platform: process.platform,
    localAppData: process.env['LOCALAPPDATA'],
    chosen: app.commandLine.hasSwitch('user-data-dir'),
    electrons: app.getPath('userData'),
    name: app.getName(),
  });
  const moved = moveEarlierData(folders);
  if (moved.outcome !== 'failed') app.setPath('userData', folders.folder);
  return moved;
}
