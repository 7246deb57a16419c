import type { DeviceConfig, DeviceStatus, FoundDevices } from '../../../../native/index.ts';

type Found<T> = { path: string } & T;
type Scanner = FoundDevices['scanners'][number];
type Pad = FoundDevices['pads'][number];

/** A second one without a serial number takes the lasting name from both: then the port tells who was there. */
const samePort = (a: Scanner, b: Scanner): boolean => a.path === b.path || a.port === b.path || a.path === b.port;
const sameScanner = (a: Scanner, b: Scanner): boolean =>
  a.hid && b.hid
    ? a.hid.vendorId === b.hid.vendorId && a.hid.productId === b.hid.productId
    : !a.hid && !b.hid && samePort(a, b);
const samePad = (a: Pad, b: Pad): boolean => a.vendorId === b.vendorId && a.productId === b.productId;

/**
 * What this counter has by what is found now. Who was there before keeps its place, and so its name in the program; who
 * is gone keeps its place too and is looked for, until another one is plugged in instead.
 */
export function rememberFound(known: FoundDevices, now: FoundDevices): FoundDevices {
  const pads = inTheirPlaces(known.pads, now.pads, samePad);
  const here = ({ path }: Pad) => now.pads.some((each) => each.path === path);
  // One pad is used: one that is there, before one that is gone.
  return {
    pads: pads.toSorted((a, b) => Number(here(b)) - Number(here(a))),
    scanners: inTheirPlaces(known.scanners, now.scanners, sameScanner),
    others: now.others,
  };
}

function inTheirPlaces<T extends Found<unknown>>(
  known: readonly T[],
  now: readonly T[],
  same: (a: T, b: T) => boolean,
): T[] {
  const left = [...now];
  const take = (fits: (each: T) => boolean): T | undefined => {
    const index = left.findIndex(fits);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  // Two of the same model: each by its own path first.
  const sure = known.map((each) => take((other) => same(each, other) && each.path === other.path));
  const stayed = known.map((each, index) => sure[index] ?? take((other) => same(each, other)));
  return [...known.map((each, index) => stayed[index] ?? left.shift() ?? each), ...left];
}

const key = (config: DeviceConfig): string => JSON.stringify(config);
export const sameConfigs = (a: readonly DeviceConfig[], b: readonly DeviceConfig[]): boolean =>
  a.length === b.length && a.every((each, index) => b[index] !== undefined && key(b[index]) === key(each));

/**
 * The part of a new set of devices that disturbs nobody: what works now stays as it is, what does not may change, what
 * is new comes.
 */
export function withoutDisturbing(
  current: readonly DeviceConfig[],
  next: readonly DeviceConfig[],
  status: (id: string) => DeviceStatus | undefined,
): DeviceConfig[] {
  const inUse = current.filter(({ id }) => status(id)?.state === 'ready');
  const kept = new Set(inUse.map(({ id }) => id));
  return [...inUse, ...next.filter(({ id }) => !kept.has(id))];
}

/** Names of the real devices that came with this set. */
export function newcomers(
  current: readonly DeviceConfig[],
  next: readonly DeviceConfig[],
  found: FoundDevices,
): string[] {
  const links = new Set(current.map(({ link }) => JSON.stringify(link)));
  return next
    .filter(({ link }) => link.type !== 'simulated' && !links.has(JSON.stringify(link)))
    .flatMap((config) => nameOf(config, found) ?? []);
}

function nameOf(config: DeviceConfig, found: FoundDevices): string | undefined {
  const { link } = config;
  if (config.kind === 'scanner')
    return (
      config.name ??
      found.scanners.find(({ path, hid }) =>
        link.type === 'serial'
          ? path === link.path
          : link.type === 'hid' && hid?.vendorId === link.vendorId && hid.productId === link.productId,
      )?.name
    );
  if (config.kind === 'pad')
    return found.pads.find(({ path, vendorId, productId, baudRate }) =>
      link.type === 'hid'
        ? vendorId === link.vendorId && productId === link.productId
        : link.type === 'serial' && baudRate !== undefined && path === link.path,
    )?.name;
  return undefined;
}
