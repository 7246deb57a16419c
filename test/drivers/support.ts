import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DeviceConfig, DeviceState, DeviceStatus, HostEvent, PadScreen, RunningHost } from '../../native/index.ts';
import { startDeviceHost } from '../../native/index.ts';
import { defaultLimits, type Limits } from '../../native/limits.ts';
import type { Health } from '../../native/supervisor.ts';
import { hangMs } from '../support/hang.ts';

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'schalterwerk-drivers-'));

/** Shorter waits than for people; the order of things is the same. */
export const testLimits: Limits = {
  ...defaultLimits,
  searchPause: 50,
  reopenPauses: [20, 50, 100],
  countsPause: 5,
  link: { ...defaultLimits.link, watchNode: 50 },
  pad: {
    ...defaultLimits.pad,
    statusPause: 10,
    readyStable: 60,
    readyWithin: 1500,
    report: 300,
    commandPoll: 2,
    health: 100,
    healthFailures: 3,
  },
  locker: { ...defaultLimits.locker, poll: 30, frameGap: 2, reply: 60, afterUnlock: 30, lostAfter: 6 },
};

/** Waits until `look` gives something; fails with `what` after a long while only. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | null | 0,
  withinMs = hangMs,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
export const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));

export const scannerConfig: DeviceConfig = {
  id: 'scanner',
  kind: 'scanner',
  model: 'serial-scanner',
  link: { type: 'simulated' },
  endMark: 'cr',
  aimIdentifier: true,
};
export const padConfig: DeviceConfig = { id: 'pad', kind: 'pad', model: 'wacom-stu', link: { type: 'simulated' } };
export const lockerConfig: DeviceConfig = {
  id: 'box',
  kind: 'locker',
  model: 'kerong-cu16',
  link: { type: 'simulated' },
  board: 0,
  locks: 16,
  closedBit: 1,
};

/** A screen like the real ones: text as a pattern, ink area, three buttons below. */
export function padScreen(screenId: string, pattern = 0xa5): PadScreen {
  return {
    screenId,
    width: 800,
    height: 480,
    bits: new Uint8Array(48_000).fill(pattern),
    ink: { x: 20, y: 120, width: 760, height: 260 },
    buttons: [
      { name: 'cancel', area: { x: 20, y: 400, width: 200, height: 70 } },
      { name: 'clear', area: { x: 300, y: 400, width: 200, height: 70 } },
      { name: 'ok', area: { x: 580, y: 400, width: 200, height: 70 } },
    ],
  };
}

export type TestHost = RunningHost & {
  events: HostEvent[];
  status(id: string): DeviceStatus | undefined;
  is(id: string, state: DeviceState): Promise<DeviceStatus>;
  of<T extends HostEvent['type']>(type: T): Extract<HostEvent, { type: T }>[];
};

/** A host in this process with these devices; ended with the test. */
export async function testHost(
  devices: DeviceConfig[],
  worldFile = join(temporaryFolder(), 'world.json'),
  limits = testLimits,
): Promise<TestHost> {
  const host = startDeviceHost({ limits, handSpeed: 25 });
  const events: HostEvent[] = [];
  const statuses = new Map<string, DeviceStatus>();
  host.onEvent((event) => {
    events.push(event);
    if (event.type === 'device') statuses.set(event.status.id, event.status);
  });
  onTestFinished(() => host.stop());
  const answer = await host.ask('configure', { devices, worldFile });
  if (!answer.ok) throw new Error(answer.error.detail);
  return {
    ...host,
    events,
    status: (id) => statuses.get(id),
    is: (id, state) =>
      until(`${id} is ${state}`, () => {
        const status = statuses.get(id);
        return status?.state === state && status;
      }),
    of: <T extends HostEvent['type']>(type: T) =>
      events.filter((event): event is Extract<HostEvent, { type: T }> => event.type === type),
  };
}

/** Records what a driver says about itself. */
export function recordedHealth(): Health & { calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    good: () => calls.push('good'),
    failed: () => calls.push('failed'),
    failing: (problem) => calls.push(`failing ${problem.code}`),
    well: () => calls.push('well'),
    giveUp: (problem) => calls.push(`give up ${problem.code}`),
  };
}

/** Every way a cable can cut a message: lengths of pieces in turn. */
export function inPieces(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (let turn = 0; start < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    pieces.push(bytes.slice(start, start + size));
    start += size;
  }
  return pieces;
}
