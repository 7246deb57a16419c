import type { SimulatedFault } from '../contract.ts';

/**
 * What a device with this fault really puts on the line instead of `bytes`. Deterministic: `turn` counts the frames,
 * so that some get through and some do not.
 */
export function onTheLine(bytes: Uint8Array, fault: SimulatedFault, turn: number): Uint8Array {
  switch (fault) {
    case 'unplugged':
    case 'silent':
      return new Uint8Array();
    case 'half-frames':
      return bytes.slice(0, Math.ceil(bytes.length / 2));
    case 'noise': {
      const junk = Uint8Array.from({ length: 3 + (turn % 5) }, (_, index) => (turn * 73 + index * 151 + 0x80) & 0xff);
      const damaged = bytes.slice();
      const at = turn % Math.max(1, bytes.length);
      if (turn % 3 !== 0) damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      return Uint8Array.of(...junk, ...damaged);
    }
    case 'none':
      return bytes;
  }
}
