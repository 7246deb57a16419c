import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padPages, padWording } from '../../../../../electron/core/counter/pad/padPages.ts';
import { splitText } from '../../../../../electron/core/counter/pad/splitText.ts';
import { padLanguages, ProcessDefinition } from '../../../../../backend/contract/processes.ts';
import type { PadPage } from '../../../../../electron/core/kernel/ports.ts';
import type { Rectangle } from '../../../../../native/index.ts';

/** Displays of the pads in the table of models, and odd ones. */
const sizes = [
  [396, 100],
  [320, 200],
  [640, 480],
  [800, 480],
].map(([width, height]) => ({ width: width!, height: height! }));
const folder = join(import.meta.dirname, '../../../../../assets/processes');
const steps = readdirSync(folder)
  .flatMap((file) => ProcessDefinition.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).steps)
  .filter((step) => step.kind === 'signature');
const values = {
  name: 'Kunigunde Maximiliane Friederike Wolkenstein-Trostburg-Hohenlohe-Schillingsfürst',
  service: 'Elektronischen Aufenthaltstitel abholen',
};

const apart = (a: Rectangle, b: Rectangle) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

function holds(page: PadPage, size: { width: number; height: number }, last: boolean, leastInk = 0.2): void {
  const areas = [page.text, ...page.buttons.map(({ area }) => area), ...(last ? [page.ink] : [])];
  for (const [index, a] of areas.entries()) {
    expect(
      a.x >= 0 &&
        a.y >= 0 &&
        a.width > 0 &&
        a.height > 0 &&
        a.x + a.width <= size.width &&
        a.y + a.height <= size.height,
    ).toBe(true);
    for (const b of areas.slice(index + 1)) expect(apart(a, b)).toBe(true);
  }
  // A finger or a pen hits them: about 8 mm on the smallest pads.
  for (const { area } of page.buttons) expect(area.width >= 60 && area.height >= 28).toBe(true);
  if (last) expect(page.ink.width * page.ink.height).toBeGreaterThan(leastInk * size.width * size.height);
  else expect([page.ink.width, page.ink.height]).toEqual([0, 0]);
}

describe.each(sizes)('pages for $width × $height', (size) => {
  it('nothing overlaps, buttons can be hit, and every word is shown once, in every language of every process', () => {
    for (const step of steps)
      for (const language of padLanguages) {
        const wording = padWording(step, language, values);
        const pages = padPages(wording, size);
        pages.forEach((page, index) => holds(page, size, index === pages.length - 1));
        const words = (paragraphs: string[]) => paragraphs.join(' ').split(/\s+/).filter(Boolean);
        expect(pages.flatMap(({ paragraphs }) => words(paragraphs))).toEqual(words(wording.paragraphs));
        expect(
          pages
            .at(-1)
            ?.buttons.map(({ name }) => name)
            .toSorted(),
        ).toEqual(['cancel', 'clear', 'ok']);
        for (const page of pages.slice(0, -1))
          expect(page.buttons.map(({ name }) => name).toSorted()).toEqual(['cancel', 'ok']);
        expect(pages[0].title).toBe(wording.title);
        expect(pages.at(-1)?.title).toBe(wording.title);
      }
  });
});

describe('pages for any display', () => {
  it('nothing overlaps', () => {
    const wording = padWording(steps[0]!, 'de', values);
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 1600 }),
        fc.integer({ min: 100, max: 1000 }),
        fc.constantFrom('ltr', 'rtl'),
        (width, height, direction) => {
          fc.pre(width > height && width < 4.5 * height);
          const pages = padPages({ ...wording, direction }, { width, height });
          pages.forEach((page, index) => holds(page, { width, height }, index === pages.length - 1, 0.05));
        },
      ),
    );
  });

  it('a long text takes more pages, never fewer words', () => {
    const word = fc.stringMatching(/^[a-z]{1,25}$/);
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { minLength: 1, maxLength: 60 }), { maxLength: 6 }),
        fc.integer({ min: 80, max: 800 }),
        fc.integer({ min: 30, max: 400 }),
        (paragraphs, width, height) => {
          const pages = splitText(
            { title: 't', paragraphs: paragraphs.map((words) => words.join(' ')) },
            { width, height },
          );
          expect(pages.flatMap((page) => page.paragraphs.join(' ').split(' ').filter(Boolean))).toEqual(
            paragraphs.flat(),
          );
          for (const page of pages.slice(1)) expect(page.paragraphs.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
