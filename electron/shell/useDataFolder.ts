import { app } from 'electron';
import { dataFolders, moveEarlierData, type Moved } from './dataFolder.ts';

/**
 * Chooses where this account's data lie, and with `move` brings an earlier version's there. Before the lock and before the application is ready.
 */
export function useDataFolder(move: boolean): Moved {
  const folders = dataFolders({
    platform: process.platform,
    localAppData: process.env['LOCALAPPDATA'],
    chosen: app.commandLine.hasSwitch('user-data-dir'),
    electrons: app.getPath('userData'),
    name: app.getName(),
  });
  const moved: Moved = move ? moveEarlierData(folders) : { outcome: 'nothing' };
  if (moved.outcome !== 'failed') app.setPath('userData', folders.folder);
  return moved;
}
