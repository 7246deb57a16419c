import { EventEmitter } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * USB devices in user space: the device's side of USB/IP (protocol 1.1.1, without isochronous transfers), and what
 * `usbip attach` does. The kernel sees a real USB device behind its virtual host controller.
 */

const STALL = -32;
const CONNECTION_RESET = -104;

export interface Setup {
  type: number;
  request: number;
  value: number;
  index: number;
  length: number;
}

/**
 * Answer to a control request: bytes (empty for an OUT request), null for a stall, undefined: not known here, the
 * standard answer.
 */
export type ControlAnswer = Uint8Array | null | undefined;

export interface UsbDescription {
  device: Buffer;
  config: Buffer;
  strings: string[];
  /** HID report descriptors by interface. */
  reports?: Record<number, Uint8Array>;
  control(setup: Setup, data: Buffer): ControlAnswer | Promise<ControlAnswer>;
}

interface Urb {
  sequence: number;
  input: boolean;
  endpoint: number;
  length: number;
  setup: Buffer;
}

/** Events: `out` (endpoint, bytes), `detached`. */
export class UsbDevice extends EventEmitter<{ out: [number, Buffer]; detached: [] }> {
  readonly description: UsbDescription;
  socket: Socket | null = null;
  #queued = new Map<number, Uint8Array[]>();
  #waiting = new Map<number, Urb[]>();

  constructor(description: UsbDescription) {
    super();
    this.description = description;
  }

  /** Queues one transfer for an IN endpoint (its number without the direction bit). */
  send(endpoint: number, data: Uint8Array): void {
    const urb = this.#waiting.get(endpoint)?.shift();
    if (urb) this.#complete(urb, data);
    else this.#queued.set(endpoint, [...(this.#queued.get(endpoint) ?? []), data]);
  }

  /** For how many transfers of this IN endpoint the kernel waits. */
  asked(endpoint: number): number {
    return this.#waiting.get(endpoint)?.length ?? 0;
  }

  /** The cable is pulled. */
  unplug(): void {
    this.socket?.destroy();
  }

  serve(socket: Socket): void {
    this.socket = socket;
    this.#queued.clear();
    this.#waiting.clear();
    let held = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 48) {
        const command = held.readUInt32BE(0);
        const input = held.readUInt32BE(12) === 1;
        const length = held.readInt32BE(24);
        const total = 48 + (command === 1 && !input ? length : 0);
        if (held.length < total) return;
        const header = held.subarray(0, 48);
        const data = Buffer.from(held.subarray(48, total));
        held = held.subarray(total);
        const sequence = header.readUInt32BE(4);
        if (command === 1)
          void this.#submit(
            { sequence, input, endpoint: header.readUInt32BE(16), length, setup: Buffer.from(header.subarray(40, 48)) },
            data,
          );
        else if (command === 2) this.#unlink(sequence, header.readUInt32BE(20));
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.socket = null;
      this.emit('detached');
    });
  }

  #reply(command: number, sequence: number, fields: number[], data: Uint8Array = Buffer.alloc(0)): void {
    const header = Buffer.alloc(48);
    header.writeUInt32BE(command, 0);
    header.writeUInt32BE(sequence, 4);
    fields.forEach((field, index) => header.writeInt32BE(field, 20 + index * 4));
    this.socket?.write(Buffer.concat([header, data]));
  }

  /** For OUT transfers only the length goes back. */
  #complete(urb: Urb, data: Uint8Array = Buffer.alloc(0), status = 0): void {
    const sent = urb.input && status === 0 ? data.subarray(0, urb.length) : Buffer.alloc(0);
    this.#reply(3, urb.sequence, [status, status !== 0 ? 0 : urb.input ? sent.length : urb.length, 0, 0, 0], sent);
  }

  #unlink(sequence: number, victim: number): void {
    for (const queue of this.#waiting.values()) {
      const index = queue.findIndex((urb) => urb.sequence === victim);
      if (index < 0) continue;
      queue.splice(index, 1);
      return this.#reply(4, sequence, [CONNECTION_RESET]);
    }
    this.#reply(4, sequence, [0]);
  }

  async #submit(urb: Urb, data: Buffer): Promise<void> {
    if (urb.endpoint === 0) {
      const { setup } = urb;
      const request: Setup = {
        type: setup.readUInt8(0),
        request: setup.readUInt8(1),
        value: setup.readUInt16LE(2),
        index: setup.readUInt16LE(4),
        length: setup.readUInt16LE(6),
      };
      const answer = await this.description.control(request, data);
      const final = answer === undefined ? this.#standard(request) : answer;
      return final === null ? this.#complete(urb, undefined, STALL) : this.#complete(urb, final);
    }
    if (!urb.input) {
      this.#complete(urb);
      this.emit('out', urb.endpoint, data);
      return;
    }
    const queue = this.#queued.get(urb.endpoint) ?? [];
    const next = queue.shift();
    if (next) return this.#complete(urb, next);
    this.#waiting.set(urb.endpoint, [...(this.#waiting.get(urb.endpoint) ?? []), urb]);
  }

  #standard({ type, request, value, index }: Setup): Uint8Array | null {
    const { device, config, strings, reports } = this.description;
    const nothing = Buffer.alloc(0);
    const number = value & 0xff;
    if (type === 0x80 && request === 6) {
      if (value >> 8 === 1) return device;
      if (value >> 8 === 2) return config;
      if (value >> 8 !== 3) return null;
      if (number === 0) return Buffer.from([4, 3, 9, 4]);
      const text = strings[number - 1];
      if (text === undefined) return null;
      const encoded = Buffer.from(text, 'utf16le');
      return Buffer.concat([Buffer.from([encoded.length + 2, 3]), encoded]);
    }
    if (type === 0x81 && request === 6 && value >> 8 === 0x22) return reports?.[index] ?? null;
    if (request === 0 && (type & 0x80) !== 0) return Buffer.from([0, 0]); // GET_STATUS
    if ((type & 0xe0) === 0 && [1, 3, 9, 11].includes(request)) return nothing; // features, configuration, interface
    if (type === 0x21 && [0x0a, 0x0b].includes(request)) return nothing; // HID: SET_IDLE, SET_PROTOCOL
    return null;
  }

  /** `struct usbip_usb_device`. */
  describe(busId: string): Buffer {
    const { device, config } = this.description;
    const described = Buffer.alloc(312);
    described.write(`/sys/devices/lab/${busId}`, 0);
    described.write(busId, 256);
    [1, 2, FULL_SPEED].forEach((field, index) => described.writeUInt32BE(field, 288 + index * 4));
    [8, 10, 12].forEach((offset, index) => described.writeUInt16BE(device.readUInt16LE(offset), 300 + index * 2));
    Buffer.from([device.readUInt8(4), device.readUInt8(5), device.readUInt8(6), 0, 1, config.readUInt8(4)]).copy(
      described,
      306,
    );
    return described;
  }
}

