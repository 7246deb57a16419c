import { describe, expect, it } from 'vitest';
import { otherViews } from '../../electron/core/kernel/devices/deviceViews.ts';
import type { DeviceConfig } from '../../native/index.ts';
import { modelOf } from '../../native/catalog.ts';
import { checkAnswer } from '../../native/checkMessages.ts';
import { descriptorOverrides } from '../../native/signature-pad/digitizerReports.ts';
import { findDevices, type ListedPort } from '../../native/findDevices.ts';
import type { ListedHid } from '../../native/hid/openHidDevice.ts';
import { watchPlugs } from '../../native/watchPlugs.ts';
import { rest, until } from './support.ts';

const find = (hid: ListedHid[], serial: ListedPort[] = [], may = true) =>
  findDevices(
    () => {},
    { hid: async () => hid, serial: async () => serial },
    async () => may,
  );
const others = async (...given: Parameters<typeof find>) =>
  (await find(...given)).others.map(({ what, name }) => `${what}: ${name}`);

const zebra = { vendorId: 0x05e0, productId: 0x1200, product: 'Symbol Bar Code Scanner' };
const keyboard = { ...zebra, path: '/dev/hidraw0', usagePage: 0x01, usage: 0x06 };
const snapi = { ...zebra, productId: 0x1900, path: '/dev/hidraw1', usagePage: 0xff45, usage: 0x4b };
const pos = { ...zebra, productId: 0x1300, path: '/dev/hidraw2', usagePage: 0x8c, usage: 0x02 };

describe('what is plugged in but cannot be used as it is', () => {
  it('a scanner that types, and one in a mode of its maker, are told apart by what their interfaces say', async () => {
    expect(await others([keyboard, snapi])).toEqual([
      'keyboard-scanner: Zebra Symbol Bar Code Scanner',
      'other-mode-scanner: Zebra Symbol Bar Code Scanner',
    ]);
  });

  it('a usable scanner is none of them, whatever other interfaces it has', async () => {
    expect(await others([pos, { ...pos, path: '/dev/hidraw3', usagePage: 0xff00, usage: 1 }])).toEqual([]);
    expect(
      await others([{ ...snapi, productId: 0x1701 }], [{ path: '/dev/ttyACM0', vendorId: '05e0', productId: '1701' }]),
    ).toEqual([]);
    expect((await find([pos])).scanners).toMatchObject([{ name: 'Zebra Symbol Bar Code Scanner' }]);
  });

  it('an office keyboard and mouse concern nobody', async () => {
    expect(
      await others([
        { vendorId: 0x046d, productId: 1, path: '/dev/hidraw9', usagePage: 1, usage: 6 },
        { vendorId: 0x046d, productId: 2, path: '/dev/hidraw8', usagePage: 1, usage: 2 },
      ]),
    ).toEqual([]);
  });

  it('a cable to something unknown is named by its chip; a built-in port on Linux leads nowhere', async () => {
    expect(
      await others([], [{ path: '/dev/ttyUSB0', vendorId: '0403', productId: '6001' }, { path: '/dev/ttyS0' }]),
    ).toEqual(['serial-port: FTDI']);
    expect(await others([], [{ path: 'COM1' }])).toEqual(['serial-port: COM1']);
  });

  it('a pen surface of an unknown maker is told, a pad of the table is not', async () => {
    const pen = { path: '/dev/hidraw4', usagePage: 0x0d, usage: 0x02, product: 'Pen Display' };
    expect(
      await others([
        { ...pen, vendorId: 0x1234, productId: 5 },
        { ...pen, vendorId: 0x2133, productId: 0x0018 },
      ]),
    ).toEqual(['digitizer: Pen Display']);
  });

  it('says who may not be opened', async () => {
    expect((await find([keyboard], [], false)).others).toMatchObject([
      { mayOpen: false, vendorId: 0x05e0, productId: 0x1200 },
    ]);
  });
});

describe('what is found', () => {
  it('a pad on a serial line, by its ids and with its rate; it is no cable to something unknown', async () => {
    const found = await find(
      [],
      [{ path: '/dev/ttyACM3', vendorId: '056a', productId: '00a6', pnpId: 'usb-Wacom_STU-430V-if00' }],
    );
    expect(found).toMatchObject({
      scanners: [],
      others: [],
      pads: [
        {
          path: '/dev/serial/by-id/usb-Wacom_STU-430V-if00',
          name: 'Wacom STU-430V',
          driver: 'wacom-stu',
          baudRate: 128_000,
        },
      ],
    });
    expect(checkAnswer('find', { ok: true, value: found })).toEqual({ ok: true, value: found });
  });

  it('a port under its lasting name, and under the one that it has now', async () => {
    const found = await find(
      [],
      [
        { path: '/dev/ttyACM0', vendorId: '05e0', productId: '1701', pnpId: 'usb-Zebra-if00' },
        { path: '/dev/ttyUSB0', vendorId: '0403', productId: '6001', pnpId: 'usb-FTDI-if00' },
      ],
    );
    expect(found.scanners).toEqual([
      { path: '/dev/serial/by-id/usb-Zebra-if00', port: '/dev/ttyACM0', name: 'Zebra / Symbol' },
    ]);
    expect(found.others).toMatchObject([{ path: '/dev/serial/by-id/usb-FTDI-if00', port: '/dev/ttyUSB0' }]);
    // A box that the settings name by its number is in use, whatever else it is called.
    const box: DeviceConfig = {
      id: 'locker',
      kind: 'locker',
      model: 'kerong-cu16',
      link: { type: 'serial', path: '/dev/ttyUSB0', baudRate: 19_200 },
      board: 0,
      locks: 16,
      closedBit: 1,
    };
    expect(otherViews(found.others, [box])).toEqual([]);
  });

  it('every device whose descriptor is known to lie is a model of the table', () => {
    for (const { vendorId, productId, name } of descriptorOverrides)
      expect(modelOf('pad', vendorId, productId)?.name).toBe(name);
  });
});

describe('the watch for what is plugged in', () => {
  it('tells once, when the change has come to rest, and nothing after its end', async () => {
    let plugged = 'a';
    let looks = 0;
    let told = 0;
    const watch = watchPlugs({ every: 5, look: async () => ((looks += 1), plugged) }, () => (told += 1));
    await until('a few looks', () => looks > 3);
    expect(told).toBe(0);
    plugged = 'a b';
    await until('told', () => told);
    const seen = looks;
    await until('more looks', () => looks > seen + 3);
    expect(told).toBe(1);
    watch.stop();
    plugged = '';
    await rest(40);
    expect(told).toBe(1);
  });

  it('does not tell what came and went between two looks that differ', async () => {
    const seen = ['a', 'a', 'b', 'a', 'c', 'a', 'a', 'a'];
    let at = 0;
    let told = 0;
    const watch = watchPlugs(
      { every: 1, look: async () => seen[Math.min(at++, seen.length - 1)] ?? '' },
      () => (told += 1),
    );
    await until('all looks', () => at > seen.length + 2);
    watch.stop();
    expect(told).toBe(0);
  });
});
