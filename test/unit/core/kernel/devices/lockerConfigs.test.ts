import { describe, expect, it } from 'vitest';
import { deviceConfigs } from '../../../../../electron/core/kernel/devices/deviceConfigs.ts';
import { Settings } from '../../../../../electron/core/kernel/settings/settings.ts';

const lockerOf = (locker: unknown) =>
  deviceConfigs(Settings.parse({ devices: { locker } }).devices, { pads: [], scanners: [], others: [] }).find(
    ({ kind }) => kind === 'locker',
  );
const link = { type: 'serial', path: '/dev/ttyUSB0', baudRate: 9600 };
const line = { path: '/dev/ttyUSB0', baudRate: 9600 };

describe('the settings of an output box', () => {
  it('of before still mean one Kerong board', () => {
    expect(lockerOf({ ...line, board: 2, locks: 12 })).toEqual({
      id: 'locker',
      kind: 'locker',
      model: 'kerong-cu16',
      link,
      board: 2,
      locks: 12,
      closedBit: 1,
    });
    expect(lockerOf('none')).toBeUndefined();
  });

  it('name another family, its wiring, and several boards on one line', () => {
    expect(lockerOf({ ...line, model: 'modbus-relay', board: 1, locks: 8, contacts: true, inputBoard: 2 })).toEqual({
      id: 'locker',
      kind: 'locker',
      model: 'modbus-relay',
      link,
      board: 1,
      locks: 8,
      closedBit: 1,
      contacts: true,
      inputBoard: 2,
    });
    expect(
      lockerOf({
        ...line,
        model: 'bcc-8a80',
        boards: [
          { board: 1, locks: 24 },
          { board: 2, locks: 8, closedBit: 0, firstLock: 1 },
        ],
      }),
    ).toEqual({
      id: 'locker',
      kind: 'locker',
      model: 'bcc-8a80',
      link,
      boards: [
        { board: 1, locks: 24, closedBit: 1 },
        { board: 2, locks: 8, closedBit: 0, firstLock: 1 },
      ],
    });
  });
});
