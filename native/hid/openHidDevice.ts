import { readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Limits } from '../limits.ts';
import { hidLibrary, type ListedHid } from '../link/hidLibrary.ts';
import { openHidLink, type HidLibrary } from '../link/hidLink.ts';
import type { ReportLink } from '../link/link.ts';
import { usage } from './reportDescriptor.ts';

export type { ListedHid };

/** An open HID device and what it says about its reports. */
export interface DescribedLink extends ReportLink {
  vendorId: number;
  /** null where the system does not hand it out: node-hid has no call for it, Linux has it in sysfs. */
  descriptor: Uint8Array | null;
}

export interface HidLister extends HidLibrary {
  devicesAsync(vendorId: number, productId: number): Promise<ListedHid[]>;
}

/** Mouse, keyboard, keypad. */
export const typingDevices: readonly number[] = [usage(0x01, 0x02), usage(0x01, 0x06), usage(0x01, 0x07)];

export const usageOf = (listed: ListedHid): number => usage(listed.usagePage ?? 0, listed.usage ?? 0);

/**
 * Those whose top-level usage is one of `usages`. Never an interface that is also a mouse, keyboard or keypad: reading
 * it would read what people type.
 */
export function ofUsage(listed: readonly ListedHid[], usages: readonly number[]): (ListedHid & { path: string })[] {
  const typing = new Set(listed.filter((each) => typingDevices.includes(usageOf(each))).map(({ path }) => path));
  return listed.filter(
    (each): each is ListedHid & { path: string } =>
      each.path !== undefined && usages.includes(usageOf(each)) && !typing.has(each.path),
  );
}

/** The report descriptor of a hidraw node, from sysfs. null where there is none (Windows, macOS, libusb). */
export async function readReportDescriptor(path: string, sysfs = '/sys/class/hidraw'): Promise<Uint8Array | null> {
  if (!path.startsWith('/dev/')) return null;
  const node = basename(await realpath(path).catch(() => path));
  return readFile(join(sysfs, node, 'device', 'report_descriptor')).then(
    (bytes) => new Uint8Array(bytes),
    () => null,
  );
}

/**
 * Opens the first HID device of these ids (or the one at `path`) that is not open yet and whose top-level usage is one
 * of `usages`; null when there is none. Throws `DeviceFault`.
 */
export async function openHidDevice(
  wanted: { vendorId: number; productId: number; path?: string; usages: readonly number[] },
  limits: Limits['link'],
  library: () => Promise<HidLister> = hidLibrary,
  descriptorAt: (path: string) => Promise<Uint8Array | null> = readReportDescriptor,
): Promise<DescribedLink | null> {
  // openHidLink lists with its own time limit and words for what goes wrong: the choice by usage happens inside its
  // listing.
  const ofTheseUsages = async (): Promise<HidLibrary> => {
    const hid = await library();
    return {
      HIDAsync: hid.HIDAsync,
      devicesAsync: async (vendorId, productId) => ofUsage(await hid.devicesAsync(vendorId, productId), wanted.usages),
    };
  };
  const { vendorId, productId, path } = wanted;
  const link = await openHidLink(
    { vendorId, productId, ...(path === undefined ? {} : { path }) },
    limits,
    ofTheseUsages,
  );
  return link && { ...link, vendorId, descriptor: await descriptorAt(link.path) };
}
