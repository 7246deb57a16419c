import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeviceConfig, LockBoardConfig, LockerModel } from '../../native/index.ts';
import { openRoom } from '../../native/simulated/room.ts';
import { simulatedLocker } from '../../native/simulated/simulatedLocker.ts';
import { cable, opened, socat } from './cable.ts';
import { temporaryFolder, testHost, until } from './support.ts';

const inputs: Partial<LockBoardConfig> = { contacts: true, inputBoard: 3 };

describe.skipIf(!socat)('lock boards on a pseudo-terminal, through the real serialport', () => {
  it.each([
    ['kerong-cu48', 19_200, {}, false],
    ['bcc-8a80', 9600, {}, true],
    ['wkly', 9600, {}, false],
    ['modbus-relay', 9600, inputs, true],
  ] as [LockerModel, number, Partial<LockBoardConfig>, boolean][])(
    '%s at %i baud: two boards on one line, one door each, the cable pulled and back',
    async (model, baudRate, more, echo) => {
      const line = await cable();
      const room = openRoom(join(temporaryFolder(), 'world.json'), () => {});
      const boards: LockBoardConfig[] = [
        { board: 1, locks: 8, closedBit: 1, ...more },
        { board: 2, locks: 4, closedBit: 0, ...(more.contacts ? { contacts: true, inputBoard: 4 } : {}) },
      ];
      const attach = async () => {
        const end = await opened(line.far);
        boards.forEach((board, at) => {
          room.buildDoors(board.board, board.locks);
          simulatedLocker(end, room, { ...board, model, echo: echo && at === 0 }, () => 'none');
        });
      };
      await attach();
      const host = await testHost([
        {
          id: 'box',
          kind: 'locker',
          model,
          boards,
          link: { type: 'serial', path: line.near, baudRate },
        } satisfies DeviceConfig,
      ]);
      await host.is('box', 'ready');
      const open = (board: number, lock: number) =>
        host.ask('locker.open', { deviceId: 'box', board, lock, operationId: `op-${board}-${lock}` });
      const told = (board: number, lock: number, door: string) =>
        host
          .of('door')
          .some(
            (event) =>
              event.door.board === board && event.door.lock === lock && event.door.door === door && event.commanded,
          );

      expect(await Promise.all([open(1, 7), open(2, 0)])).toEqual([
        { ok: true, value: null },
        { ok: true, value: null },
      ]);
      await until('both doors', () => told(1, 7, 'open') && told(2, 0, 'open'));

      await line.pull();
      await host.is('box', 'lost');
      expect(await open(1, 3)).toMatchObject({ ok: false, error: { code: 'device-not-ready' } });
      room.changeDoor(1, 7, { open: false });
      await line.plug();
      await attach();
      await host.is('box', 'ready');
      await until('shut meanwhile', () => told(1, 7, 'closed'));
      expect(host.status('box')?.boards).toEqual([
        { board: 1, answering: true },
        { board: 2, answering: true },
      ]);
      expect(
        room
          .snapshot()
          .doors.filter(({ openings }) => openings > 0)
          .map(({ board, lock, openings }) => [board, lock, openings]),
      ).toEqual([
        [1, 7, 1],
        [2, 0, 1],
      ]);
    },
  );
});
