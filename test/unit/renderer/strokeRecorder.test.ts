import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStrokeRecorder, type PenMoment } from '../../../renderer/clerk/signing/strokeRecorder.ts';

const area = { width: 1200, height: 400 };
const box = { left: 10, top: 20, width: 600, height: 200 };
const at = (clientX: number, clientY: number, timeStamp: number, more: Partial<PenMoment> = {}): PenMoment => ({
  clientX,
  clientY,
  timeStamp,
  pressure: 0.4,
  pointerType: 'pen',
  pointerId: 1,
  ...more,
});

describe('a signature written in the window', () => {
  it('keeps every point, also equal ones and several from one event', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 300 })), {
          minLength: 1,
          maxLength: 300,
        }),
        fc.integer({ min: 1, max: 20 }),
        (places, perEvent) => {
          const it = createStrokeRecorder(area);
          const moments = places.map(([x, y], index) => at(x, y, index * 5));
          it.begin(moments[0]!, box);
          for (let from = 1; from < moments.length; from += perEvent)
            it.move(moments.slice(from, from + perEvent), box);
          it.end(1);
          expect(it.strokes()).toHaveLength(1);
          expect(it.strokes()[0]!.map(({ x, y, t }) => [Math.round(x / 2 + 10), Math.round(y / 2 + 20), t])).toEqual(
            places.map(([x, y], index) => [x, y, index * 5]),
          );
        },
      ),
    );
  });

  it('is in units of its area, whatever the size and zoom of the moment', () => {
    const it = createStrokeRecorder(area);
    it.begin(at(310, 120, 0), box);
    it.move([at(620, 240, 5)], { left: 20, top: 40, width: 1200, height: 400 });
    expect(it.strokes()[0]).toEqual([
      { x: 600, y: 200, p: 0.4, t: 0 },
      { x: 600, y: 200, p: 0.4, t: 5 },
    ]);
  });

  it('time runs forward from its first point; no pressure is the usual one', () => {
    const it = createStrokeRecorder(area);
    it.begin(at(100, 100, 5000, { pressure: 0, pointerType: 'touch' }), box);
    it.move([at(101, 100, 4990), at(102, 100, 5010, { pressure: 3 })], box);
    expect(it.strokes()[0]!.map(({ p, t }) => [p, t])).toEqual([
      [0.5, 0],
      [0.4, 0],
      [1, 10],
    ]);
  });

  it('one pointer writes at a time, and a hand beside a pen does not', () => {
    const it = createStrokeRecorder(area);
    expect(it.begin(at(1, 1, 0), box)).toBe(true);
    expect(it.begin(at(5, 5, 1, { pointerId: 2 }), box)).toBe(false);
    it.move([at(50, 50, 2, { pointerId: 2 })], box);
    expect(it.end(2)).toBe(false);
    expect(it.end(1)).toBe(true);
    expect(it.begin(at(5, 5, 3, { pointerType: 'touch', pointerId: 3 }), box)).toBe(false);
    expect(it.count()).toBe(1);
  });

  it('is gone after clearing, and what was handed over stays as it was', () => {
    const it = createStrokeRecorder(area);
    it.begin(at(100, 100, 0), box);
    const copy = it.strokes();
    it.move([at(120, 100, 5)], box);
    it.clear();
    expect(copy[0]).toHaveLength(1);
    expect([it.count(), it.strokes(), it.writing()]).toEqual([0, [], false]);
  });
});
