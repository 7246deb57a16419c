/**
 * The hardware, in a process of its own: the kernel waits for a device's answer inside calls of the drivers' libraries,
 * and whoever asks cannot answer. Orders come as messages `{ id, deed, input }`; the names are those of `deeds`.
 */
import { rmSync } from 'node:fs';
import { simulatedDigitizer } from '../../../native/simulated/simulatedDigitizer.ts';
import { simulatedLocker } from '../../../native/simulated/simulatedLocker.ts';
import { openRoom } from '../../../native/simulated/room.ts';
import { simulatedPad, type PenInput } from '../../../native/simulated/simulatedPad.ts';
import { simulatedPosScanner } from '../../../native/simulated/simulatedPosScanner.ts';
import { adapterWith, type Behind } from './behindAdapter.ts';
import { codeNumber, longCodeText } from './codes.ts';
import {
  keyboard,
  mouse,
  posScannerAndKeyboard,
  touchReport,
  touchScreen,
  touchScreenAndMouse,
  usbDigitizer,
  usbPad,
  usbPosScanner,
} from './hidDevices.ts';
import { uhidDevice, type UhidDevice } from './uhid.ts';
import { attach, usbServer, type UsbDevice } from './usbip.ts';
import { cdcAcm, ch341, ftdi, lineTo, type SerialDevice } from './usbSerial.ts';

const SOCKET = '/run/lab/usb.sock';
const LOCKS = 16;

const pad = simulatedPad(
  () => 'none',
  () => {},
);
const posTwin = simulatedPosScanner(() => 'none', { layout: 'a', silentUntilStarted: true });
const tablet = simulatedDigitizer(
  () => 'none',
  () => {},
);
const room = openRoom('/run/lab/room.json', (message) => console.log(message));
room.buildDoors(0, LOCKS);
let boardIsSilent = false;
const behind = adapterWith(room);

const serial = {
  'cdc-scanner': cdcAcm(0x0c2e, 0x0b6a, ['Lab', 'CDC scanner', 'CDC0001']),
  'ch340-scanner': ch341(),
  'lock-board': ftdi(['FTDI', 'FT232R USB UART', 'A10LAB01']),
  adapter: behind.adapter,
} satisfies Record<string, SerialDevice>;
const stu = usbPad(pad);
const pos = usbPosScanner(posTwin, { vendorId: 0x0c2e, productId: 0x0b87 });

export type SerialName = keyof typeof serial;
export type UsbName = SerialName | 'pad' | 'pos-scanner' | 'digitizer';
const usb = new Map<string, UsbDevice>([
  ...Object.entries(serial).map(([name, { usb: device }]) => [name, device] as const),
  ['pad', stu],
  ['pos-scanner', pos],
  ['digitizer', usbDigitizer(tablet, { vendorId: 0x1209, productId: 0x0d02 })],
]);

const lab = (name: string, productId: number, descriptor: Buffer) => ({
  name: `Lab ${name}`,
  vendorId: 0x0c2e,
  productId,
  descriptor,
});
const uhidKinds = {
  'scanner-as-keyboard': lab('scanner as keyboard', 0x0b61, keyboard),
  mouse: lab('mouse', 0x0b62, mouse),
  'scanner-and-keyboard': lab('scanner and keyboard', 0x0b63, posScannerAndKeyboard),
  'touch-screen': lab('touch screen', 0x0b64, touchScreen),
  'touch-screen-and-mouse': lab('touch screen and mouse', 0x0b65, touchScreenAndMouse),
};
export type UhidName = keyof typeof uhidKinds;
const uhid = new Map<UhidName, UhidDevice>();

simulatedLocker(lineTo(serial['lock-board']), room, { board: 0, locks: LOCKS, closedBit: 1 }, () =>
  boardIsSilent ? 'silent' : 'none',
);

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const ascii = (text: string) => new TextEncoder().encode(text);

export const deeds = {
  async plug(name: UsbName): Promise<void> {
    await attach(SOCKET, name);
    if (name === 'pad') stu.plugged();
  },
  unplug: (name: UsbName): void => usb.get(name)?.unplug(),
  write: ({ name, bytes }: { name: SerialName; bytes: Uint8Array }): void => serial[name].write(bytes),
  /** Codes with these numbers, each when the kernel has taken the one before. */
  async scans({ name, from, to }: { name: SerialName; from: number; to: number }): Promise<void> {
    for (let number = from; number < to; number += 1) {
      const code = ascii(codeNumber(number));
      while (usb.get(name)?.socket && !serial[name].takes(code.length)) await rest(1);
      serial[name].write(code);
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
  /** Codes with these numbers from the HID scanner. */
  async posScans({ from, to }: { from: number; to: number }): Promise<void> {
    for (let number = from; number < to; number += 1) await posTwin.scan(ascii(longCodeText(number)), ']C0');
  },
  /** One code; when its last byte left, in milliseconds of `monotonicMs`. */
  async posScan(code: string): Promise<number> {
    await posTwin.scan(ascii(code), ']C0');
    await rest(1);
    return pos.sentAt();
  },
  put: (name: Behind): void => behind.put(name),
  ssiScan: ({ code, aim }: { code: string; aim: string }): Promise<void> => behind.ssi.scan(ascii(code), aim),
  honeywellScan: ({ code, aim }: { code: string; aim: string }): Promise<void> =>
    behind.honeywell.scan(ascii(code), aim),
  honeywellCommands: () => [...behind.honeywell.commands()],
  silenceBoard: (board: number | null): void => behind.silenceBoard(board ?? undefined),
  /** What the CDC scanner was told. */
  cdc: () => serial['cdc-scanner'].told(),
  async tabletPen({ samples, everyMs }: { samples: PenInput[]; everyMs: number }): Promise<void> {
    for (const sample of samples) {
      tablet.pen(sample);
      await rest(everyMs);
    }
  },
  async touch({
    name,
    points,
    everyMs,
  }: {
    name: UhidName;
    points: { x: number; y: number; tip: boolean }[];
    everyMs: number;
  }): Promise<void> {
    for (const point of points) {
      uhid.get(name)?.input(touchReport(point));
      await rest(everyMs);
    }
  },
  async pen({
    samples,
    everyMs,
    on = 'usb',
  }: {
    samples: PenInput[];
    everyMs: number;
    on?: 'usb' | 'serial';
  }): Promise<void> {
    for (const sample of samples) {
      (on === 'usb' ? pad : behind.pad).pen(sample);
      await rest(everyMs);
    }
  },
  pad: () => ({ display: pad.display(), inking: pad.inking() }),
  serialPad: () => ({ display: behind.pad.display(), inking: behind.pad.inking() }),
  silence: (silent: boolean): void => {
    boardIsSilent = silent;
  },
  closeDoors(): void {
    for (const { board, lock, open } of room.snapshot().doors) if (open) room.changeDoor(board, lock, { open: false });
  },
  doors: (board: number) => room.snapshot().doors.filter((door) => door.board === board),
};

export type Deeds = typeof deeds;
export interface Order {
  id: number;
  deed: keyof Deeds;
  input: unknown;
}
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
