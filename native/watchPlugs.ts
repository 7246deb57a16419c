import { readdir } from 'node:fs/promises';
import type { Listings } from './findDevices.ts';
import type { Limits } from './limits.ts';
import { pause } from './time.ts';

/** What is plugged in, as a text that is another one after every plugging. */
export interface Plugs {
  look(): Promise<string>;
  every: number;
}

/**
 * Tells when something was plugged in or pulled, once it has come to rest: the same look twice. A node appears before
 * its rights and its lasting name do. npm `usb` would tell at once, but throws on a device that is gone (docs/lab.md,
 * finding 7).
 */
export function watchPlugs({ look, every }: Plugs, tell: () => void): { stop(): void } {
  let watching = true;
  let rest = pause(0);
  async function run(): Promise<void> {
    let settled = await look();
    let last = settled;
    while (watching) {
      rest = pause(every);
      await rest.over;
      if (!watching) return;
      const now = await look();
      if (now === last && now !== settled) {
        settled = now;
        tell();
      }
      last = now;
    }
  }
  void run();
  return {
    stop() {
      watching = false;
      rest.wake();
    },
  };
}

const folders: readonly { path: string; names: RegExp }[] = [
  { path: '/dev', names: /^(hidraw|ttyUSB|ttyACM)\d+$/ },
  { path: '/dev/serial/by-id', names: /./ },
  // A pad that the kernel withholds has no node of its own.
  { path: '/sys/bus/usb/devices', names: /^\d+-[\d.]+$/ },
];

/** Linux: the names of the nodes, which costs three short listings. Elsewhere only the libraries know. */
export function plugsOf(platform: NodeJS.Platform, listings: Listings, limits: Limits): Plugs {
  if (platform === 'linux') {
    const names = async ({ path, names: wanted }: (typeof folders)[number]) =>
      (await readdir(path).catch(() => [])).filter((name) => wanted.test(name)).sort();
    return { every: limits.plugs.nodes, look: async () => JSON.stringify(await Promise.all(folders.map(names))) };
  }
  return {
    every: limits.plugs.listings,
    async look() {
      const [hid, serial] = await Promise.all([listings.hid().catch(() => []), listings.serial().catch(() => [])]);
      return JSON.stringify([hid.map(({ path }) => path ?? '').sort(), serial.map(({ path }) => path).sort()]);
    },
  };
}
