import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDoorWatch } from '../../native/locker/doorWatch.ts';
import { testLimits } from './support.ts';

const locks = 3;
const bits = fc.array(fc.constantFrom<0 | 1>(0, 1), { minLength: locks, maxLength: locks });
const deed = fc.oneof(
  bits.map((contacts) => ({ kind: 'read' as const, contacts })),
  fc.constantFrom<'ask' | 'tell-all' | 'forget'>('ask', 'tell-all', 'forget').map((kind) => ({ kind })),
);

describe('what is told about doors', () => {
  it('is what the contacts say once they have come to rest, whenever it was asked for and whatever they did before', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), bits, (deeds, atRest) => {
        const watch = createDoorWatch({ board: 1, locks, closedBit: 1, contacts: true }, testLimits.locker);
        // Who listens asks once before, as the main process does, and whenever a board was away.
        const known = new Map(watch.doors().map(({ lock, door }) => [lock, door]));
        const hear = (doors: { lock: number; door: 'open' | 'closed' | 'unknown' }[]) =>
          doors.forEach(({ lock, door }) => known.set(lock, door));
        for (const each of deeds) {
          if (each.kind === 'read')
            hear(watch.read({ contacts: each.contacts, items: null }, 0).map(({ door }) => door));
          else if (each.kind === 'ask') hear(watch.doors());
          else if (each.kind === 'tell-all') hear(watch.all().map(({ door }) => door));
          else {
            watch.forget();
            hear(watch.doors());
          }
        }
        for (let read = 0; read < testLimits.locker.equalReads; read += 1)
          hear(watch.read({ contacts: atRest, items: null }, 0).map(({ door }) => door));
        expect([...known.values()]).toEqual(atRest.map((bit) => (bit === 1 ? 'closed' : 'open')));
      }),
      { numRuns: 500 },
    );
  });
});
