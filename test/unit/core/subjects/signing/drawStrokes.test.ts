import { createHash } from 'node:crypto';
import jpeg from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { drawSignature } from '../../../../../electron/core/subjects/signing/drawStrokes.ts';
import { area, moved, signature, stroke, type Strokes } from './scribbles.ts';

const eat = { width: 561, height: 182 };

interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}
const draw = (strokes: Strokes, size = eat): Picture =>
  jpeg.decode(drawSignature(strokes, area, size).jpeg, { useTArray: true });
const darkAt = (picture: Picture, x: number, y: number): boolean => picture.data[(y * picture.width + x) * 4]! < 128;

/** Smallest box around everything dark; null when all is white. */
function inkBox(picture: Picture): { left: number; top: number; right: number; bottom: number; dark: number } | null {
  let box: ReturnType<typeof inkBox> = null;
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      if (!darkAt(picture, x, y)) continue;
      box ??= { left: x, right: x, top: y, bottom: y, dark: 0 };
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.bottom = y;
      box.dark += 1;
    }
  return box;
}

describe('the picture of a signature', () => {
  it.each([[eat], [{ width: 630, height: 188 }], [{ width: 900, height: 132 }]])(
    'has exactly %o pixels and is a baseline JPEG',
    (size) => {
      const bytes = drawSignature(signature(), area, size).jpeg;
      expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xd8]);
      const picture = jpeg.decode(bytes, { useTArray: true });
      expect([picture.width, picture.height]).toEqual([size.width, size.height]);
      expect(Buffer.from(bytes).includes(Buffer.from([0xff, 0xc0]))).toBe(true);
      expect(bytes.length).toBeLessThan(100_000);
    },
  );

  it('has black ink on white, a white margin, and fills the height or the width', () => {
    const picture = draw(signature());
    const box = inkBox(picture)!;
    expect(box.left).toBeGreaterThanOrEqual(8);
    expect(box.top).toBeGreaterThanOrEqual(8);
    expect(box.right).toBeLessThan(eat.width - 8);
    expect(box.bottom).toBeLessThan(eat.height - 8);
    expect(box.right - box.left > eat.width * 0.85 || box.bottom - box.top > eat.height * 0.8).toBe(true);
    expect(picture.data[0]).toBeGreaterThan(250);
    expect(box.dark).toBeGreaterThan(500);
  });

  it('keeps proportions', () => {
    const circle = stroke(200, (s) => [
      0.5 + (0.3 * Math.cos(s * 6.3) * area.height) / area.width,
      0.5 + 0.3 * Math.sin(s * 6.3),
    ]);
    const box = inkBox(draw([circle]))!;
    expect(Math.abs(box.right - box.left - (box.bottom - box.top))).toBeLessThanOrEqual(2);
  });

  it('is the same for the same strokes, and wherever on the pad they were written', () => {
    const hash = (strokes: Strokes) =>
      createHash('sha256')
        .update(drawSignature(strokes, area, eat).jpeg)
        .digest('hex');
    expect(hash(signature())).toBe(hash(signature()));
    const [a, b] = [inkBox(draw(signature()))!, inkBox(draw(moved(signature(), 0.05, -0.05)))!];
    expect(Math.abs(a.dark - b.dark)).toBeLessThan(a.dark * 0.02);
  });

  it('shows every stroke of ten seconds at 200 Hz', () => {
    // Twenty strokes side by side; removing any one leaves its place white.
    const strokes = Array.from({ length: 20 }, (_, k) =>
      stroke(100, (s) => [0.1 + 0.04 * k + 0.01 * Math.sin(s * 12), 0.2 + 0.6 * s], k * 500),
    );
    const whole = draw(strokes);
    const column = (k: number) => Math.round(eat.width / 2 + (0.1 + 0.04 * k - 0.48) * area.width * inkScale(whole));
    for (let k = 0; k < 20; k++) {
      const x = column(k);
      const seen = Array.from({ length: 11 }, (_, i) => x - 5 + i).some((at) => darkAt(whole, at, 91));
      expect(seen, `stroke ${k}`).toBe(true);
    }
    for (const k of [0, 7, 19])
      expect(drawSignature(strokes.toSpliced(k, 1), area, eat).jpeg).not.toEqual(
        drawSignature(strokes, area, eat).jpeg,
      );
    function inkScale(picture: Picture): number {
      const box = inkBox(picture)!;
      return (box.bottom - box.top - 3) / (0.6 * area.height);
    }
  });

  it('shows a single point as a dot, thicker with more pressure', () => {
    const dot = (p: number) => inkBox(draw([[{ x: 4000, y: 1000, p, t: 0 }]]))!;
    expect(dot(0).dark).toBeGreaterThan(0);
    expect(dot(1).dark).toBeGreaterThan(dot(0).dark);
    expect([dot(1).left, dot(1).top].map((v) => Math.round(v / 10))).toEqual([28, 9]);
  });

  it('draws lines thicker with more pressure', () => {
    const line = (p: number) =>
      inkBox(draw([stroke(50, (s) => [0.2 + 0.6 * s, 0.5]).map((point) => ({ ...point, p }))]))!;
    expect(line(1).bottom - line(1).top).toBeGreaterThan(line(0).bottom - line(0).top);
  });

  it('of nothing is white', () => {
    for (const nothing of [[], [[]]] as Strokes[]) expect(inkBox(draw(nothing))).toBeNull();
  });

  it('survives huge and senseless input', () => {
    const wild: Strokes = [
      [
        { x: 1e300, y: -1e300, p: 99, t: 0 },
        { x: Number.NaN, y: 0, p: 0, t: 1 },
        { x: Infinity, y: 5, p: Number.NaN, t: 2 },
        { x: 10, y: 10, p: -1, t: 3 },
      ],
    ];
    expect(draw(wild)).toMatchObject(eat);
    const point = (i: number) => ({ x: (i * 7919) % area.width, y: (i * 104729) % area.height, p: 1, t: i });
    const huge = Array.from({ length: 50 }, () => Array.from({ length: 20_000 }, (_, i) => point(i)));
    expect(draw(huge)).toMatchObject(eat);
  });
});
