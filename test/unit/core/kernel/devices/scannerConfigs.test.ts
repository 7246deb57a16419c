import { describe, expect, it } from 'vitest';
import { deviceConfigs } from '../../../../../electron/core/kernel/devices/deviceConfigs.ts';
import { Settings } from '../../../../../electron/core/kernel/settings/settings.ts';
import type { FoundDevices } from '../../../../../native/index.ts';

const scannersOf = (devices: unknown, scanners: FoundDevices['scanners'] = []) =>
  deviceConfigs(Settings.parse({ devices }).devices, { pads: [], scanners, others: [] }).filter(
    ({ kind }) => kind === 'scanner',
  );

const hid = { path: '/dev/hidraw2', name: 'HID POS scanner', hid: { vendorId: 0x0c2e, productId: 0x0b61 } };
const serial = { path: '/dev/ttyACM0', name: 'Datalogic / PSC' };

describe('the scanners of a counter', () => {
  it('are all that are plugged in, each by its driver and under its own name', () => {
    expect(scannersOf({}, [hid, serial])).toEqual([
      {
        id: 'scanner',
        kind: 'scanner',
        model: 'hid-pos-scanner',
        link: { type: 'hid', vendorId: 0x0c2e, productId: 0x0b61 },
        endMark: 'cr',
        aimIdentifier: true,
        name: 'HID POS scanner',
      },
      {
        id: 'scanner-2',
        kind: 'scanner',
        model: 'serial-scanner',
        link: { type: 'serial', path: '/dev/ttyACM0', baudRate: 9600 },
        endMark: 'cr',
        aimIdentifier: true,
        name: 'Datalogic / PSC',
      },
    ]);
  });

  it('of the same model are told apart by their path', () => {
    expect(scannersOf({}, [hid, { ...hid, path: '/dev/hidraw5' }]).map(({ link }) => link)).toEqual([
      { type: 'hid', vendorId: 0x0c2e, productId: 0x0b61, path: '/dev/hidraw2' },
      { type: 'hid', vendorId: 0x0c2e, productId: 0x0b61, path: '/dev/hidraw5' },
    ]);
  });

  it('are as settings from before name them', () => {
    expect(
      scannersOf(
        { scanner: { path: '/dev/ttyS0', baudRate: 115_200 }, scannerEndMark: 'etx', scannerSendsAim: false },
        [hid],
      ),
    ).toEqual([
      {
        id: 'scanner',
        kind: 'scanner',
        model: 'serial-scanner',
        link: { type: 'serial', path: '/dev/ttyS0', baudRate: 115_200 },
        endMark: 'etx',
        aimIdentifier: false,
      },
    ]);
    expect(scannersOf({ scanner: 'none' }, [hid])).toEqual([]);
    expect(scannersOf({ simulate: false })).toEqual([]);
    expect(scannersOf({})).toMatchObject([{ id: 'scanner', link: { type: 'simulated' } }]);
  });

  it('have habits of their own, and none is opened twice', () => {
    const ssi = { path: '/dev/ttyACM0', baudRate: 9600, model: 'ssi-scanner' };
    const named = { vendorId: 0x0c2e, productId: 0x0b61, commandSet: 'honeywell', endMark: 'silence' };
    expect(
      scannersOf({ moreScanners: [ssi, named] }, [hid, serial, { path: '/dev/ttyACM1', name: 'Newland' }]),
    ).toMatchObject([
      { id: 'scanner', model: 'serial-scanner', link: { path: '/dev/ttyACM1' } },
      { id: 'scanner-2', model: 'ssi-scanner', endMark: 'silence' },
      { id: 'scanner-3', model: 'hid-pos-scanner', commandSet: 'honeywell', endMark: 'silence' },
    ]);
  });
});
