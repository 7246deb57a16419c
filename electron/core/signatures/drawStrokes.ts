import jpeg from 'jpeg-js';
import type { StrokePoint } from '../../../backend/contract/index.ts';
import type { InkArea } from './judgeStrokes.ts';

/**
 * Draws strokes as a picture of exactly `size` pixels: black ink on white, baseline JPEG. The eAT wants 561 × 182, the
 * Reiseausweis 630 × 188 (BSI TR-03123-2 v1.6.1). The ink is enlarged or reduced to fit, keeping its proportions, and
 * centred. The same strokes always give the same bytes.
 */
export function drawSignature(strokes: readonly (readonly StrokePoint[])[], area: InkArea, size: { width: number; height: number }): { jpeg: Uint8Array } {
  const drawn = strokes.map((stroke) => stroke.filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y)));
  const ink = coverage(drawn, area, size);
  const data = new Uint8Array(size.width * size.height * 4);
  for (let i = 0; i < ink.length; i++) {
    const grey = Math.round(255 * (1 - ink[i]!));
    data.set([grey, grey, grey, 255], i * 4);
  }
  return { jpeg: new Uint8Array(jpeg.encode({ data, width: size.width, height: size.height }, quality).data) };
}

const quality = 90;
/** White border as a share of the picture's height. */
const margin = 0.06;
/** Full line width in pixels of a 182 pixel high picture, without and with full pressure. */
const lineWidth = { thin: 2, thick: 5 };
const referenceHeight = 182;
/** A tiny scribble is not blown up to poster size: at most so many times what it would be if the whole area were drawn. */
const strongestEnlargement = 3;

/** How much of each pixel is covered with ink, 0..1. Lines only darken: where two cross, the darker one counts. */
function coverage(strokes: StrokePoint[][], area: InkArea, size: { width: number; height: number }): Float32Array {
  const ink = new Float32Array(size.width * size.height);
  const place = placement(strokes.flat(), area, size);
  const thin = (lineWidth.thin * size.height) / referenceHeight / 2;
  const thick = (lineWidth.thick * size.height) / referenceHeight / 2;
  const radius = (point: StrokePoint): number => thin + (thick - thin) * Math.min(1, Math.max(0, point.p));
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
function placement(points: StrokePoint[], area: InkArea, size: { width: number; height: number }): (point: StrokePoint) => { x: number; y: number } {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
  }
  const border = margin * size.height + (lineWidth.thick * size.height) / referenceHeight / 2;
  const room = { width: size.width - 2 * border, height: size.height - 2 * border };
  const whole = Math.min(room.width / area.width, room.height / area.height);
  const scale = Math.min(room.width / (right - left || 1e-9), room.height / (bottom - top || 1e-9), whole * strongestEnlargement);
  return ({ x, y }) => ({ x: size.width / 2 + (x - (left + right) / 2) * scale, y: size.height / 2 + (y - (top + bottom) / 2) * scale });
}

interface Disc { x: number; y: number; r: number }

/** A line whose half width goes from `a.r` to `b.r`, with round ends; one pixel of soft edge. */
function drawSegment(ink: Float32Array, size: { width: number; height: number }, a: Disc, b: Disc): void {
  const reach = Math.max(a.r, b.r) + 1;
  const [x0, x1] = [Math.max(0, Math.floor(Math.min(a.x, b.x) - reach)), Math.min(size.width - 1, Math.ceil(Math.max(a.x, b.x) + reach))];
  const [y0, y1] = [Math.max(0, Math.floor(Math.min(a.y, b.y) - reach)), Math.min(size.height - 1, Math.ceil(Math.max(a.y, b.y) + reach))];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const [px, py] = [x + 0.5 - a.x, y + 0.5 - a.y];
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
      const distance = Math.hypot(px - along * dx, py - along * dy) - (a.r + along * (b.r - a.r));
      const covered = Math.min(1, Math.max(0, 0.5 - distance));
      const index = y * size.width + x;
      if (covered > ink[index]!) ink[index] = covered;
    }
  }
}
