import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseAhead, chooseNext } from '../../backend/commands/callNext.ts';
import { inOrder, turnOf, usualRules, type Appointment } from '../../backend/contract/index.ts';
import { demoCounters } from '../../backend/seed/office.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';

const [erika] = makeOfficeDay(new Date('2026-11-22T10:00:00Z')).appointments;
const now = '2026-11-22T12:00:00.000Z';
const counter = demoCounters[0]!;
const time = fc
  .integer({ min: 0, max: 180 })
  .map((minutes) => new Date(Date.parse('2026-11-22T08:00:00Z') + minutes * 60_000).toISOString());
const held = fc.record({
  counterId: fc.constantFrom('counter-1', 'counter-2'),
  kind: fc.constantFrom('ahead' as const, 'redirect' as const),
  until: fc.constantFrom(null, '2026-11-22T11:00:00.000Z', '2026-11-22T13:00:00.000Z'),
});
const person = fc.record({
  scheduledAt: time,
  arrivedAt: time,
  walkIn: fc.boolean(),
  priority: fc.option(fc.constant({ reason: 'Notfall', at: now }), { freq: 6 }),
  visitId: fc.option(fc.constantFrom('v1', 'v2'), { freq: 3 }),
  reservation: fc.option(held, { freq: 3 }),
  service: fc.constantFrom('eat-collect', 'extend-title', 'somewhere-else'),
});
const queue = fc
  .array(person, { maxLength: 12 })
  .map((list) =>
    list.map((more, n): Appointment => ({ ...erika!, ...more, id: `p${n}`, ticket: `T${n % 5}`, state: 'waiting' })),
  );
const ids = (list: readonly Appointment[]): string[] => list.map(({ id }) => id);

describe('the order in which people are called', () => {
  it('is one order, whatever order they are told in', () => {
    fc.assert(
      fc.property(
        queue.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(ids(inOrder(shuffled, usualRules))).toEqual(ids(inOrder(list, usualRules)));
          expect(inOrder(list, usualRules)).toHaveLength(list.length);
        },
      ),
    );
  });

  it('keeps a visit together', () => {
    fc.assert(
      fc.property(queue, (list) => {
        for (const visit of ['v1', 'v2']) {
          const places = inOrder(list, usualRules).flatMap(({ visitId }, place) => (visitId === visit ? [place] : []));
          expect(places).toEqual(places.map((_, n) => (places[0] ?? 0) + n));
        }
      }),
    );
  });

  it('is by priority, then by turn', () => {
    fc.assert(
      fc.property(queue, (list) => {
        const alone = inOrder(
          list.map((one) => ({ ...one, visitId: null })),
          usualRules,
        );
        alone.forEach((one, place) => {
          const next = alone[place + 1];
          if (!next) return;
          if (next.priority) expect(one.priority).not.toBeNull();
          if ((one.priority === null) === (next.priority === null))
            expect(turnOf(one, usualRules)).toBeLessThanOrEqual(turnOf(next, usualRules));
        });
      }),
    );
  });

  it('lets nobody starve: whoever comes with a later turn and no priority passes nobody', () => {
    fc.assert(
      fc.property(queue, queue, (list, others) => {
        for (const mine of list) {
          const later = others
            .map((one, n): Appointment => ({ ...one, id: `later${n}`, visitId: null, priority: null }))
            .filter((one) => turnOf(one, usualRules) > turnOf(mine, usualRules));
          const before = (all: Appointment[]): number => inOrder(all, usualRules).findIndex(({ id }) => id === mine.id);
          expect(before([...list, ...later])).toBe(before(list));
        }
      }),
    );
  });

  it('gives somebody without an appointment the turn half an hour after arrival', () => {
    const walkIn = {
      ...erika!,
      walkIn: true,
      scheduledAt: '2026-11-22T09:00:00.000Z',
      arrivedAt: '2026-11-22T09:00:00.000Z',
    };
    expect(turnOf(walkIn, usualRules)).toBe(Date.parse('2026-11-22T09:30:00Z'));
  });

  it('never brings a counter whom another one holds, and always those whom it holds itself', () => {
    fc.assert(
      fc.property(queue, fc.nat(5), (list, count) => {
        const stands = ({ reservation }: Appointment): boolean =>
          reservation !== null && (reservation.until === null || reservation.until > now);
        const next = chooseNext(list, counter, usualRules, now);
        for (const one of [...(next ? [next] : []), ...chooseAhead(list, counter, usualRules, now, count)]) {
          if (stands(one)) expect(one.reservation?.counterId).toBe(counter.id);
          else expect(counter.services).toContain(one.service);
        }
        if (!next)
          for (const one of list)
            expect(
              stands(one) ? one.reservation?.counterId !== counter.id : !counter.services.includes(one.service),
            ).toBe(true);
      }),
    );
  });
});
