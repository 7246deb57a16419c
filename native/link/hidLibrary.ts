import { globSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { catalog } from '../catalog.ts';
import type { HidLibrary } from './hidLink.ts';

/** One line of node-hid's list: one per top-level collection. On Linux those of one interface share their path. */
export interface ListedHid {
  path?: string | undefined;
  vendorId: number;
  productId: number;
  usagePage?: number | undefined;
  usage?: number | undefined;
  product?: string | undefined;
}

/** node-hid, as much of it as we use. */
export interface HidLister extends HidLibrary {
  devicesAsync(vendorId?: number, productId?: number): Promise<ListedHid[]>;
}

export interface BackEnds {
  usual(): Promise<HidLister>;
  /** Linux: past the kernel's HID drivers, straight to the USB device. */
  libusb(): Promise<HidLister>;
  /** USB devices of the table of models that have no hidraw node, as sysfs names them (`3-1.2`). */
  withheld(): { vendorId: number; productId: number }[];
}

/** A device that was just plugged in has no hidraw node yet. One that has none after this long will get none. */
const HIDRAW_COMES_WITHIN_MS = 1500;

/**
 * node-hid, extended by the devices that the kernel withholds: its `wacom` driver takes every Wacom USB device, refuses
 * pads whose descriptor it does not know, and then there is no hidraw node (linuxwacom/input-wacom issue 52; seen in
 * the lab). Those are listed and opened through libusb; all others as always, because libusb takes a device away from
 * the kernel.
 */
export function createHidLibrary(backEnds: BackEnds, now: () => number = () => performance.now()): HidLister {
  const firstMissed = new Map<string, number>();

  function longWithheld(): { vendorId: number; productId: number }[] {
    const withheld = backEnds.withheld();
    const key = (it: { vendorId: number; productId: number }) => `${it.vendorId} ${it.productId}`;
    const keys = new Set(withheld.map(key));
    for (const known of firstMissed.keys()) if (!keys.has(known)) firstMissed.delete(known);
    for (const each of keys) if (!firstMissed.has(each)) firstMissed.set(each, now());
    return withheld.filter((it) => now() - (firstMissed.get(key(it)) ?? 0) >= HIDRAW_COMES_WITHIN_MS);
  }

  return {
    async devicesAsync(vendorId, productId) {
      const hid = await backEnds.usual();
      const listed =
        vendorId === undefined || productId === undefined
          ? await hid.devicesAsync()
          : await hid.devicesAsync(vendorId, productId);
      const wanted = longWithheld().filter(
        (it) => (vendorId ?? it.vendorId) === it.vendorId && (productId ?? it.productId) === it.productId,
      );
      if (wanted.length === 0) return listed;
      const libusb = await backEnds.libusb();
      const more = await Promise.all(wanted.map((it) => libusb.devicesAsync(it.vendorId, it.productId)));
      return [...listed, ...more.flat()];
    },
    HIDAsync: {
      // libusb names its devices after the USB port, everybody else after a file or an interface.
      open: async (name) =>
        (await (/^\d+-[\d.]+:\d+\.\d+$/.test(name) ? backEnds.libusb() : backEnds.usual())).HIDAsync.open(name),
    },
  };
}

const usual = (): Promise<HidLister> => import('node-hid').then((module) => module.default);

/** node-hid keeps to one back end for the life of its module: a second copy of the module gets the other one. */
let second: HidLister | undefined;

async function libusb(): Promise<HidLister> {
  if (second) return second;
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve('node-hid'));
  for (const file of Object.keys(require.cache))
    if (file.startsWith(folder) && file.endsWith('.js')) delete require.cache[file];
  const copy = require('node-hid') as HidLister & { setDriverType(type: 'libusb'): void };
  copy.setDriverType('libusb');
  second = copy;
  return copy;
}

const known = catalog.filter((model) => model.transport === 'hid' && model.vendorId !== undefined);

/** See `BackEnds.withheld`. */
export function withheldDevices(sysfs = '/sys/bus/usb/devices'): { vendorId: number; productId: number }[] {
  const number = (file: string) => Number.parseInt(readFileSync(file, 'latin1'), 16);
  try {
    return readdirSync(sysfs).flatMap((name) => {
      if (!/^\d+-[\d.]+$/.test(name)) return [];
      const vendorId = number(path.join(sysfs, name, 'idVendor'));
      const productId = number(path.join(sysfs, name, 'idProduct'));
      if (
        !known.some(
          (model) => model.vendorId === vendorId && (model.productId === undefined || model.productId === productId),
        )
      )
        return [];
      return globSync(`${name}/${name}:*/*/hidraw/hidraw*`, { cwd: sysfs }).length === 0
        ? [{ vendorId, productId }]
        : [];
    });
  } catch {
    return []; // No such folder (Windows, macOS), or a device that went meanwhile: there is a next look.
  }
}

const shared = createHidLibrary({ usual, libusb, withheld: withheldDevices });

/** The library for all HID devices of this process. */
export const hidLibrary = async (): Promise<HidLister> => shared;
