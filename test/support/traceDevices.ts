import type { DeviceConfig, HostEvent, PadScreen } from '../../native/index.ts';
import { defaultLimits, type Limits } from '../../native/limits.ts';
import type { Health } from '../../native/supervisor.ts';

/** The devices that the recorded traces came from: whoever replays them uses the same settings. */
export const scannerConfig = {
  id: 'scanner',
  kind: 'scanner',
  model: 'serial-scanner',
  link: { type: 'simulated' },
  endMark: 'cr',
  aimIdentifier: true,
} as const satisfies DeviceConfig;
export const padConfig = {
  id: 'pad',
  kind: 'pad',
  model: 'wacom-stu',
  link: { type: 'simulated' },
  twin: 'STU-430',
} as const satisfies DeviceConfig;
export const boxConfig = {
  id: 'box',
  kind: 'locker',
  model: 'kerong-cu16',
  link: { type: 'simulated' },
  board: 0,
  locks: 16,
  closedBit: 1,
} as const satisfies DeviceConfig;

export const shortLimits: Limits = {
  ...defaultLimits,
  searchPause: 20,
  reopenPauses: [10],
  pad: { ...defaultLimits.pad, statusPause: 20, readyStable: 60, commandPoll: 5, health: 500 },
  locker: { ...defaultLimits.locker, poll: 60, frameGap: 5 },
};

/** A page for the small display, with what people sign left out: a pattern. */
export function padPage(screenId: string): PadScreen {
  return {
    screenId,
    width: 320,
    height: 200,
    bits: new Uint8Array(8000).map((_, index) => (index % 40 < 4 ? 0x00 : 0xff)),
    ink: { x: 10, y: 40, width: 300, height: 110 },
    buttons: [
      { name: 'cancel', area: { x: 10, y: 160, width: 90, height: 30 } },
      { name: 'clear', area: { x: 115, y: 160, width: 90, height: 30 } },
      { name: 'ok', area: { x: 220, y: 160, width: 90, height: 30 } },
    ],
  };
}

export const noHealth: Health = {
  good: () => {},
  failed: () => {},
  failing: () => {},
  well: () => {},
  giveUp: () => {},
};

/** Scans, buttons, doors and ink, one in a line; without clock times, and however the ink was cut into batches. */
export function whatCameOfIt(events: readonly HostEvent[]): string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'scan':
        return [`scan ${event.scan.aim ?? '-'} ${Buffer.from(event.scan.bytes).toString('hex')}`];
      case 'ink':
        return event.points.map(
          ({ x, y, pressure, t, tip, lostBefore }) =>
            `ink ${x} ${y} ${pressure} ${t} ${tip ? 'down' : 'up'}${lostBefore ? ` ${lostBefore} lost` : ''}`,
        );
      case 'button':
        return [`button ${event.button}`];
      case 'door':
        return [`door ${event.door.board}/${event.door.lock} ${event.door.door}${event.commanded ? '' : ' unasked'}`];
      default:
        return [];
    }
  });
}
