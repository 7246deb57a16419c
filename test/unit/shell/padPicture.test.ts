import { describe, expect, it } from 'vitest';
import { markHeight, pictureOf, type Meant } from '../../../electron/shell/padPicture.ts';

const meant: Meant = {
  width: 240,
  height: 100,
  mark: '0123456789ab',
  lines: [
    { x: 10, y: 10, width: 180, height: 20 },
    { x: 10, y: 40, width: 30, height: 20 },
  ],
};
const marks = (mark: string): string =>
  `1${[...mark].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('')}1`;

/** A drawn page: text as vertical strokes through its lines, and the mark below. */
function drawn({ mark = meant.mark, lines = meant.lines, width = meant.width, height = meant.height } = {}) {
  const pixels = Buffer.alloc(4 * width * (height + markHeight), 255);
  const blacken = (x: number, y: number): void => void pixels.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
  for (const line of lines)
    for (let x = line.x; x < line.x + line.width; x += 5)
      for (let y = line.y + 4; y < line.y + line.height - 4; y++) blacken(x, y);
  [...marks(mark)].forEach((bit, index) => {
    if (bit === '1')
      for (let x = 4 * index; x < 4 * index + 4; x++) for (let y = height; y < height + markHeight; y++) blacken(x, y);
  });
  return picture(pixels, width, height + markHeight);
}
const picture = (pixels: Buffer, width: number, height: number) => ({
  isEmpty: () => width === 0,
  getSize: () => ({ width, height }),
  toBitmap: () => pixels,
});
const plain = (value: number) =>
  picture(Buffer.alloc(4 * meant.width * (meant.height + markHeight), value), meant.width, meant.height + markHeight);

describe('a picture of a page for the pad', () => {
  it('that is the page that was meant becomes its bits, without the mark', () => {
    const result = pictureOf(drawn(), meant);
    expect(result.ok && result.bits.length).toBe((meant.width / 8) * meant.height);
    expect(result.ok && result.bits[14 * 30 + 1]! & 0x20).toBe(0);
    expect(result.ok && result.bits[0]).toBe(0xff);
  });

  const half = { ...meant.lines[0]!, width: 90 };
  it.each([
    ['white, as the frame before the text', plain(255), 'other-page'],
    ['black', plain(0), 'other-page'],
    ['empty', picture(Buffer.alloc(0), 0, 0), 'empty'],
    ['one and a half times as large', drawn({ width: 360, height: 154 }), 'other-size'],
    [
      'as large, with the pixels of a display with a scale',
      { ...drawn(), toBitmap: () => drawn({ width: 360, height: 154 }).toBitmap() },
      'other-size',
    ],
    ['of the page before', drawn({ mark: 'ffff00001111' }), 'other-page'],
    ['of the page without its text', drawn({ lines: [] }), 'text-missing'],
    ['of the page without its second line', drawn({ lines: [meant.lines[0]!] }), 'text-missing'],
    ['of the page with half a line', drawn({ lines: [half, meant.lines[1]!] }), 'text-missing'],
  ])('that is %s is none', (_what, image, wrong) => {
    expect(pictureOf(image, meant)).toEqual({ ok: false, wrong });
  });
});
