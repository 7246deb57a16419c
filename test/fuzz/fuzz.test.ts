import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';
import { targets } from './registry.ts';
import { ascii, hold, type Target } from './target.ts';

/**
 * The long run is `npm run fuzz`. Here each reader gets its share of five seconds, with inputs that are new on every
 * day.
 */
const seed = Math.floor(Date.now() / 86_400_000);
const withinMs = 5000 / targets.length;

describe('every reader of foreign bytes', () => {
  it.each(targets)('$name: throws nothing, hangs on nothing, invents nothing', (target) => {
    const { finding, inputs } = fuzz(target, { seed, from: 0, to: 100_000, withinMs });
    expect(finding).toBeNull();
    expect(inputs).toBeGreaterThan(0);
  });
});

describe('the search itself', () => {
  const careless: Target = {
    name: 'careless',
    seeds: [ascii('AAAA')],
    attempt: (input) => hold(!input.includes(0xff), 'took 255'),
  };
  it('finds what is wrong, and the same again by seed and number', () => {
    const first = fuzz(careless, { seed: 1, from: 0, to: 10_000 }).finding;
    expect(first).toMatchObject({ target: 'careless', what: expect.stringContaining('took 255') });
    expect(fuzz(careless, { seed: 1, from: first!.input, to: first!.input + 1 }).finding).toMatchObject({
      hex: first!.hex,
      input: first!.input,
    });
  });
  it('notices a reader that changes its input', () => {
    expect(
      fuzz({ name: 'rude', seeds: [ascii('A')], attempt: (input) => void input.fill(0) }, { seed: 1, from: 0, to: 50 })
        .finding,
    ).toMatchObject({ what: 'the reader changed its input' });
  });
});
