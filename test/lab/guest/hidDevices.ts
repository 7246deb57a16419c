import type { SimulatedPad } from '../../../native/simulated/simulatedPad.ts';
import type { ReportLink } from '../../../native/link/link.ts';
import { report } from '../../../native/signature-pad/reports.ts';
import { configDescriptor, deviceDescriptor, endpoint, interfaceDescriptor, UsbDevice, type ControlAnswer } from './usbip.ts';

export const bytesOf = (text: string): Buffer => Buffer.from(text.replace(/\/\/.*$/gm, '').replace(/\s+/g, ''), 'hex');

/** The published keyboard of the HID specification (boot keyboard), and a mouse. */
export const keyboard = bytesOf('05010906A101050719E029E71500250175019508810295017508810195067508150025650507190029658100C0');
export const mouse = bytesOf('05010902A1010901A10005091901290315002501950375018102950175058101050109300931158125 7F750895028106C0C0');

/**
 * Bar code scanner of the HID point of sale tables (usage page 0x8C): report 2 is a scan, `02 length AIM AIM AIM data[56]
 * continued`; modelled on the published usages, not read from a device.
 */
export const posScanner = bytesOf(`
  058C 0902 A101
   0912 A102 8502 1500 26FF00 7508
    9501 0501 093B 8102             // byte count
    9503 058C 09FB 09FC 09FD 8102   // symbology identifier
    9538 09FE 820201                // decoded data, buffered
    1500 2501 7501 9501 09FF 8102 9507 8103 // continued, padding
   C0
   0914 A102 8504 1500 2501 7501 9501 0900 9102 9507 9103 C0 // trigger
  C0`);

/** One scanned-data report of the scanner above. */
export function posReport(code: Uint8Array, aim: string, continued = false): Uint8Array {
  const bytes = Buffer.alloc(62);
  bytes[0] = 2;
  bytes[1] = code.length;
  bytes.write(aim, 2, 3, 'latin1');
  bytes.set(code.subarray(0, 56), 5);
  bytes[61] = continued ? 1 : 0;
  return bytes;
}

/** The reports of a pad with their sizes, all vendor-defined, as a descriptor. Pen data are input reports, the others features. */
function padDescriptor(): Buffer {
  const inputs: number[] = [report.penData.id, report.penDataTimed.id];
  const items = Object.values(report).flatMap(({ id, size }) => [0x85, id, 0x09, id, 0x95, size, ...(inputs.includes(id) ? [0x81, 0x02] : [0xb1, 0x02])]);
  return Buffer.from([0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, ...items, 0xc0]);
}

/** Feature reports answered by somebody; byte 0 is the id. Throwing is a stall. */
interface HidDevice { getFeature(id: number, size: number): Promise<Uint8Array>; setFeature(report: Uint8Array): Promise<void> }

function usbHid(ids: { vendorId: number; productId: number; strings: string[] }, descriptor: Buffer, device: HidDevice): UsbDevice {
  const hid = Buffer.from([9, 0x21, 0x11, 1, 0, 1, 0x22, descriptor.length & 0xff, descriptor.length >> 8]);
  const orStall = (work: Promise<ControlAnswer>) => work.catch((): ControlAnswer => null);
  return new UsbDevice({
    ...ids, device: deviceDescriptor(ids), reports: { 0: descriptor },
    config: configDescriptor(interfaceDescriptor(0, [endpoint(0x81, 'interrupt', 64, 1), endpoint(0x01, 'interrupt', 64, 1)], [3, 0, 0], [hid])),
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
  const usb = usbHid({ vendorId: 0x056a, productId: 0x00a8, strings: ['Wacom', 'STU-540', 'LAB-540-1'] }, padDescriptor(), {
    async getFeature(id, size) {
      return Uint8Array.of(id, ...(await connected().readFeature(id, Math.max(size - 1, 0))));
    },
    setFeature: (bytes) => connected().writeFeature(bytes),
  });
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

/** A HID POS scanner as a USB device. */
export const usbPosScanner = (vendorId: number, productId: number): UsbDevice =>
  usbHid({ vendorId, productId, strings: ['Lab', 'POS scanner', 'POS0001'] }, posScanner, {
    getFeature: () => Promise.reject(new Error('no features')),
    setFeature: async () => {},
  });
