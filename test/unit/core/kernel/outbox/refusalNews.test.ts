import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRefusalNews, type Refusal } from '../../../../../electron/core/kernel/outbox/refusalNews.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const told: { count: number; last: Refusal }[] = [];
beforeEach(() => void (told.length = 0));
const refusal: Refusal = { ticket: 'A017', error: null };
const another: Refusal = { ticket: null, error: { code: 'not-found' } };

it('fifty refusals in a row are told once, with their number; one that comes later is told by itself', () => {
  const news = createRefusalNews((burst) => told.push(burst));
  for (let n = 0; n < 50; n += 1) {
    news.heard(refusal);
    vi.advanceTimersByTime(n % 10 === 9 ? 300 : 0);
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([{ count: 50, last: refusal }]);
  news.heard(another);
  vi.advanceTimersByTime(1000);
  expect(told.slice(1)).toEqual([{ count: 1, last: another }]);
});

it('nothing is told after the end', () => {
  const news = createRefusalNews((burst) => told.push(burst));
  news.heard(refusal);
  news.end();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([]);
});
