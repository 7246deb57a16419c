import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AppError } from '../../../electron/contract/errors.ts';
import { createRefusalNews } from '../../../electron/core/outbox/refusalNews.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const told: { count: number; error: AppError }[] = [];
beforeEach(() => void (told.length = 0));
const error: AppError = { code: 'wrong-state' };

it('fifty refusals in a row are told once, with their number; one that comes later is told by itself', () => {
  const news = createRefusalNews((burst) => told.push(burst));
  for (let n = 0; n < 50; n += 1) {
    news.heard(error);
    vi.advanceTimersByTime(n % 10 === 9 ? 300 : 0);
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([{ count: 50, error }]);
  news.heard({ code: 'not-found' });
  vi.advanceTimersByTime(1000);
  expect(told.slice(1)).toEqual([{ count: 1, error: { code: 'not-found' } }]);
});

it('nothing is told after the end', () => {
  const news = createRefusalNews((burst) => told.push(burst));
  news.heard(error);
  news.end();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([]);
});
