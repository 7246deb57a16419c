import type { NativeImage } from 'electron';
import type { PadPage } from '../core/kernel/ports.ts';

export type Rectangle = PadPage['text'];

/** Luminance (0 to 255) from which a pixel is white. Above the middle, so that thin strokes survive. */
const whiteFrom = 150;
/**
 * Below the page the window shows its mark: one cell a bit, between two black ones. It is cut off before the picture
 * goes to a pad.
 */
export const markHeight = 8;
const markBits = 48;
const cell = 4;
/** A piece of a line of this many times its height always holds a letter. */
const pieceOfLine = 3;

/** What a picture must show to be the page that was meant, in pixels of the page. */
export interface Meant {
  width: number;
  height: number;
  /** The mark of this page alone, 12 hexadecimal digits. */
  mark: string;
  /** Where text stands, a rectangle a line. */
  lines: Rectangle[];
}

export type Wrong = 'empty' | 'other-size' | 'other-page' | 'text-missing';
export type Picture = { ok: true; bits: Uint8Array } | { ok: false; wrong: Wrong };

/**
 * The page as one bit per pixel (most significant bit first, rows padded to bytes, 1 = white), if the picture is the
 * page that was meant. Electron may hand over the frame before the text, another size on a display with a scale, or
 * nothing, without any error; somebody would sign under it.
 */
export function pictureOf(image: Pick<NativeImage, 'isEmpty' | 'getSize' | 'toBitmap'>, meant: Meant): Picture {
  const { width, height } = meant;
  if (image.isEmpty()) return { ok: false, wrong: 'empty' };
  const size = image.getSize();
  const bgra = image.toBitmap();
  if (size.width !== width || size.height !== height + markHeight || bgra.length !== 4 * width * (height + markHeight))
    return { ok: false, wrong: 'other-size' };
  const isWhite = (x: number, y: number): boolean => {
    const at = 4 * (y * width + x);
    return 0.114 * (bgra[at] ?? 0) + 0.587 * (bgra[at + 1] ?? 0) + 0.299 * (bgra[at + 2] ?? 0) >= whiteFrom;
  };
  if (!showsMark(meant, isWhite)) return { ok: false, wrong: 'other-page' };
  if (!meant.lines.every((line) => hasText(line, meant, isWhite))) return { ok: false, wrong: 'text-missing' };

  const rowBytes = Math.ceil(width / 8);
  const bits = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (isWhite(x, y)) bits[y * rowBytes + (x >> 3)]! |= 0x80 >> (x & 7);
  return { ok: true, bits };
}

type IsWhite = (x: number, y: number) => boolean;

/** In every cell the middle is looked at, in two rows, so that half a strip is none. */
function showsMark({ height, mark }: Meant, isWhite: IsWhite): boolean {
  const expected = `1${BigInt(`0x${mark}`).toString(2).padStart(markBits, '0')}1`;
  return [1, markHeight - 2].every((row) =>
    [...expected].every((bit, index) => isWhite(index * cell + cell / 2, height + row) === (bit === '0')),
  );
}

/** Ink and paper in every piece of the line. */
function hasText({ x, y, width, height }: Rectangle, page: Meant, isWhite: IsWhite): boolean {
  const pieces = Math.max(1, Math.floor(width / (pieceOfLine * height)));
  for (let piece = 0; piece < pieces; piece++) {
    let [ink, paper] = [false, false];
    const [from, to] = [x + (width * piece) / pieces, x + (width * (piece + 1)) / pieces].map(Math.round) as [
      number,
      number,
    ];
    for (let row = Math.max(0, Math.floor(y)); row < Math.min(page.height, y + height); row++)
      for (let column = Math.max(0, from); column < Math.min(page.width, to); column++) {
        if (isWhite(column, row)) paper = true;
        else ink = true;
      }
    if (!ink || !paper) return false;
  }
  return true;
}
