import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Settings } from '../../electron/core/kernel/settings/settings.ts';
import type { SetUpDeed } from '../../electron/contract/index.ts';
import { startDeviceHost } from '../../native/index.ts';
import { openRoom } from '../../native/simulated/room.ts';
import { simulatedLocker } from '../../native/simulated/simulatedLocker.ts';
import { cable, opened, socat } from '../drivers/cable.ts';
import { temporaryFolder } from '../drivers/support.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { signInBeforeTheDoors, startCounter, type TestCounter } from '../support/counter.ts';

/** A board on a real serial port that is wired otherwise than its settings say. */

let backend: TestBackend;
let counter: TestCounter;
afterEach(async () => {
  await counter?.stop();
  await backend?.stop();
});

describe.skipIf(!socat)('a lock board whose contacts are of the other kind', () => {
  it('is set up, its settings are saved and hold at once, and each door was opened once', async () => {
    const { near, far } = await cable();
    const room = openRoom(join(temporaryFolder(), 'room.json'), () => {});
    room.buildDoors(0, 8);
    simulatedLocker(await opened(far), room, { board: 0, locks: 8, closedBit: 0 }, () => 'none');
    backend = await startTestBackend();
    const locker = { path: near, baudRate: 19_200, model: 'kerong-cu16', board: 0, locks: 8, closedBit: 1 };
    counter = await startCounter({
      backendUrl: backend.url,
      host: startDeviceHost(),
      settings: Settings.parse({ devices: { locker } }),
    });
    // Its doors all read as open.
    await signInBeforeTheDoors(counter, 0, '3333', 2);
    const doors = () => counter.now().devices.devices.find(({ id }) => id === 'locker')?.doors ?? [];
    await counter.until('the board', () => doors().length === 8);
    expect(doors().every(({ door }) => door === 'open')).toBe(true);

    const play = (deed: SetUpDeed) => counter.must('devices.setUp', deed);
    await play({ deed: 'start', deviceId: 'locker', board: 0 });
    for (const lock of [1, 2]) {
      await play({ deed: 'closed' });
      await play({ deed: 'open' });
      await play({ deed: 'which', door: lock });
      room.changeDoor(0, lock, { open: false });
    }
    await play({ deed: 'closed' });
    expect(counter.now().devices.setUp).toMatchObject({
      step: 'done',
      saved: 'saved',
      conclusion: { closedBit: 0, firstLock: 0, contacts: true },
    });
    expect(counter.now().devices.settings.values.locker).toMatchObject({
      path: near,
      closedBit: 0,
      firstLock: 0,
      contacts: true,
      locks: 8,
    });
    await counter.until(
      'the doors to be read rightly',
      () => doors().length === 8 && doors().every(({ door }) => door === 'closed'),
    );
    expect([0, 1, 2, 3].map((lock) => room.door(0, lock)?.openings)).toEqual([0, 1, 1, 0]);
  });
});
