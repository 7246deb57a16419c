import jpeg from 'jpeg-js';
import type { StrokePoint } from '../../../../backend/contract/index.ts';
import type { InkArea } from './judgeStrokes.ts';

/**
 * Draws strokes as a picture of exactly `size` pixels: black ink on white, baseline JPEG. The eAT wants 561 × 182, the
 * Reiseausweis 630 × 188 (BSI TR-03123-2 v1.6.1). The ink is enlarged or reduced to fit, keeping its proportions, and
 * centred. The same strokes always give the same bytes.
 */
export function drawSignature(
  strokes: readonly (readonly StrokePoint[])[],
  area: InkArea,
  size: { width: number; height: number },
): { jpeg: Uint8Array } {
  const drawn = prepare(strokes, area);
  const ink = coverage(drawn, area, size);
  const data = new Uint8Array(size.width * size.height * 4);
  for (let i = 0; i < ink.length; i++) {
    const grey = Math.round(255 * (1 - ink[i]!));
    data.set([grey, grey, grey, 255], i * 4);
  }
  return { jpeg: new Uint8Array(jpeg.encode({ data, width: size.width, height: size.height }, quality).data) };
}

const quality = 90;
/** A hundred seconds of a 200 Hz pad; what is longer is drawn from fewer points. */
const mostPoints = 20_000;
/** White border as a share of the picture's height. */
const margin = 0.06;
/** Full line width in pixels of a 182 pixel high picture, without and with full pressure. */
const lineWidth = { thin: 2, thick: 5 };
const referenceHeight = 182;
/**
 * A tiny scribble is not blown up to poster size: at most so many times what it would be if the whole area were drawn.
 */
const strongestEnlargement = 3;

/** Within the area and bounded in number; no stroke is left out, and each keeps its first and last point. */
function prepare(strokes: readonly (readonly StrokePoint[])[], area: InkArea): StrokePoint[][] {
  const every = Math.max(1, Math.ceil(strokes.reduce((n, stroke) => n + stroke.length, 0) / mostPoints));
  return strokes.map((stroke) =>
    stroke
      .filter(
        (point, i) =>
          (i % every === 0 || i === stroke.length - 1) && Number.isFinite(point.x) && Number.isFinite(point.y),
      )
      .map(({ x, y, p, t }) => ({
        x: within(x, area.width),
        y: within(y, area.height),
        p: Number.isFinite(p) ? within(p, 1) : 0,
        t,
      })),
  );
}

const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));

/** How much of each pixel is covered with ink, 0..1. Lines only darken: where two cross, the darker one counts. */
function coverage(strokes: StrokePoint[][], area: InkArea, size: { width: number; height: number }): Float32Array {
  const ink = new Float32Array(size.width * size.height);
  const place = placement(strokes.flat(), area, size);
  const thin = (lineWidth.thin * size.height) / referenceHeight / 2;
  const thick = (lineWidth.thick * size.height) / referenceHeight / 2;
  const radius = (point: StrokePoint): number => thin + (thick - thin) * point.p;
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length; i++) {
      // The first point is a segment to itself, so that a single dot is seen too.
      const [a, b] = [stroke[Math.max(0, i - 1)]!, stroke[i]!];
      drawSegment(ink, size, { ...place(a), r: radius(a) }, { ...place(b), r: radius(b) });
    }
  }
  return ink;
}

/** From ink units to pixels. */
function placement(
  points: StrokePoint[],
  area: InkArea,
  size: { width: number; height: number },
): (point: StrokePoint) => { x: number; y: number } {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const border = margin * size.height + (lineWidth.thick * size.height) / referenceHeight / 2;
  const room = { width: size.width - 2 * border, height: size.height - 2 * border };
  const whole = Math.min(room.width / area.width, room.height / area.height);
  const scale = Math.min(
    room.width / (right - left || 1e-9),
    room.height / (bottom - top || 1e-9),
    whole * strongestEnlargement,
  );
  return ({ x, y }) => ({
    x: size.width / 2 + (x - (left + right) / 2) * scale,
    y: size.height / 2 + (y - (top + bottom) / 2) * scale,
  });
}

interface Disc {
  x: number;
  y: number;
  r: number;
}

/** A line whose half width goes from `a.r` to `b.r`, with round ends; one pixel of soft edge. */
function drawSegment(ink: Float32Array, size: { width: number; height: number }, a: Disc, b: Disc): void {
  const reach = Math.max(a.r, b.r) + 1;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  const lastRow = Math.min(size.height - 1, Math.ceil(Math.max(a.y, b.y) + reach));
  for (let y = Math.max(0, Math.floor(Math.min(a.y, b.y) - reach)); y <= lastRow; y++) {
    // Only the part of the line that is near this row can darken it; without this a long line would visit its whole
    // box.
    const [from, to] =
      dy === 0
        ? [0, 1]
        : ([(y + 0.5 - reach - a.y) / dy, (y + 0.5 + reach - a.y) / dy]
            .map((t) => within(t, 1))
            .sort((t, u) => t - u) as [number, number]);
    const [xa, xb] = [a.x + from * dx, a.x + to * dx];
    const lastColumn = Math.min(size.width - 1, Math.ceil(Math.max(xa, xb) + reach));
    for (let x = Math.max(0, Math.floor(Math.min(xa, xb) - reach)); x <= lastColumn; x++) {
      const [px, py] = [x + 0.5 - a.x, y + 0.5 - a.y];
      const along = squared === 0 ? 0 : within((px * dx + py * dy) / squared, 1);
      const [ox, oy] = [px - along * dx, py - along * dy];
      const distance = Math.sqrt(ox * ox + oy * oy) - (a.r + along * (b.r - a.r));
      const covered = within(0.5 - distance, 1);
      const index = y * size.width + x;
      if (covered > ink[index]!) ink[index] = covered;
    }
  }
}
