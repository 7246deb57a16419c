import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSameCode } from '../../../../../electron/core/subjects/scans/sameCode.ts';

const code = (text: string) => new TextEncoder().encode(text);
const pause = 700;

function scanner() {
  const same = createSameCode(pause);
  return (text: string, at: number, deviceId = 'scanner', aim: string | null = null) =>
    !same.look(deviceId, code(text), aim, at).repeat;
}

describe('the same code again', () => {
  it('counts once for as long as it keeps coming, and anew after it was away', () => {
    const counts = scanner();
    const times = Array.from({ length: 50 }, (_, i) => i * 200);
    expect(times.map((at) => counts('CARD', at)).filter(Boolean).length).toBe(1);
    expect(counts('CARD', 49 * 200 + pause - 1)).toBe(false);
    expect(counts('CARD', 49 * 200 + 2 * pause)).toBe(true);
  });

  it('never keeps a different code, and keeps both of two that come in turn, once', () => {
    const counts = scanner();
    expect([...'ABABABC'].map((text, i) => counts(text, i * 100))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('is another code at another device, or in another symbology', () => {
    const counts = scanner();
    expect([counts('A', 0), counts('A', 10, 'scanner-2'), counts('A', 20, 'scanner', ']d1')]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('is not kept for ever by a clock that was set back', () => {
    const counts = scanner();
    expect([counts('A', 3_600_000), counts('A', 0)]).toEqual([true, true]);
  });

  it('no reading is lost: whatever is not counted was counted before, without a pause since', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: fc.constantFrom('A', 'B', 'C'), after: fc.integer({ min: 0, max: 1200 }) })),
        (readings) => {
          const counts = scanner();
          const last = new Map<string, number>();
          let at = 0;
          for (const { text, after } of readings) {
            at += after;
            expect(counts(text, at)).toBe(at - (last.get(text) ?? -Infinity) >= pause);
            last.set(text, at);
          }
        },
      ),
    );
  });

  it('counts every reading where no pause is set', () => {
    const same = createSameCode(0);
    expect([0, 1, 2].map((at) => same.look('scanner', code('A'), null, at).repeat)).toEqual([false, false, false]);
  });
});
