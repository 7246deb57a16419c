import { closeSync, constants, openSync, writeSync } from 'node:fs';

/** HID devices made by a program through /dev/uhid. All fields little-endian, packed; see linux/uhid.h. */

const event = { destroy: 1, create: 11, input: 12 } as const;
const BUS_USB = 3;

export interface UhidDevice {
  input(report: Uint8Array): void;
  destroy(): void;
}

/** Input only: for keyboards, mice and scanners that are never asked anything. */
export function uhidDevice(it: { name: string; vendorId: number; productId: number; descriptor: Buffer }): UhidDevice {
  const file = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
  const create = Buffer.alloc(4 + 128 + 64 + 64 + 4 + 16 + 4096);
  create.writeUInt32LE(event.create, 0);
  create.write(it.name, 4, 127);
  create.writeUInt16LE(it.descriptor.length, 260);
  create.writeUInt16LE(BUS_USB, 262);
  [it.vendorId, it.productId, 0x100, 0].forEach((field, index) => create.writeUInt32LE(field, 264 + index * 4));
  it.descriptor.copy(create, 280);
  writeSync(file, create);
  return {
    input(report) {
      const bytes = Buffer.alloc(6 + report.length);
      bytes.writeUInt32LE(event.input, 0);
      bytes.writeUInt16LE(report.length, 4);
      bytes.set(report, 6);
      writeSync(file, bytes);
    },
    destroy() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(event.destroy, 0);
      writeSync(file, bytes);
      closeSync(file);
    },
  };
}
