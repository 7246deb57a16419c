import { setClock } from './setClock.ts';
import { spoilDisk, type DiskState } from './spoilDisk.ts';

/** Loaded by a backend before itself: from then on its parent says how its clock goes and how its disk behaves. */
export interface ToSpoiltBackend {
  clockOffsetMs?: number;
  disk?: DiskState;
}

let disk: DiskState = 'well';
spoilDisk(() => disk);
process.on('message', (message: ToSpoiltBackend) => {
  if (message.clockOffsetMs !== undefined) setClock(message.clockOffsetMs);
  if (message.disk !== undefined) disk = message.disk;
});
