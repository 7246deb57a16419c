import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { SCANNER_USAGE } from './barcode-scanner/posReports.ts';
import { modelOf, scannerMaker, serialAdapters } from './catalog.ts';
import type { OtherDevice } from './contract.ts';
import type { Listed } from './findDevices.ts';
import { ofUsage, typingDevices, usageOf, type ListedHid } from './hid/openHidDevice.ts';
import { DIGITIZER_USAGES } from './signature-pad/digitizerReports.ts';

export type MayOpen = (path: string) => Promise<boolean>;

/** Where devices are files, their rights say it without opening them. */
export const mayOpen: MayOpen = (path) =>
  path.startsWith('/dev/')
    ? access(path, constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      )
    : Promise.resolve(true);

/**
 * What is plugged in and concerns us, but cannot be used as it is. A scanner has other ids and other usages in each of
 * its modes, so only its maker and what its interfaces say tell it: see docs/devices.md.
 */
export async function findOthers({ hid, serial }: Listed, may: MayOpen = mayOpen): Promise<OtherDevice[]> {
  const others = [...scannersInOtherModes(hid, serial), ...digitizers(hid), ...unknownPorts(serial)];
  return Promise.all(others.map(async (each) => ({ ...each, mayOpen: await may(each.path) })));
}

type Other = Omit<OtherDevice, 'mayOpen'>;

function scannersInOtherModes(hid: Listed['hid'], serial: Listed['serial']): Other[] {
  const usable = new Set([
    ...ofUsage(hid, [SCANNER_USAGE]).map(idsOf),
    ...serial.map(
      ({ vendorId, productId }) => `${Number.parseInt(vendorId ?? '', 16)} ${Number.parseInt(productId ?? '', 16)}`,
    ),
  ]);
  const devices = Map.groupBy(
    hid.filter((each) => scannerMaker(each.vendorId) !== undefined && !usable.has(idsOf(each))),
    idsOf,
  );
  return [...devices.values()].flatMap((interfaces): Other[] => {
    const [first] = interfaces;
    if (first?.path === undefined) return [];
    const { vendorId, productId, path } = first;
    const types = interfaces.some((each) => typingDevices.includes(usageOf(each)));
    return [
      {
        what: types ? 'keyboard-scanner' : 'other-mode-scanner',
        name: nameOf(scannerMaker(vendorId) ?? '', first.product),
        path,
        vendorId,
        productId,
      },
    ];
  });
}

function digitizers(hid: Listed['hid']): Other[] {
  const strangers = ofUsage(hid, DIGITIZER_USAGES).filter(
    ({ vendorId, productId }) => !modelOf('pad', vendorId, productId),
  );
  return [...Map.groupBy(strangers, idsOf).values()].flatMap(([first]): Other[] =>
    first
      ? [
          {
            what: 'digitizer',
            name: nameOf('', first.product) || 'HID digitizer',
            path: first.path,
            vendorId: first.vendorId,
            productId: first.productId,
          },
        ]
      : [],
  );
}

/**
 * A port without ids is built in on Linux, where most of the listed ones lead nowhere; elsewhere it may be a real one.
 */
function unknownPorts(serial: Listed['serial']): Other[] {
  return serial.flatMap(({ path, port, vendorId, productId, manufacturer }): Other[] => {
    const [vendor, product] = [Number.parseInt(vendorId ?? '', 16), Number.parseInt(productId ?? '', 16)];
    if (Number.isNaN(vendor)) return path.startsWith('/dev/') ? [] : [{ what: 'serial-port', name: path, path }];
    if (modelOf('scanner', vendor, product) ?? modelOf('pad', vendor, product)) return [];
    const adapter = serialAdapters.find((each) => each.vendorId === vendor)?.name;
    return [
      {
        what: 'serial-port',
        name: adapter ?? (nameOf('', manufacturer) || path),
        path,
        port,
        vendorId: vendor,
        productId: Number.isNaN(product) ? undefined : product,
      },
    ];
  });
}

const idsOf = ({ vendorId, productId }: ListedHid): string => `${vendorId} ${productId}`;
const longestName = 60;

/** The device's own name with its maker's before it. */
export function nameOf(maker: string, product: string | undefined): string {
  const own = (product ?? '')
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '')
    .trim()
    .slice(0, longestName);
  const [brand = ''] = maker.split(' ');
  if (own === '') return maker;
  return brand === '' || own.toLowerCase().includes(brand.toLowerCase()) ? own : `${brand} ${own}`;
}
