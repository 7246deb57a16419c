import type { StrokePoint } from '../../../../../backend/contract/index.ts';

/** Ink area of an STU-540 below the text, in pad units. */
export const area = { width: 8000, height: 2000 };
export type Strokes = StrokePoint[][];

/**
 * A pen that follows `path` (0..1 → shares of the area) for so many samples at 200 Hz, starting at `from` milliseconds.
 */
export function stroke(samples: number, path: (s: number) => [number, number], from = 0): StrokePoint[] {
  return Array.from({ length: samples }, (_, i) => {
    const s = samples === 1 ? 0 : i / (samples - 1);
    const [x, y] = path(s);
    return { x: x * area.width, y: y * area.height, p: 0.3 + 0.4 * Math.sin(Math.PI * s), t: from + i * 5 };
  });
}

/** A believable signature: loops in three parts, an underline, a dot on the i. */
export function signature(): Strokes {
  const loops = (left: number, from: number) =>
    stroke(150, (s) => [left + 0.18 * s + 0.02 * Math.sin(s * 40), 0.5 + 0.28 * Math.cos(s * 25) * (1 - s / 2)], from);
  return [
    loops(0.15, 0),
    loops(0.38, 900),
    loops(0.6, 1800),
    stroke(60, (s) => [0.2 + 0.6 * s, 0.85 - 0.05 * s], 2700),
    stroke(2, () => [0.5, 0.15], 3300),
  ];
}

/** What a pad lets through that falls silent outside the area: strokes are cut in pieces at the edge. */
export function silentOutside(strokes: Strokes): Strokes {
  return strokes.flatMap((points) => {
    const pieces: Strokes = [];
    let inside = false;
    for (const point of points) {
      const now = point.x >= 0 && point.y >= 0 && point.x < area.width && point.y < area.height;
      if (now && !inside) pieces.push([]);
      if (now) pieces.at(-1)!.push(point);
      inside = now;
    }
    return pieces;
  });
}

/** What a pad reports that presses the pen flat against the edge. */
export const clamped = (strokes: Strokes): Strokes =>
  strokes.map((points) =>
    points.map((p) => ({
      ...p,
      x: Math.min(area.width, Math.max(0, p.x)),
      y: Math.min(area.height, Math.max(0, p.y)),
    })),
  );

export const moved = (strokes: Strokes, dx: number, dy: number): Strokes =>
  strokes.map((points) => points.map((p) => ({ ...p, x: p.x + dx * area.width, y: p.y + dy * area.height })));
