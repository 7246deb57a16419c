import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HostEvent } from '../../native/index.ts';
import { createShowing } from '../../native/signature-pad/showing.ts';
import { padScreen } from './support.ts';

const numbers = { maxX: 800, maxY: 480, maxPressure: 1023, width: 800, height: 480, rate: 200, flags: 0 };
const sample = (time: number | null) => ({
  near: true,
  tip: true,
  pressure: 300,
  x: 400,
  y: 200,
  time,
  sequence: null,
});

describe('what the pen does on a screen', () => {
  it.each([
    ['on the pad’s own clock', 1000],
    ['by its arrival', null],
  ])('has times that a clock which is set does not change: %s', (_name, time) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const told: HostEvent[] = [];
    const showing = createShowing('pad', (event) => told.push(event), 16);
    showing.begin(padScreen('s'), numbers);
    for (const [index, hours] of [0, 3, -5].entries()) {
      vi.setSystemTime(Date.now() + hours * 3_600_000);
      showing.take(sample(time === null ? null : time + 5 * index));
    }
    showing.stop();
    const times = told.flatMap((event) => (event.type === 'ink' ? event.points.map(({ t }) => t) : []));
    expect(times).toHaveLength(3);
    expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(0);
    expect(times.at(-1)! - times[0]!).toBeLessThan(1000);
  });
});
