import type { ReportLink } from '../../../native/link/link.ts';
import { digitizerDescriptor, type simulatedDigitizer } from '../../../native/simulated/simulatedDigitizer.ts';
import type { SimulatedPad } from '../../../native/simulated/simulatedPad.ts';
import type { simulatedPosScanner } from '../../../native/simulated/simulatedPosScanner.ts';
import { report } from '../../../native/signature-pad/reports.ts';
import { monotonicMs } from './clock.ts';
import {
  configDescriptor,
  deviceDescriptor,
  endpoint,
  interfaceDescriptor,
  UsbDevice,
  type ControlAnswer,
} from './usbip.ts';

export const bytesOf = (text: string): Buffer => Buffer.from(text.replace(/\/\/.*$/gm, '').replace(/\s+/g, ''), 'hex');

/** The published keyboard of the HID specification (boot keyboard), and a mouse. */
export const keyboard = bytesOf(
  '05010906A101050719E029E71500250175019508810295017508810195067508150025650507190029658100C0',
);
export const mouse = bytesOf(
  '05010902A1010901A10005091901290315002501950375018102950175058101050109300931158125 7F750895028106C0C0',
);

const finger = `0922 A102 1500 2501 7501 9501 0942 8102 0947 8102 7506 0951 253F 8102 0501 750C 169CFF 269B07 0930 8102 1500 26FF07 0931 8102 050D C0`;
const touch = `050D 0904 A101 8501 ${finger} ${finger} C0`;

/** A touch screen of two fingers: tip, confidence, contact id in 6 bits, X from -100 and Y in 12 bits each. */
export const touchScreen = bytesOf(touch);

/** The same that is a mouse as well, in the same interface, as many panels are. */
export const touchScreenAndMouse = bytesOf(
  `${touch} 0501 0902 A101 8502 0901 A100 0509 1901 2902 1500 2501 7501 9502 8102 7506 9501 8103 0501 0930 0931 1581 257F 7508 9502 8106 C0 C0`,
);

/** One report of the touch screens: a finger at `x`, `y`, counted from the smallest; the second finger is away. */
export function touchReport({ x, y, tip }: { x: number; y: number; tip: boolean }): Uint8Array {
  const position = ((x - 100) & 0xfff) | (y << 12);
  return Uint8Array.of(
    1,
    (tip ? 1 : 0) | 2 | (5 << 2),
    position & 0xff,
    (position >> 8) & 0xff,
    position >> 16,
    0,
    0,
    0,
    0,
  );
}

/** A bar code scanner by its usage that is also a keyboard in the same interface. */
export const posScannerAndKeyboard = bytesOf(`
  058C 0902 A101 8502 0912 A102 1500 26FF00 7508 9501 0501 093B 8102 058C 9503 09FB 09FC 09FD 8102 9538 09FE 820201 C0 C0
  0501 0906 A101 8503 0507 19E0 29E7 1500 2501 7501 9508 8102 9501 7508 8101 9506 2565 1900 2965 8100 C0`);

/**
 * The reports of a pad with their sizes, all vendor-defined, as a descriptor. Pen data are input reports, the others
 * features.
 */
function padDescriptor(): Buffer {
  const inputs: number[] = [report.penData.id, report.penDataTimed.id];
  const items = Object.values(report).flatMap(({ id, size }) => [
    0x85,
    id,
    0x09,
    id,
    0x95,
    size,
    ...(inputs.includes(id) ? [0x81, 0x02] : [0xb1, 0x02]),
  ]);
  return Buffer.from([
    0x06,
    0x00,
    0xff,
    0x09,
    0x01,
    0xa1,
    0x01,
    0x15,
    0x00,
    0x26,
    0xff,
    0x00,
    0x75,
    0x08,
    ...items,
    0xc0,
  ]);
}

/** Feature reports answered by somebody; byte 0 is the id. Throwing is a stall. */
interface HidDevice {
  getFeature(id: number, size: number): Promise<Uint8Array>;
  setFeature(report: Uint8Array): Promise<void>;
}

