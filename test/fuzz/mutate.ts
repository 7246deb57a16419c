import type { Random } from './random.ts';

/** What inputs grow from: as they are, changed in a few places, glued to each other, or nothing but noise. */
export function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  const kind = random.below(10);
  if (kind === 0 || seeds.length === 0) return random.bytes(random.below(120));
  let bytes: number[] = [...random.pick(seeds)];
  if (kind === 1) return Uint8Array.from(bytes);
  for (let changes = 1 + random.below(kind < 7 ? 2 : 8); changes > 0; changes--) bytes = change(bytes, seeds, random);
  return Uint8Array.from(bytes.slice(0, longest));
}

const longest = 4096;
/** Ends, beginnings and edges of the protocols and encodings in this program. */
const special = [
  0x00, 0x02, 0x03, 0x06, 0x09, 0x0a, 0x0d, 0x15, 0x1d, 0x20, 0x30, 0x39, 0x3c, 0x5d, 0x7f, 0x80, 0xc3, 0xdc, 0xe2,
  0xfe, 0xff,
];

function change(bytes: number[], seeds: readonly Uint8Array[], random: Random): number[] {
  const at = random.below(bytes.length + 1);
  const length = 1 + random.below(8);
  switch (random.below(9)) {
    case 0:
      return at >= bytes.length ? bytes : bytes.with(at, bytes[at]! ^ (1 << random.below(8)));
    case 1:
      return bytes.length === 0 ? bytes : bytes.with(Math.min(at, bytes.length - 1), random.pick(special));
    case 2:
      return bytes.toSpliced(at, 0, random.pick(special));
    case 3:
      return bytes.toSpliced(at, length);
    case 4:
      return bytes.slice(0, at);
    case 5:
      return bytes.toSpliced(at, 0, ...bytes.slice(at, at + length));
    case 6:
      return [...bytes.slice(0, at), ...random.pick(seeds)];
    case 7:
      return bytes.toSpliced(at, length, ...random.bytes(length));
    default:
      return bytes.length === 0 ? bytes : bytes.with(Math.min(at, bytes.length - 1), random.below(10) + 0x30);
  }
}

/** The bytes in pieces as a line delivers them. */
export function inPieces(bytes: Uint8Array, random: Random): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 1 + random.below(random.chance(4) ? 1 : 32);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
