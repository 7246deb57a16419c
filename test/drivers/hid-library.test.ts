import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDevices } from '../../native/findDevices.ts';
import { createHidLibrary, withheldDevices, type HidLister, type ListedHid } from '../../native/link/hidLibrary.ts';
import type { HidHandle } from '../../native/link/hidLink.ts';
import { temporaryFolder } from './support.ts';

const pad = { vendorId: 0x056a, productId: 0x00a4 };

function played() {
  const opened: string[] = [];
  const backEnd = (name: string, devices: ListedHid[]): HidLister => ({
    devicesAsync: async (vendorId, productId) =>
      devices.filter(
        (each) => (vendorId ?? each.vendorId) === each.vendorId && (productId ?? each.productId) === each.productId,
      ),
    HIDAsync: {
      open: async (path) => {
        opened.push(`${name} ${path}`);
        return {} as HidHandle;
      },
    },
  });
  const it = { time: 0, withheld: [pad], opened, libusbLoaded: 0 };
  const library = createHidLibrary(
    {
      usual: async () => backEnd('hidraw', [{ vendorId: 0x0c2e, productId: 1, path: '/dev/hidraw0' }]),
      libusb: async () => {
        it.libusbLoaded += 1;
        return backEnd('libusb', [
          { ...pad, path: '3-1:1.0' },
          { vendorId: 0x046d, productId: 0xc31c, path: '3-2:1.0' },
        ]);
      },
      withheld: () => it.withheld,
    },
    () => it.time,
  );
  return { it, library };
}

describe('the HID library', () => {
  it('lists a pad that the kernel withholds through libusb, once it has been without hidraw node for a while, and opens it there', async () => {
    const { it, library } = played();
    expect(await library.devicesAsync(pad.vendorId, pad.productId)).toEqual([]);
    it.time = 1000;
    expect(await library.devicesAsync(pad.vendorId, pad.productId)).toEqual([]);
    it.time = 2000;
    expect(await library.devicesAsync(pad.vendorId, pad.productId)).toEqual([{ ...pad, path: '3-1:1.0' }]);
    await library.HIDAsync.open('3-1:1.0');
    await library.HIDAsync.open('/dev/hidraw0');
    expect(it.opened).toEqual(['libusb 3-1:1.0', 'hidraw /dev/hidraw0']);
  });

  it('counts anew for a pad that went and came back, and takes no other device away from the kernel', async () => {
    const { it, library } = played();
    await library.devicesAsync();
    it.withheld = [];
    it.time = 2000;
    await library.devicesAsync();
    it.withheld = [pad];
    expect((await library.devicesAsync()).map(({ path }) => path)).toEqual(['/dev/hidraw0']);
    it.time = 4000;
    expect((await library.devicesAsync()).map(({ path }) => path)).toEqual(['/dev/hidraw0', '3-1:1.0']);
  });

  it('leaves libusb alone where nothing is withheld', async () => {
    const { it, library } = played();
    it.withheld = [];
    for (it.time = 0; it.time < 10_000; it.time += 1000) await library.devicesAsync();
    expect(it.libusbLoaded).toBe(0);
  });
});

describe('withheld devices', () => {
  function usbDevice(sysfs: string, name: string, vendorId: string, productId: string, hidraw: boolean): void {
    const folder = join(sysfs, name);
    mkdirSync(join(folder, `${name}:1.0`, '0003:X.0001', ...(hidraw ? ['hidraw', 'hidraw3'] : [])), {
      recursive: true,
    });
    writeFileSync(join(folder, 'idVendor'), `${vendorId}\n`);
    writeFileSync(join(folder, 'idProduct'), `${productId}\n`);
  }

  it('are those of the table of models that are on USB and have no hidraw node', () => {
    const sysfs = temporaryFolder();
    usbDevice(sysfs, '1-1', '056a', '00a4', false);
    usbDevice(sysfs, '1-2.3', '056a', '00a8', true);
    usbDevice(sysfs, '1-4', '046d', 'c31c', false);
    mkdirSync(join(sysfs, 'usb1'));
    expect(withheldDevices(sysfs)).toEqual([pad]);
  });

  it('are none where there is no sysfs', () => {
    expect(withheldDevices('/nowhere')).toEqual([]);
  });
});

describe('the path of a serial scanner that is found', () => {
  const scanner = { path: '/dev/ttyACM0', vendorId: '0c2e', productId: '0001' };
  const found = async (...serial: { path: string; vendorId: string; productId: string; pnpId?: string }[]) =>
    (await findDevices(() => {}, { hid: async () => [], serial: async () => serial })).scanners.map(({ path }) => path);

  it('is the name that udev keeps for the device', async () => {
    expect(await found({ ...scanner, pnpId: 'usb-Lab_CDC-if00' })).toEqual(['/dev/serial/by-id/usb-Lab_CDC-if00']);
  });

  it('is the port where two devices share that name, where udev gave none, and on Windows', async () => {
    expect(
      await found({ ...scanner, pnpId: 'usb-X-if00' }, { ...scanner, path: '/dev/ttyACM1', pnpId: 'usb-X-if00' }),
    ).toEqual(['/dev/ttyACM0', '/dev/ttyACM1']);
    expect(await found(scanner)).toEqual(['/dev/ttyACM0']);
    expect(await found({ ...scanner, path: 'COM3', pnpId: 'USB\\VID_0C2E' })).toEqual(['COM3']);
  });
});
