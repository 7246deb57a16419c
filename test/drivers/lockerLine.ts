import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { HostEvent, LockBoardConfig, LockerModel, SimulatedFault } from '../../native/index.ts';
import { linkPair, type Cut, whole } from '../../native/link/linkPair.ts';
import { createLocker } from '../../native/locker/locker.ts';
import { families } from '../../native/locker/families/index.ts';
import { openRoom } from '../../native/simulated/room.ts';
import { simulatedLocker, type SimulatedLockerSettings } from '../../native/simulated/simulatedLocker.ts';
import { recordedHealth, temporaryFolder, testLimits } from './support.ts';

export const lineLimits = { ...testLimits.locker, betweenOpens: 60, openReply: 120 };

/** A board of this family as it is usually set up, with door contacts. */
export const usualBoard = (model: LockerModel, more: Partial<LockBoardConfig> = {}): LockBoardConfig => ({
  board: Math.max(1, families[model].addresses.from),
  locks: 8,
  closedBit: 1,
  contacts: true,
  ...more,
});

/** The real driver, and twins on the other end of the cable that may be wired otherwise than the driver believes. */
export function lockerLine(
  model: LockerModel,
  configured: LockBoardConfig[],
  real: (SimulatedLockerSettings & { fault?: () => SimulatedFault })[] = configured,
  cut: Cut = whole,
  limits = lineLimits,
) {
  const room = openRoom(join(temporaryFolder(), 'world.json'), () => {});
  const cable = linkPair(cut);
  const wire: Uint8Array[] = [];
  cable.device.onBytes((bytes) => wire.push(bytes));
  for (const twin of real) {
    room.buildDoors(twin.doorsOf ?? twin.board, twin.locks);
    const it = simulatedLocker(cable.device, room, { ...twin, model }, twin.fault ?? (() => 'none'));
    onTestFinished(() => it.stop());
  }
  const events: HostEvent[] = [];
  const logged: string[] = [];
  const health = recordedHealth();
  const locker = createLocker(
    { deviceId: 'box', model, boards: configured },
    { event: (event) => events.push(event), log: (_level, message) => logged.push(message) },
    limits,
  );
  return {
    room,
    cable,
    wire,
    events,
    logged,
    health,
    locker,
    async connected() {
      const session = await locker.connect(cable.host, health);
      onTestFinished(() => session.stop(true));
      return session;
    },
    doors: () => events.flatMap((event) => (event.type === 'door' ? [event] : [])),
    fired: () =>
      room.snapshot().doors.flatMap(({ board, lock, openings }) => (openings > 0 ? [[board, lock, openings]] : [])),
  };
}
