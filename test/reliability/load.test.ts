import { expect, it } from 'vitest';
import { load } from './load.ts';

it('what each of several counters does reaches the others, and comes in time for nobody twice', async () => {
  const { commands, refused, reach, neverArrived, start } = await load({
    counters: 6,
    seconds: 3,
    atLeast: 13,
    perMinute: 120,
    seed: 20261125,
  });
  expect(start).toHaveLength(6);
  expect(commands).toBeGreaterThan(12);
  expect({ refused, neverArrived, reached: reach.length }).toEqual({ refused: 0, neverArrived: 0, reached: commands });
});
