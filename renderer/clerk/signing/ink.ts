import type { Ink } from '../../../electron/contract/index.ts';

export type InkPoint = Ink['points'][number];
export interface Segment {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  width: number;
}
export interface Fit {
  scale: number;
  dx: number;
  dy: number;
}

/** Places the pad's ink area in the middle of a canvas without changing its proportions. */
export function fitArea(area: { width: number; height: number }, canvas: { width: number; height: number }): Fit {
  if (area.width <= 0 || area.height <= 0) return { scale: 1, dx: 0, dy: 0 };
  const scale = Math.min(canvas.width / area.width, canvas.height / area.height);
  return { scale, dx: (canvas.width - area.width * scale) / 2, dy: (canvas.height - area.height * scale) / 2 };
}

/** Line width in canvas pixels for a canvas of this height: thin at no pressure, three times as thick at full. */
export const lineWidth = (pressure: number, canvasHeight: number): number =>
  (canvasHeight / 110) * (0.6 + 1.2 * Math.min(1, Math.max(0, pressure)));

/**
 * Lines to draw for the points from `from` on; each joins a point to the one before it in the same stroke.
 * A stroke's first point becomes a line of no length, which round ends turn into a dot.
 */
export function segments(points: readonly InkPoint[], fit: Fit, canvasHeight: number, from = 0): Segment[] {
  const lines: Segment[] = [];
  for (let index = from; index < points.length; index++) {
    const point = points[index];
    if (!point) continue;
    const before = point.down ? point : (points[index - 1] ?? point);
    lines.push({
      x1: fit.dx + before.x * fit.scale,
      y1: fit.dy + before.y * fit.scale,
      x2: fit.dx + point.x * fit.scale,
      y2: fit.dy + point.y * fit.scale,
      width: lineWidth(point.p, canvasHeight),
    });
  }
  return lines;
}
