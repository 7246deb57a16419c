import type { StrokePoint } from '../../../backend/contract/index.ts';

/** Extent of the ink area in the strokes' own units; its origin is the top left corner. */
export interface InkArea { width: number; height: number }

export type Judgement = { ok: true } | { ok: false; code: 'signature-empty' | 'signature-dot' | 'signature-cut-off' };

/**
 * Is this a signature worth storing? Says nothing about whose it is.
 *
 * - empty: no point at all.
 * - dot: the pen hardly moved. Both limits are needed: a tremble on one spot can be long, and a line of dots can be wide.
 * - cut off: ink that goes on beyond the edge. Pads report a pen that leaves the area either not at all or pressed flat
 *   against the edge, so ink counts as cut off when much of it runs along one edge.
 */
export function judgeStrokes(strokes: readonly (readonly StrokePoint[])[], area: InkArea): Judgement {
  const points = strokes.flat().filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y));
  if (points.length === 0) return { ok: false, code: 'signature-empty' };

  const lengths = measure(strokes, area);
  if (lengths.total < limits.shortestPath * area.height || spread(points) < limits.smallestSpread * area.height) return { ok: false, code: 'signature-dot' };

  if (lengths.alongEdge > limits.edgeRun * area.height && lengths.alongEdge > limits.edgeShare * lengths.total) return { ok: false, code: 'signature-cut-off' };
  return { ok: true };
}

/** All lengths are shares of the ink area's height, because the height is what limits handwriting. */
export const limits = {
  /** A clear initial is about half the area high; a third of its height in ink is less than any letter needs. */
  shortestPath: 1 / 3,
  /** Diagonal of the box around all ink: a single "i" stroke is more than this, a resting pen less. */
  smallestSpread: 1 / 8,
  /** Within this distance of an edge ink counts as being at it (one or two samples of pad noise). */
  edgeBand: 1 / 100,
  /** Ink along an edge: a descender that touches it and returns is shorter than a quarter of the height ... */
  edgeRun: 1 / 4,
  /** ... and an underline drawn on the edge is less than a tenth of a whole signature. */
  edgeShare: 1 / 10,
} as const;

function measure(strokes: readonly (readonly StrokePoint[])[], area: InkArea): { total: number; alongEdge: number } {
  const band = limits.edgeBand * area.height;
  const edges: ((point: StrokePoint) => boolean)[] = [
    (p) => p.x <= band, (p) => p.y <= band, (p) => p.x >= area.width - band, (p) => p.y >= area.height - band,
  ];
  let total = 0;
  let alongEdge = 0;
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i++) {
      const [a, b] = [stroke[i - 1]!, stroke[i]!];
      const length = Math.hypot(b.x - a.x, b.y - a.y);
      if (!Number.isFinite(length)) continue;
      total += length;
      if (edges.some((atEdge) => atEdge(a) && atEdge(b))) alongEdge += length;
    }
  }
  return { total, alongEdge };
}

function spread(points: readonly StrokePoint[]): number {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
  }
  return Math.hypot(right - left, bottom - top);
}
