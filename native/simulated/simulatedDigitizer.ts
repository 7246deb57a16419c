import type { SimulatedFault, SimulatedRoom } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import type { DescribedLink } from '../hid/openHidDevice.ts';
import { reportPair } from '../link/linkPair.ts';
import { onTheLine } from './faultyLine.ts';
import type { PenInput } from './simulatedPad.ts';

/** A pen tablet without a display: 152.4 x 101.6 mm, 2048 levels, as its descriptor says. */
const profile = { width: 1524, height: 1016, maxX: 15_240, maxY: 10_160, maxPressure: 2047, rate: 200 };

const word = (value: number): number[] => [value & 0xff, value >> 8];

/**
 * Report 0x10: tip, barrel, invert, eraser, one bit unused, in range, two bits unused; X, Y, pressure in 16 bits each.
 */
export const digitizerDescriptor = Uint8Array.from([
  0x05,
  0x0d,
  0x09,
  0x02,
  0xa1,
  0x01,
  0x85,
  0x10,
  0x09,
  0x20,
  0xa1,
  0x00,
  0x09,
  0x42,
  0x09,
  0x44,
  0x09,
  0x3c,
  0x09,
  0x45,
  0x15,
  0x00,
  0x25,
  0x01,
  0x75,
  0x01,
  0x95,
  0x04,
  0x81,
  0x02,
  0x95,
  0x01,
  0x81,
  0x03,
  0x09,
  0x32,
  0x81,
  0x02,
  0x95,
  0x02,
  0x81,
  0x03,
  0x05,
  0x01,
  0x75,
  0x10,
  0x95,
  0x01,
  0xa4,
  0x55,
  0x0d,
  0x65,
  0x13,
  0x34,
  0x09,
  0x30,
  0x46,
  ...word(6000),
  0x26,
  ...word(profile.maxX),
  0x81,
  0x42,
  0x09,
  0x31,
  0x46,
  ...word(4000),
  0x26,
  ...word(profile.maxY),
  0x81,
  0x42,
  0xb4,
  0x05,
  0x0d,
  0x09,
  0x30,
  0x26,
  ...word(profile.maxPressure),
  0x81,
  0x02,
  0xc0,
  0xc0,
]);

export function digitizerReport({ x, y, pressure, near, tip }: PenInput): Uint8Array {
  return Uint8Array.from([
    0x10,
    (tip ? 1 : 0) | (near ? 0x20 : 0),
    ...(near ? [...word(x), ...word(y)] : [0xff, 0xff, 0xff, 0xff]),
    ...word(pressure),
  ]);
}

/** The twin of a pen tablet that describes itself. Away from it the pen has no position: its null state. */
export function simulatedDigitizer(
  fault: () => SimulatedFault,
  changed: (pad: SimulatedRoom['pad']) => void,
  descriptor: Uint8Array | null = digitizerDescriptor,
) {
  let pair: ReturnType<typeof reportPair> | undefined;
  let turn = 0;
  const refuse = (id: number) => {
    throw new DeviceFault('device-refused', `report ${id} stalled`);
  };
  return {
    connect(): DescribedLink | null {
      if (fault() === 'unplugged') return null;
      pair = reportPair({ getFeature: refuse, setFeature: ([id = 0]) => refuse(id) });
      changed({ inking: false, blank: true });
      return { ...pair.host, vendorId: 0x1209, descriptor };
    },
    powerOff(): void {
      pair?.unplug();
    },
    pen(sample: PenInput): void {
      turn += 1;
      const sent = fault() === 'silent' ? new Uint8Array() : onTheLine(digitizerReport(sample), fault(), turn);
      if (sent.length > 0) pair?.sendInput(sent);
    },
    profile,
  };
}