const FULL_SPEED = 2;
const CONTROLLER = '/sys/devices/platform/vhci_hcd.0/';
const IMPORT_ACCEPTED = Buffer.from('0111000300000000', 'hex');
const IMPORT_REFUSED = Buffer.from('0111000300000001', 'hex');

/** Answers OP_REQ_IMPORT for the devices of this map; a device that is attached is not given out again. */
export function usbServer(devices: Map<string, UsbDevice>): Server {
  return createServer((socket) => {
    socket.on('error', () => {});
    let held = Buffer.alloc(0);
    const take = (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      if (held.length < 40) return;
      socket.off('data', take);
      const busId = held.toString('latin1', 8, 40).replace(/\0.*$/, '');
      const device = devices.get(busId);
      if (!device || device.socket) return void socket.end(IMPORT_REFUSED);
      device.serve(socket);
      socket.write(Buffer.concat([IMPORT_ACCEPTED, device.describe(busId)]));
    };
    socket.on('data', take);
  });
}

/** Hands a connected socket over to the kernel, which speaks with the device from then on. */
export function attach(path: string, busId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      const request = Buffer.alloc(40);
      request.writeUInt16BE(0x0111, 0);
      request.writeUInt16BE(0x8003, 2);
      request.write(busId, 8);
      socket.write(request);
    });
    socket.on('error', reject);
    let held = Buffer.alloc(0);
    const take = (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      if (held.length >= 8 && held.readUInt32BE(4) !== 0) {
        socket.destroy();
        return reject(new Error(`${busId} is attached already`));
      }
      if (held.length < 320) return;
      socket.off('data', take);
      socket.pause();
      const handle = (socket as unknown as { _handle: { fd: number; readStop(): void } })._handle;
      handle.readStop(); // The kernel reads from here on.
      try {
        writeFileSync(`${CONTROLLER}attach`, `${freePort()} ${handle.fd} ${(1 << 16) | 2} ${FULL_SPEED}\n`);
      } catch (thrown) {
        return reject(thrown as Error);
      }
      socket.destroy(); // Our descriptor only: the kernel holds its own.
      resolve();
    };
    socket.on('data', take);
  });
}

/** Lines of `status`: hub, port, state, …; state 004 is free. */
function freePort(): string {
  for (const line of readFileSync(`${CONTROLLER}status`, 'utf8').split('\n')) {
    const [hub, port, state] = line.trim().split(/\s+/);
    if (hub === 'hs' && state === '004' && port !== undefined) return port;
  }
  throw new Error('no free port at the virtual host controller');
}

// ---- descriptors ----------------------------------------------------------------------------------------------------

export function deviceDescriptor(it: {
  vendorId: number;
  productId: number;
  class?: number;
  release?: number;
  strings: string[];
}): Buffer {
  const text = (index: number) => (it.strings[index] ? index + 1 : 0);
  const bytes = Buffer.from([18, 1, 0, 2, it.class ?? 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, text(0), text(1), text(2), 1]);
  bytes.writeUInt16LE(it.vendorId, 8);
  bytes.writeUInt16LE(it.productId, 10);
  bytes.writeUInt16LE(it.release ?? 0x100, 12);
  return bytes;
}

export function interfaceDescriptor(
  number: number,
  endpoints: Buffer[],
  classes: readonly [number, number, number],
  extra: Buffer[] = [],
): Buffer {
  return Buffer.concat([Buffer.from([9, 4, number, 0, endpoints.length, ...classes, 0]), ...extra, ...endpoints]);
}

export const endpoint = (address: number, type: 'bulk' | 'interrupt', size: number, interval = 0): Buffer =>
  Buffer.from([7, 5, address, type === 'bulk' ? 2 : 3, size & 0xff, size >> 8, interval]);

export function configDescriptor(...interfaces: Buffer[]): Buffer {
  const body = Buffer.concat(interfaces);
  const head = Buffer.from([9, 2, 0, 0, interfaces.length, 1, 0, 0x80, 50]);
  head.writeUInt16LE(9 + body.length, 2);
  return Buffer.concat([head, body]);
}
