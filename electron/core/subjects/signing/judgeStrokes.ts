import type { StrokePoint } from '../../../../backend/contract/index.ts';

/** Extent of the ink area in the strokes' own units; its origin is the top left corner. */
export interface InkArea {
  width: number;
  height: number;
}

export type Judgement = { ok: true } | { ok: false; code: 'signature-empty' | 'signature-dot' | 'signature-cut-off' };

type Stroke = readonly StrokePoint[];

/** Lengths are shares of the ink area's height, because the height is what limits handwriting. */
export const limits = {
  /** A stroke whose box has a smaller diagonal is a dot, however long a trembling pen stayed on it. */
  dot: 1 / 16,
  /**
   * Ink of all strokes that are no dots. A clear initial is about half the area high; this is less than any letter
   * needs.
   */
  shortestPath: 1 / 3,
  /** Within this distance of an edge the pen counts as being at it: one or two samples of noise. */
  edgeBand: 1 / 100,
  /** Ink at or beyond the edge: a descender that touches it and returns stays below this ... */
  lost: 1 / 4,
  /** ... and one flourish over the edge of a long signature below this share of all its ink. */
  lostShare: 1 / 10,
  /** A pen that comes back over the edge within so many milliseconds wrote outside meanwhile. */
  absence: 2000,
  /** What a stroke counts that crosses the edge and is not seen coming back: how far it went nobody knows. */
  crossing: 1 / 8,
} as const;

/**
 * Is this a signature worth storing? Says nothing about whose it is.
 *
 * - empty: no point at all.
 * - dot: nothing but dots, one or many.
 * - cut off: a considerable part of the ink went on beyond the edge of the area. Touching the edge is fine.
 */
export function judgeStrokes(strokes: readonly Stroke[], area: InkArea): Judgement {
  const drawn = strokes
    .map((stroke) => stroke.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)))
    .filter((stroke) => stroke.length > 0);
  if (drawn.length === 0) return { ok: false, code: 'signature-empty' };

  const lines = drawn.filter((stroke) => extent(stroke) >= limits.dot * area.height);
  const total = sum(lines.map(pathLength));
  if (total < limits.shortestPath * area.height) return { ok: false, code: 'signature-dot' };

  const lost = sum(lines.map((stroke) => lostWithin(stroke, area))) + lostBetween(lines, area);
  if (lost > limits.lost * area.height && lost > limits.lostShare * (total + lost))
    return { ok: false, code: 'signature-cut-off' };
  return { ok: true };
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
const distance = (a: StrokePoint, b: StrokePoint): number => Math.hypot(b.x - a.x, b.y - a.y);

function pathLength(stroke: Stroke): number {
  let length = 0;
  for (let i = 1; i < stroke.length; i++) length += distance(stroke[i - 1]!, stroke[i]!);
  return length;
}

/** Diagonal of the box around the stroke. */
function extent(stroke: Stroke): number {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of stroke) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return Math.hypot(right - left, bottom - top);
}

/** The edges a point is at or beyond: left, top, right, bottom. */
function edgesAt({ x, y }: StrokePoint, area: InkArea): boolean[] {
  const band = limits.edgeBand * area.height;
  return [x <= band, y <= band, x >= area.width - band, y >= area.height - band];
}

/** Pads that report a pen outside the area, or press it flat against the edge: ink along or beyond one edge. */
function lostWithin(stroke: Stroke, area: InkArea): number {
  let lost = 0;
  for (let i = 1; i < stroke.length; i++) {
    const [before, after] = [edgesAt(stroke[i - 1]!, area), edgesAt(stroke[i]!, area)];
    if (before.some((at, edge) => at && after[edge])) lost += distance(stroke[i - 1]!, stroke[i]!);
  }
  return lost;
}

/**
 * Pads that fall silent outside: one stroke leaves over the edge, the next one comes back a moment later. How much was
 * written outside is estimated from the pen's speed at both ends, and never more than the area's height at a time.
 */
function lostBetween(strokes: readonly Stroke[], area: InkArea): number {
  let lost = 0;
  let left: Stroke | null = null;
  for (const stroke of strokes) {
    const enters = crosses(stroke.slice(0, 3).toReversed(), area);
    if (left && enters && stroke[0]!.t - left.at(-1)!.t <= limits.absence) {
      const [end, start] = [left.at(-1)!, stroke[0]!];
      const speed = (speedOf(left.slice(-4)) + speedOf(stroke.slice(0, 4))) / 2;
      lost += Math.max(distance(end, start), Math.min(speed * (start.t - end.t), area.height));
    } else {
      lost += (Number(left !== null) + Number(enters)) * limits.crossing * area.height;
    }
    left = crosses(stroke.slice(-3), area) ? stroke : null;
  }
  return lost + Number(left !== null) * limits.crossing * area.height;
}

/**
 * Going on for as long again as these points took would lead out of the area: the last sample inside is often not at
 * the edge itself.
 */
function crosses(points: Stroke, area: InkArea): boolean {
  const [from, to] = [points[0]!, points.at(-1)!];
  const [x, y] = [2 * to.x - from.x, 2 * to.y - from.y];
  return x < 0 || y < 0 || x > area.width || y > area.height;
}

function speedOf(points: Stroke): number {
  const elapsed = points.at(-1)!.t - points[0]!.t;
  return elapsed > 0 ? pathLength(points) / elapsed : 0;
}
