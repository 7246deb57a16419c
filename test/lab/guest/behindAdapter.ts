import type { Room } from '../../../native/simulated/room.ts';
import { padProfiles } from '../../../native/simulated/padProfiles.ts';
import { simulatedLocker } from '../../../native/simulated/simulatedLocker.ts';
import { simulatedPad } from '../../../native/simulated/simulatedPad.ts';
import { simulatedScanner } from '../../../native/simulated/simulatedScanner.ts';
import { simulatedSsiScanner } from '../../../native/simulated/simulatedSsiScanner.ts';
import { ftdi, lineTo } from './usbSerial.ts';

/** One USB-serial adapter, and one of these devices at its other end. */
export type Behind = 'ssi-scanner' | 'honeywell-scanner' | 'two-boards' | 'serial-pad';

export const boards = [
  { board: 1, locks: 8 },
  { board: 2, locks: 8 },
];

export function adapterWith(room: Room) {
  const adapter = ftdi(['FTDI', 'FT232R USB UART', 'A10LAB02']);
  let behind: Behind | undefined;
  let silentBoard: number | undefined;
  const line = (name: Behind) => lineTo(adapter, () => behind === name);

  const ssi = simulatedSsiScanner(line('ssi-scanner'), () => 'none');
  const honeywell = simulatedScanner(
    line('honeywell-scanner'),
    { endMark: 'cr', aimIdentifier: true, commandSet: 'honeywell' },
    () => 'none',
  );
  const pad = simulatedPad(
    () => 'none',
    () => {},
    padProfiles['STU-430V'],
  );
  pad.attach(line('serial-pad'), () => {});
  for (const { board, locks } of boards) {
    room.buildDoors(board, locks);
    simulatedLocker(line('two-boards'), room, { model: 'bcc-8a80', board, locks, closedBit: 1 }, () =>
      silentBoard === board ? 'silent' : 'none',
    );
  }
  // They have no power but the cable's; the boards have their own.
  adapter.usb.on('detached', () => {
    ssi.powerCycle();
    pad.powerOff();
  });

  return {
    adapter,
    ssi,
    honeywell,
    pad,
    put(name: Behind): void {
      behind = name;
    },
    silenceBoard(board: number | undefined): void {
      silentBoard = board;
    },
  };
}
