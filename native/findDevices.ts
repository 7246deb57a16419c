import { SCANNER_USAGE } from './barcode-scanner/posReports.ts';
import { modelOf } from './catalog.ts';
import type { FoundDevices } from './contract.ts';
import { findOthers, mayOpen, nameOf, type MayOpen } from './findOthers.ts';
import { ofUsage, type ListedHid } from './hid/openHidDevice.ts';
import { hidLibrary } from './link/hidLibrary.ts';

/** One line of serialport's list, as far as we need it. */
export interface ListedPort {
  path: string;
  vendorId?: string | undefined;
  productId?: string | undefined;
  manufacturer?: string | undefined;
  /** Linux: its name in /dev/serial/by-id. */
  pnpId?: string | undefined;
}

export interface Listings {
  hid(): Promise<ListedHid[]>;
  serial(): Promise<ListedPort[]>;
}
export interface Listed {
  hid: ListedHid[];
  serial: (ListedPort & { /** See `FoundDevices`. */ port?: string | undefined })[];
}

export const realListings: Listings = {
  hid: async () => (await hidLibrary()).devicesAsync(),
  serial: async () => (await import('serialport')).SerialPort.list(),
};

/**
 * Known devices that are plugged in, by the table of models. A listing that fails (no udev tools) is said in the log
 * and counts as empty.
 */
export async function findDevices(
  log: (message: string) => void,
  listings: Listings = realListings,
  may: MayOpen = mayOpen,
): Promise<FoundDevices> {
  const nothing = (what: string) => (error: unknown) => {
    log(`${what} devices cannot be listed: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  };
  const [hid, serial] = await Promise.all([
    listings.hid().catch(nothing('HID')),
    listings.serial().catch(nothing('serial')),
  ]);
  return {
    pads: [
      ...hid.flatMap(({ vendorId, productId, path }) => {
        const model = modelOf('pad', vendorId, productId);
        const driver = model?.driver === 'hid-digitizer' ? model.driver : 'wacom-stu';
        return model && path !== undefined ? [{ vendorId, productId, path, name: model.name, driver } as const] : [];
      }),
      ...serial.flatMap((port) => {
        const [vendorId, productId] = idsOf(port);
        const model = modelOf('pad', vendorId, productId);
        return model?.baudRate
          ? [
              {
                vendorId,
                productId,
                path: placeOf(port, serial).path,
                name: model.name,
                driver: 'wacom-stu',
                baudRate: model.baudRate,
              } as const,
            ]
          : [];
      }),
    ],
    // HID POS first: driverless and with its symbology. Any maker's, by its usage; never something that types.
    scanners: [
      ...ofUsage(hid, [SCANNER_USAGE]).map(({ vendorId, productId, path, product }) => ({
        path,
        name: nameOf(modelOf('scanner', vendorId, productId)?.name ?? '', product) || 'HID POS scanner',
        hid: { vendorId, productId },
      })),
      ...serial.flatMap((port) => {
        const model = modelOf('scanner', ...idsOf(port));
        return model ? [{ ...placeOf(port, serial), name: model.name }] : [];
      }),
    ],
    others: await findOthers({ hid, serial: serial.map((port) => ({ ...port, ...placeOf(port, serial) })) }, may),
  };
}

/** NaN where a port has none: no model's. */
const idsOf = ({ vendorId, productId }: ListedPort): [vendorId: number, productId: number] => [
  Number.parseInt(vendorId ?? '', 16),
  Number.parseInt(productId ?? '', 16),
];

/**
 * Linux numbers ports anew at every plug: the name udev gives a port after its device stays. Two equal devices without
 * a serial number share that name, so then it says nothing.
 */
function placeOf({ path, pnpId }: ListedPort, all: readonly ListedPort[]): { path: string; port?: string } {
  if (pnpId === undefined || !path.startsWith('/dev/') || all.filter((each) => each.pnpId === pnpId).length > 1)
    return { path };
  return { path: `/dev/serial/by-id/${pnpId}`, port: path };
}
