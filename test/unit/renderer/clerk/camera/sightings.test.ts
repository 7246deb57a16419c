import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSightings } from '../../../../../renderer/clerk/camera/sightings.ts';

const code = (text: string, aim = ']Q1', turn = 0) => ({ bytes: new TextEncoder().encode(text), aim, turn });
/** Shows one thing after the other, a picture each 100 ms, and tells what was read. */
function reads(shown: (ReturnType<typeof code> | null)[], everyMs = 100): string[] {
  const sightings = createSightings();
  return shown.flatMap((seen, i) =>
    sightings.isNew(seen, i * everyMs) && seen ? [new TextDecoder().decode(seen.bytes)] : [],
  );
}
const times = <T>(count: number, thing: T): T[] => Array.from({ length: count }, () => thing);

describe('what is held in front of the camera', () => {
  it('is read once, however long it is held and however often a picture shows nothing', () => {
    expect(reads(times(200, code('A')))).toEqual(['A']);
    expect(reads([code('A'), ...times(13, null), code('A'), ...times(13, null), code('A')])).toEqual(['A']);
  });

  it('is read again after it was away for a second and a half', () => {
    expect(reads([code('A'), ...times(15, null), code('A')])).toEqual(['A', 'A']);
  });

  it('gives way to another code at once, and is not new when it comes back at once', () => {
    expect(reads([code('A'), code('B'), code('A'), code('B')])).toEqual(['A', 'B']);
  });

  it('is not away while no picture came', () => {
    expect(reads([code('A'), code('A'), code('A')], 60_000)).toEqual(['A']);
  });

  it('is another code when it is another kind of symbol', () => {
    expect(reads([code('123456', ']Q1'), code('123456', ']d1')])).toEqual(['123456', '123456']);
  });

  it.each([']A0', ']I0', ']F0', ']L0', ']E0'])(
    'counts only when two pictures agree that were looked at differently, where kinds misread (%s)',
    (aim) => {
      expect(reads([code('12', aim), code('1234', aim, 2.5)])).toEqual([]);
      expect(reads(times(10, code('1234', aim)))).toEqual([]);
      expect(
        reads([code('12', aim), code('1234', aim), code('1234', aim, 2.5), code('1234', aim), code('1234', aim, 2.5)]),
      ).toEqual(['1234']);
    },
  );

  it.each([']Q1', ']d1', ']z0', ']C0'])('counts at once where the kind checks itself (%s)', (aim) => {
    expect(reads([code('1234', aim)])).toEqual(['1234']);
  });

  it('whatever comes: between two readings of a code it was away, and what came first is always read', () => {
    const names = ['A', 'B', 'C', null] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 80 }), (shown) => {
        const sightings = createSightings();
        const lastSeen = new Map<string, number>();
        shown.forEach((name, i) => {
          const isNew = sightings.isNew(name && code(name), i * 100);
          if (name === null) return expect(isNew).toBe(false);
          const before = lastSeen.get(name);
          expect(isNew).toBe(before === undefined || i - before >= 15);
          lastSeen.set(name, i);
        });
      }),
    );
  });
});
