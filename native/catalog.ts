import type { DeviceKind, LockerModel } from './contract.ts';

/** One supported model. The table is what device rules, the support page and the search for devices are made from. */
export interface Model {
  kind: DeviceKind;
  driver: 'serial-scanner' | 'hid-pos-scanner' | 'ssi-scanner' | 'wacom-stu' | 'hid-digitizer' | LockerModel;
  name: string;
  transport: 'serial' | 'hid';
  vendorId?: number;
  /** Absent: every product of this vendor that offers the transport. */
  productId?: number;
  baudRate?: number;
  /** false: taken from one public source or none, never seen by us on the real device. */
  idConfirmed: boolean;
}

const WACOM = 0x056a;
const pad = (name: string, productId: number, idConfirmed: boolean): Model => ({
  kind: 'pad',
  driver: 'wacom-stu',
  name,
  transport: 'hid',
  vendorId: WACOM,
  productId,
  idConfirmed,
});
const scanner = (name: string, vendorId: number, idConfirmed: boolean): Model => ({
  kind: 'scanner',
  driver: 'serial-scanner',
  name,
  transport: 'serial',
  vendorId,
  baudRate: 9600,
  idConfirmed,
});
// A lock board hides behind an RS-485 adapter that says nothing of it: `idConfirmed` stands for its frames, and it is
// named in the settings.
const board = (name: string, driver: LockerModel, baudRate: number, idConfirmed: boolean): Model => ({
  kind: 'locker',
  driver,
  name,
  transport: 'serial',
  baudRate,
  idConfirmed,
});

export const catalog: readonly Model[] = [
  pad('Wacom STU-500', 0x00a1, false),
  pad('Wacom STU-300', 0x00a2, false),
  pad('Wacom STU-520', 0x00a3, false),
  pad('Wacom STU-430', 0x00a4, false),
  pad('Wacom STU-530', 0x00a5, false),
  {
    kind: 'pad',
    driver: 'wacom-stu',
    name: 'Wacom STU-430V',
    transport: 'serial',
    vendorId: WACOM,
    productId: 0x00a6,
    baudRate: 128_000,
    idConfirmed: false,
  },
  pad('Wacom STU-540', 0x00a8, true),
  // Other digitizers are named in the settings: a laptop's own touch screen is one, too, and no pad.
  {
    kind: 'pad',
    driver: 'hid-digitizer',
    name: 'signotec PD1011',
    transport: 'hid',
    vendorId: 0x2133,
    productId: 0x0018,
    idConfirmed: false,
  },
  {
    kind: 'pad',
    driver: 'hid-digitizer',
    name: 'ViewSonic PD1011',
    transport: 'hid',
    vendorId: 0x0543,
    productId: 0xe621,
    idConfirmed: false,
  },

  // A scanner has another product id in every mode, so only the vendor counts; the port must be a serial one.
  scanner('Zebra / Symbol', 0x05e0, false),
  scanner('Honeywell / Metrologic', 0x0c2e, false),
  scanner('Hand Held Products', 0x0536, false),
  scanner('Intermec', 0x067e, false),
  scanner('Youjie', 0x23d0, false),
  scanner('Datalogic / PSC', 0x05f9, false),
  scanner('Newland', 0x1eab, false),
  scanner('Opticon', 0x065a, false),
  // Found by its usage, whoever made it; and by nothing at all: its port must be named.
  { kind: 'scanner', driver: 'hid-pos-scanner', name: 'USB HID POS scanner', transport: 'hid', idConfirmed: true },
  { kind: 'scanner', driver: 'ssi-scanner', name: 'Zebra SSI', transport: 'serial', baudRate: 9600, idConfirmed: true },

  board('Kerong KR-CU16', 'kerong-cu16', 19_200, true),
  board('Kerong KR-CU12', 'kerong-cu16', 19_200, true),
  board('Kerong CU48', 'kerong-cu48', 19_200, false),
  board('0x8A/0x80 (YS, ZH and others)', 'bcc-8a80', 9600, true),
  board('WKLY', 'wkly', 9600, false),
  board('Modbus RTU relay board (Waveshare and others)', 'modbus-relay', 9600, true),
];

/** The row for a device of these ids; undefined for a stranger. */
export function modelOf(kind: DeviceKind, vendorId: number, productId: number): Model | undefined {
  return catalog.find(
    (model) =>
      model.kind === kind &&
      model.vendorId === vendorId &&
      (model.productId === undefined || model.productId === productId),
  );
}

/**
 * Cables with one of these chips carry lock boards and serial scanners; their ids say nothing about what is behind
 * them.
 */
export const serialAdapters: readonly { name: string; vendorId: number; productIds: readonly number[] }[] = [
  { name: 'FTDI', vendorId: 0x0403, productIds: [0x6001, 0x6010, 0x6011, 0x6014, 0x6015] },
  { name: 'WCH CH340, CH341, CH343', vendorId: 0x1a86, productIds: [0x5523, 0x55d3, 0x55d4, 0x7523] },
  { name: 'Silicon Labs CP210x', vendorId: 0x10c4, productIds: [0xea60, 0xea70] },
  { name: 'Prolific PL2303', vendorId: 0x067b, productIds: [0x2303, 0x23a3] },
];

/** Who makes scanners: what of theirs is plugged in is probably one, in whatever mode. */
export const scannerMaker = (vendorId: number): string | undefined =>
  catalog.find((model) => model.kind === 'scanner' && model.vendorId === vendorId)?.name;
