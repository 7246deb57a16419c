/**
 * The hardware, in a process of its own: the kernel waits for a device's answer inside calls of the drivers' libraries, and
 * whoever asks cannot answer. Orders come as messages `{ id, deed, input }`; the names are those of `deeds`.
 */
import { rmSync } from 'node:fs';
import { simulatedLocker } from '../../../native/simulated/simulatedLocker.ts';
import { openRoom } from '../../../native/simulated/room.ts';
import { simulatedPad, type PenInput } from '../../../native/simulated/simulatedPad.ts';
import { codeNumber } from './codes.ts';
import { keyboard, mouse, posReport, posScanner, usbPad, usbPosScanner } from './hidDevices.ts';
import { uhidDevice, type UhidDevice } from './uhid.ts';
import { attach, usbServer, type UsbDevice } from './usbip.ts';
import { cdcAcm, ch341, ftdi, type SerialDevice } from './usbSerial.ts';

const SOCKET = '/run/lab/usb.sock';
const LOCKS = 16;

const pad = simulatedPad(() => 'none', () => {});
const room = openRoom('/run/lab/room.json', (message) => console.log(message));
room.buildDoors(0, LOCKS);
let boardIsSilent = false;

const serial = {
  'cdc-scanner': cdcAcm(0x0c2e, 0x0b6a, ['Lab', 'CDC scanner', 'CDC0001']),
  'ch340-scanner': ch341(),
  'lock-board': ftdi(['FTDI', 'FT232R USB UART', 'A10LAB01']),
} satisfies Record<string, SerialDevice>;
const stu = usbPad(pad);
const pos = usbPosScanner(0x0c2e, 0x0b87);

export type SerialName = keyof typeof serial;
export type UsbName = SerialName | 'pad' | 'pos-scanner';
const usb = new Map<string, UsbDevice>([...Object.entries(serial).map(([name, { usb: device }]) => [name, device] as const), ['pad', stu], ['pos-scanner', pos]]);

const uhidKinds = {
  'scanner-as-keyboard': { name: 'Lab scanner as keyboard', vendorId: 0x0c2e, productId: 0x0b61, descriptor: keyboard },
  mouse: { name: 'Lab mouse', vendorId: 0x0c2e, productId: 0x0b62, descriptor: mouse },
  'uhid-pos-scanner': { name: 'Lab POS scanner', vendorId: 0x0c2e, productId: 0x0b63, descriptor: posScanner },
};
export type UhidName = keyof typeof uhidKinds;
const uhid = new Map<UhidName, UhidDevice>();

const board = serial['lock-board'];
simulatedLocker({
  write: async (bytes) => board.write(bytes),
  flushInput: async () => {},
  onBytes: board.onBytes,
  onLost: () => () => {},
  close: async () => {},
}, room, { board: 0, locks: LOCKS, closedBit: 1 }, () => (boardIsSilent ? 'silent' : 'none'));

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const ascii = (text: string) => new TextEncoder().encode(text);

export const deeds = {
  async plug(name: UsbName): Promise<void> {
    await attach(SOCKET, name);
    if (name === 'pad') stu.plugged();
  },
  unplug: (name: UsbName): void => usb.get(name)?.unplug(),
  write: ({ name, bytes }: { name: SerialName; bytes: Uint8Array }): void => serial[name].write(bytes),
  /** Codes with these numbers, a little apart as a fast scanner sends them. */
  async scans({ name, from, to }: { name: SerialName; from: number; to: number }): Promise<void> {
    for (let number = from; number < to; number += 1) {
      serial[name].write(ascii(codeNumber(number)));
      if (number % 10 === 9) await rest(1);
    }
  },
  /** Talks and is pulled in the same moment. */
  async lastWords({ name, pauseMs }: { name: SerialName; pauseMs: number }): Promise<void> {
    serial[name].write(ascii('last words '.repeat(20)));
    if (pauseMs > 0) await rest(pauseMs);
    usb.get(name)?.unplug();
  },
  create: (name: UhidName): void => void uhid.set(name, uhidDevice(uhidKinds[name])),
  destroy(name: UhidName): void {
    uhid.get(name)?.destroy();
    uhid.delete(name);
  },
  posScan({ name, code, aim, continued }: { name: 'pos-scanner' | 'uhid-pos-scanner'; code: Uint8Array; aim: string; continued?: boolean }): void {
    const report = posReport(code, aim, continued);
    if (name === 'pos-scanner') pos.send(1, report);
    else uhid.get(name)?.input(report);
  },
  async pen({ samples, everyMs }: { samples: PenInput[]; everyMs: number }): Promise<void> {
    for (const sample of samples) {
      pad.pen(sample);
      await rest(everyMs);
    }
  },
  pad: () => ({ display: pad.display(), inking: pad.inking() }),
  silence: (silent: boolean): void => {
    boardIsSilent = silent;
  },
  closeDoors(): void {
    for (let lock = 0; lock < LOCKS; lock += 1) if (room.door(0, lock)?.open) room.changeDoor(0, lock, { open: false });
  },
  doors: () => room.snapshot().doors,
};

export type Deeds = typeof deeds;
export interface Order { id: number; deed: keyof Deeds; input: unknown }
export type Report = { ready: true } | { id: number; value: unknown } | { id: number; error: string };

async function obey({ id, deed, input }: Order): Promise<void> {
  try {
    const work = deeds[deed] as (it: unknown) => unknown;
    tell({ id, value: await work(input) });
  } catch (thrown) {
    tell({ id, error: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

const tell = (report: Report) => process.send?.(report);
process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit(0));
rmSync(SOCKET, { force: true });
usbServer(usb).listen(SOCKET, () => tell({ ready: true }));
