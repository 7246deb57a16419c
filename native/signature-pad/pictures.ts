import type { PadScreen } from '../contract.ts';
import { encoding, encodingFlag } from './reports.ts';

/** A picture as the pad takes it: `mode` goes into report 0x25, `bytes` into the blocks. */
export interface Picture {
  mode: number;
  bytes: Uint8Array;
}

/** RGB 5-6-5 as a big-endian word. */
export const pixel16 = (red: number, green: number, blue: number): readonly number[] => {
  const word = ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3);
  return [word >> 8, word & 0xff];
};

/** Blue comes first. */
export const pixel24 = (red: number, green: number, blue: number): readonly number[] => [blue, green, red];

/**
 * The same black and white page in the smallest form this pad takes: one bit where it offers it (an eighth of a second
 * instead of several), else 16, else 24 bit. A pad that names none takes one bit, as all old ones do.
 */
export function pictureFor(screen: Pick<PadScreen, 'width' | 'height' | 'bits'>, flags: number): Picture {
  if ((flags & encodingFlag.oneBit) !== 0) return { mode: encoding.oneBit, bytes: screen.bits };
  if ((flags & encodingFlag.sixteenBit) !== 0) return { mode: encoding.sixteenBit, bytes: inColour(screen, pixel16) };
  if ((flags & encodingFlag.twentyFourBit) !== 0)
    return { mode: encoding.twentyFourBit, bytes: inColour(screen, pixel24) };
  return { mode: encoding.oneBit, bytes: screen.bits };
}

/** Rows top-down, without padding between them. */
function inColour(
  { width, height, bits }: Pick<PadScreen, 'width' | 'height' | 'bits'>,
  pixel: (red: number, green: number, blue: number) => readonly number[],
): Uint8Array {
  const white = pixel(255, 255, 255);
  const bytes = new Uint8Array(width * height * white.length); // Black is zero in both.
  const rowBytes = Math.ceil(width / 8);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isWhite = ((bits[y * rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
      if (isWhite) bytes.set(white, (y * width + x) * white.length);
    }
  }
  return bytes;
}