function usbHid(
  ids: { vendorId: number; productId: number; strings: string[] },
  descriptor: Buffer,
  device: HidDevice,
): UsbDevice {
  const hid = Buffer.from([9, 0x21, 0x11, 1, 0, 1, 0x22, descriptor.length & 0xff, descriptor.length >> 8]);
  const orStall = (work: Promise<ControlAnswer>) => work.catch((): ControlAnswer => null);
  return new UsbDevice({
    ...ids,
    device: deviceDescriptor(ids),
    reports: { 0: descriptor },
    config: configDescriptor(
      interfaceDescriptor(
        0,
        [endpoint(0x81, 'interrupt', 64, 1), endpoint(0x01, 'interrupt', 64, 1)],
        [3, 0, 0],
        [hid],
      ),
    ),
    control({ type, request, value, length }, data) {
      if (type === 0xa1 && request === 1) return orStall(device.getFeature(value & 0xff, length));
      if (type === 0x21 && request === 9) return orStall(device.setFeature(data).then(() => Buffer.alloc(0)));
      return undefined;
    },
  });
}

/** The twin of a pad behind a USB plug. */
export function usbPad(pad: SimulatedPad): UsbDevice & { plugged(): void } {
  let link: ReportLink | null = null;
  const connected = (): ReportLink => {
    link ??= pad.connect();
    if (!link) throw new Error('pad is off');
    return link;
  };
  const usb = usbHid(
    { vendorId: 0x056a, productId: 0x00a8, strings: ['Wacom', 'STU-540', 'LAB-540-1'] },
    padDescriptor(),
    {
      async getFeature(id, size) {
        return Uint8Array.of(id, ...(await connected().readFeature(id, Math.max(size - 1, 0))));
      },
      setFeature: (bytes) => connected().writeFeature(bytes),
    },
  );
  usb.on('detached', () => {
    link = null;
    pad.powerOff(); // It has no power but the cable's.
  });
  return Object.assign(usb, {
    /** From now on its pen reports go over USB. */
    plugged(): void {
      link = pad.connect();
      link?.onReport((input) => usb.send(1, input));
    },
  });
}

/** The twin of a HID POS scanner behind a USB plug. Its commands come as output reports. */
export function usbPosScanner(
  twin: ReturnType<typeof simulatedPosScanner>,
  ids: { vendorId: number; productId: number },
): UsbDevice & { sentAt(): number } {
  let link = twin.connect();
  let sentAt = 0;
  const usb = usbHid({ ...ids, strings: ['Lab', 'POS scanner', 'POS0001'] }, Buffer.from(link.descriptor ?? []), {
    getFeature: () => Promise.reject(new Error('no such report')),
    setFeature: (bytes) => link.writeFeature(bytes),
  });
  const send = (input: Uint8Array) => {
    sentAt = monotonicMs();
    usb.send(1, input);
  };
  let stop = link.onReport(send);
  usb.on('out', (_number, bytes) => void link.writeOutput(bytes).catch(() => {}));
  usb.on('detached', () => {
    // It has forgotten that it was started, and what it was about to say.
    stop();
    link = twin.connect();
    stop = link.onReport(send);
  });
  return Object.assign(usb, { /** When the last report left. */ sentAt: () => sentAt });
}

/** The twin of a pen tablet behind a USB plug: it is asked nothing. */
export function usbDigitizer(
  twin: ReturnType<typeof simulatedDigitizer>,
  ids: { vendorId: number; productId: number },
): UsbDevice {
  const nothing = () => Promise.reject(new Error('no such report'));
  const usb = usbHid({ ...ids, strings: ['Lab', 'Pen tablet', 'TABLET1'] }, Buffer.from(digitizerDescriptor), {
    getFeature: nothing,
    setFeature: nothing,
  });
  twin.connect()?.onReport((input) => usb.send(1, input));
  return usb;
}
