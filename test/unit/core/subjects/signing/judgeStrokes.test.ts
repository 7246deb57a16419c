import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeStrokes } from '../../../../../electron/core/subjects/signing/judgeStrokes.ts';
import { area, clamped, moved, signature, silentOutside, stroke, type Strokes } from './scribbles.ts';

const verdict = (strokes: Strokes) => {
  const judged = judgeStrokes(strokes, area);
  return judged.ok ? 'ok' : judged.code;
};

describe('a signature is accepted', () => {
  it('when it is one', () => expect(verdict(signature())).toBe('ok'));
  it('when it is an initial, a cross, or three crosses', () => {
    expect(verdict([stroke(40, (s) => [0.5, 0.3 + 0.4 * s])])).toBe('ok');
    const cross = (x: number) => [
      stroke(20, (s) => [x + 0.04 * s, 0.4 + 0.2 * s]),
      stroke(20, (s) => [x + 0.04 - 0.04 * s, 0.4 + 0.2 * s]),
    ];
    expect(verdict(cross(0.5))).toBe('ok');
    expect(verdict([0.3, 0.5, 0.7].flatMap(cross))).toBe('ok');
  });
  it('when it touches the edge for a moment', () => {
    const descender = stroke(80, (s) => [0.8 + 0.02 * Math.sin(s * 6), 0.5 + 0.5 * Math.sin(Math.PI * s)], 4000);
    expect(verdict([...signature(), descender])).toBe('ok');
    expect(verdict([...signature(), stroke(80, (s) => [0.8 + 0.2 * s, 0.5], 4000)])).toBe('ok');
  });
  it('when one flourish goes a little over the edge, whatever the pad reports then', () => {
    const flourish = stroke(80, (s) => [0.8 + 0.02 * Math.sin(s * 6), 0.5 + 0.55 * Math.sin(Math.PI * s)], 4000);
    const strokes = [...signature(), flourish];
    for (const seen of [strokes, clamped(strokes), silentOutside(strokes)]) expect(verdict(seen)).toBe('ok');
  });
});

describe('nothing is refused as empty', () => {
  it.each([[[]], [[[]]], [[[], []]], [[[{ x: Number.NaN, y: 1, p: 0, t: 0 }]]]] as [Strokes][])('%j', (strokes) =>
    expect(verdict(strokes)).toBe('signature-empty'),
  );
});

describe('dots are refused', () => {
  it('one, several, and one on which the pen trembled for long', () => {
    const dot = (x: number, y: number) => stroke(3, (s) => [x + 0.002 * s, y]);
    expect(verdict([dot(0.5, 0.5)])).toBe('signature-dot');
    expect(verdict([0.1, 0.3, 0.5, 0.7, 0.9].map((x) => dot(x, x)))).toBe('signature-dot');
    const tremble = (x: number) =>
      stroke(3000, (s) => [x + 0.003 * Math.sin(s * 9000), 0.5 + 0.01 * Math.cos(s * 7000)]);
    expect(verdict([tremble(0.2)])).toBe('signature-dot');
    expect(verdict([tremble(0.2), tremble(0.8)])).toBe('signature-dot');
  });
  it('however many and wherever', () => {
    const at = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(at, at), { minLength: 1, maxLength: 60 }), (dots) => {
        expect(verdict(dots.map(([x, y]) => stroke(4, (s) => [x + 0.004 * s, y + 0.01 * s])))).toBe('signature-dot');
      }),
    );
  });
});

describe('ink that left the area is refused', () => {
  it.each([
    ['to the right', 0.5, 0],
    ['to the left', -0.5, 0],
    ['above', 0, -0.45],
    ['below', 0, 0.5],
  ])('%s, whatever the pad reports then', (_where, dx, dy) => {
    const strokes = moved(signature(), dx, dy);
    expect(verdict(strokes)).toBe('signature-cut-off');
    expect(verdict(clamped(strokes))).toBe('signature-cut-off');
  });
  it('also when the pad falls silent outside', () => {
    expect(verdict(silentOutside(moved(signature(), 0, 0.5)))).toBe('signature-cut-off');
    expect(verdict(silentOutside(moved(signature(), 0, -0.45)))).toBe('signature-cut-off');
  });
});

describe('any scribble', () => {
  const value = fc.double({ min: 0.1, max: 0.9, noNaN: true });
  const scribble = fc
    .array(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 40 }), { minLength: 1, maxLength: 10 })
    .map((strokes) =>
      strokes.map((points, k) =>
        points.map(([x, y], i) => ({ x: x * area.width, y: y * area.height, p: 0.5, t: k * 2000 + i * 50 })),
      ),
    );

  it('inside the area is never called cut off when it moves slowly, and long ones are accepted', () => {
    fc.assert(
      fc.property(scribble, (strokes) => {
        // Corners of random zigzags point outwards; a hand that stops there does not go on, so the ends rest.
        const resting = strokes.map((points) => [
          points[0]!,
          points[0]!,
          points[0]!,
          ...points,
          points.at(-1)!,
          points.at(-1)!,
          points.at(-1)!,
        ]);
        const judged = verdict(resting);
        expect(['ok', 'signature-dot']).toContain(judged);
        if (strokes.some((points) => points.some((p) => Math.abs(p.x - points[0]!.x) > area.height / 2)))
          expect(judged).toBe('ok');
      }),
    );
  });

  it('is judged the same in any unit', () => {
    fc.assert(
      fc.property(scribble, fc.double({ min: 0.01, max: 10, noNaN: true }), (strokes, unit) => {
        const scaled = strokes.map((points) => points.map((p) => ({ ...p, x: p.x * unit, y: p.y * unit })));
        expect(judgeStrokes(scaled, { width: area.width * unit, height: area.height * unit })).toEqual(
          judgeStrokes(strokes, area),
        );
      }),
    );
  });

  it('of nonsense never makes it throw', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.record({ x: fc.double(), y: fc.double(), p: fc.double(), t: fc.double() }))),
        (strokes) => {
          judgeStrokes(strokes, area);
        },
      ),
    );
  });
});
