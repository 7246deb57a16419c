import { listeners, type ByteLink } from '../../../native/link/link.ts';
import {
  configDescriptor,
  deviceDescriptor,
  endpoint,
  interfaceDescriptor,
  UsbDevice,
  type ControlAnswer,
  type Setup,
} from './usbip.ts';

/** A device on a serial line, seen from the device's side. */
export interface SerialDevice {
  usb: UsbDevice;
  write(bytes: Uint8Array): void;
  /**
   * The kernel would take so many bytes at once: nothing is cut by a pause of the machine, as it is not on a real line.
   */
  takes(bytes: number): boolean;
  onBytes(listener: (bytes: Uint8Array) => void): () => void;
}

interface Adapter {
  vendorId: number;
  productId: number;
  class?: number;
  release?: number;
  strings: string[];
  config: Buffer;
  control(setup: Setup, data: Buffer): ControlAnswer;
  /** Numbers of the endpoints that carry the bytes. */
  inEndpoint: number;
  outEndpoint: number;
  /** Bytes of payload in one packet, and what the adapter puts before them. */
  packet: { size: number; head: number[] };
}

const nothing = Buffer.alloc(0);

/** The device's end of the line, as the twins want it. `connected`: only then it hears and speaks. */
export const lineTo = (device: SerialDevice, connected: () => boolean = () => true): ByteLink => ({
  write: async (bytes) => {
    if (connected()) device.write(bytes);
  },
  flushInput: async () => {},
  onBytes: (listener) => device.onBytes((bytes) => connected() && listener(bytes)),
  onLost: () => () => {},
  close: async () => {},
});

function serialDevice(adapter: Adapter): SerialDevice {
  const bytes = listeners<Uint8Array>();
  const usb = new UsbDevice({
    device: deviceDescriptor(adapter),
    config: adapter.config,
    strings: adapter.strings,
    control: adapter.control,
  });
  usb.on('out', (number, data) => number === adapter.outEndpoint && bytes.tell(new Uint8Array(data)));
  const { size, head } = adapter.packet;
  return {
    usb,
    write(data) {
      for (let start = 0; start < data.length; start += size)
        usb.send(adapter.inEndpoint, Uint8Array.of(...head, ...data.subarray(start, start + size)));
    },
    takes: (count) => usb.asked(adapter.inEndpoint) * size >= count,
    onBytes: bytes.add,
  };
}

/** A scanner in USB CDC mode: /dev/ttyACM*. */
export function cdcAcm(
  vendorId: number,
  productId: number,
  strings: string[],
): SerialDevice & { told(): { rates: number[]; writtenAt: number[] } } {
  let coding = Buffer.from([0x80, 0x25, 0, 0, 0, 0, 8]);
  let rates: number[] = [];
  let writtenAt: number[] = [];
  const functional = [
    Buffer.from([5, 0x24, 0, 0x10, 1]),
    Buffer.from([5, 0x24, 1, 0, 1]),
    Buffer.from([4, 0x24, 2, 2]),
    Buffer.from([5, 0x24, 6, 0, 1]),
  ];
  const device = serialDevice({
    vendorId,
    productId,
    strings,
    class: 2,
    inEndpoint: 1,
    outEndpoint: 1,
    packet: { size: 64, head: [] },
    config: configDescriptor(
      interfaceDescriptor(0, [endpoint(0x82, 'interrupt', 16, 10)], [2, 2, 1], functional),
      interfaceDescriptor(1, [endpoint(0x01, 'bulk', 64), endpoint(0x81, 'bulk', 64)], [10, 0, 0]),
    ),
    control({ type, request }, data) {
      if (type === 0xa1 && request === 0x21) return coding;
      if (type !== 0x21) return undefined;
      if (request === 0x20) rates.push((coding = Buffer.from(data)).readUInt32LE(0));
      return [0x20, 0x22, 0x23].includes(request) ? nothing : undefined; // line coding, modem lines, break
    },
  });
  device.onBytes(() => {
    const rate = coding.readUInt32LE(0);
    if (!writtenAt.includes(rate)) writtenAt.push(rate);
  });
  device.usb.on('detached', () => {
    rates = [];
    writtenAt = [];
  });
  return Object.assign(device, {
    /** Since it was plugged in: the rates that were set, in order, and those at which anything was written. */
    told: () => ({
      rates,
      writtenAt,
    }),
  });
}

/** A CH340 cable, without a serial number as those are: /dev/ttyUSB*. */
export function ch341(): SerialDevice {
  return serialDevice({
    vendorId: 0x1a86,
    productId: 0x7523,
    class: 0xff,
    release: 0x264,
    strings: ['', 'USB Serial'],
    inEndpoint: 2,
    outEndpoint: 2,
    packet: { size: 32, head: [] },
    config: configDescriptor(
      interfaceDescriptor(
        0,
        [endpoint(0x82, 'bulk', 32), endpoint(0x02, 'bulk', 32), endpoint(0x81, 'interrupt', 8, 1)],
        [0xff, 1, 2],
      ),
    ),
    control({ type, request }) {
      if (type === 0xc0 && request === 0x5f) return Buffer.from([0x31, 0]); // version
      if (type === 0xc0 && request === 0x95) return Buffer.from([0x9f, 0xee]); // a register
      return type === 0x40 ? nothing : undefined;
    },
  });
}

/** An FT232R cable: /dev/ttyUSB*. Every packet begins with two bytes of modem status. */
export function ftdi(strings: string[]): SerialDevice {
  return serialDevice({
    vendorId: 0x0403,
    productId: 0x6001,
    release: 0x600,
    strings,
    inEndpoint: 1,
    outEndpoint: 2,
    packet: { size: 62, head: [0x31, 0x60] },
    config: configDescriptor(
      interfaceDescriptor(0, [endpoint(0x81, 'bulk', 64), endpoint(0x02, 'bulk', 64)], [0xff, 0xff, 0xff]),
    ),
    control({ type, request }) {
      if (type === 0xc0 && request === 0x05) return Buffer.from([0x31, 0x60]); // modem status
      if (type === 0xc0 && request === 0x0a) return Buffer.from([16]); // latency
      if (type === 0xc0 && request === 0x90) return Buffer.from([0, 0]); // EEPROM
      return type === 0x40 ? nothing : undefined;
    },
  });
}
