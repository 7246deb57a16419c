import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PadPage } from '../../electron/core/kernel/ports.ts';
import { ProcessDefinition, padLanguages } from '../../backend/contract/processes.ts';
import { padPages, padWording } from '../../electron/core/counter/pad/padPages.ts';

const root = path.join(import.meta.dirname, '../..');
const pictures = path.join(root, 'out/pad-pages');

const base: Omit<PadPage, 'language' | 'direction' | 'title' | 'paragraphs'> = {
  width: 800,
  height: 480,
  text: { x: 20, y: 10, width: 760, height: 160 },
  ink: { x: 20, y: 180, width: 760, height: 210 },
  buttons: [
    { name: 'cancel', label: 'Abbrechen', area: { x: 20, y: 405, width: 240, height: 60 } },
    { name: 'clear', label: 'Neu beginnen', area: { x: 280, y: 405, width: 240, height: 60 } },
    { name: 'ok', label: 'OK', area: { x: 540, y: 405, width: 240, height: 60 } },
  ],
};
const pages: Record<string, PadPage> = {
  german: {
    ...base,
    language: 'de',
    direction: 'ltr',
    title: 'Empfang bestätigen',
    paragraphs: ['Ich habe den elektronischen Aufenthaltstitel erhalten und die Angaben darauf geprüft.'],
  },
  ukrainian: {
    ...base,
    language: 'uk',
    direction: 'ltr',
    title: 'Підтвердження отримання',
    paragraphs: ['Я отримав електронну посвідку на проживання та перевірив зазначені в ній дані. Ґґ Єє Її'],
  },
  arabic: {
    ...base,
    language: 'ar',
    direction: 'rtl',
    title: 'تأكيد الاستلام',
    paragraphs: ['لقد استلمت تصريح الإقامة الإلكتروني وتحققت من البيانات الواردة فيه.'],
  },
  small: {
    ...base,
    width: 320,
    height: 200,
    language: 'de',
    direction: 'ltr',
    title: 'Empfang',
    paragraphs: ['Ich habe die Karte erhalten.'],
    text: { x: 4, y: 2, width: 312, height: 60 },
    ink: { x: 4, y: 64, width: 312, height: 96 },
    buttons: [{ name: 'ok', label: 'OK', area: { x: 220, y: 164, width: 96, height: 32 } }],
  },
  tooLong: {
    ...base,
    language: 'de',
    direction: 'ltr',
    title: 'Lang',
    paragraphs: Array<string>(120).fill('Ein Satz, der nicht mehr auf diese Seite passt.'),
  },
};

/** Every page of a receipt on the smallest pads, in every language. */
const receipt = ProcessDefinition.parse(
  JSON.parse(readFileSync(path.join(root, 'assets/processes/eat-collect.json'), 'utf8')),
).steps.find((step) => step.kind === 'signature')!;
const smallPads = [
  { width: 396, height: 100 },
  { width: 320, height: 200 },
].flatMap((size) =>
  padLanguages.flatMap((language) =>
    padPages(
      padWording(receipt, language, { name: 'Erika Mustermann', service: 'Elektronischen Aufenthaltstitel abholen' }),
      size,
    ).map((page, index) => ({ name: `${size.width}-${language}-${index + 1}`, page })),
  ),
);
for (const { name, page } of smallPads) pages[name] = page;

/**
 * Who signs in somebody's place, with long names, above everything else on a roomy pad; small ones have as many pages
 * as it takes.
 */
const longNames = {
  name: 'Maximiliane Theodora Konstanze Wolkenstein-Rabenschlag-Hohenfelden',
  service: 'Elektronischen Aufenthaltstitel abholen',
};
const guardian = {
  role: 'guardian' as const,
  name: 'Wolkenstein-Rabenschlag-Hohenfelden, Kunigunde Maximiliane Friederike',
};
for (const language of padLanguages)
  pages[`guardian-${language}`] = padPages(padWording(receipt, language, longNames, guardian), {
    width: 800,
    height: 480,
  })[0];

let folder: string;
const painted = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'pad-pages-'));
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'pad-pages', version: '1.0.0', type: 'module' }),
  );
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, 'paint.ts'),
      outDir: path.join(folder, 'dist'),
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: { external: ['electron', /^node:/], output: { entryFileNames: 'main.js' } },
    },
  });
  const results = paintAll(Object.values(pages));
  Object.keys(pages).forEach((name, i) => painted.set(name, results[i] ?? ''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));

/** Paints on the stand-in, which plays the faults of Electron that are named. */
function paintAll(wanted: PadPage[], faults = ''): string[] {
  const out = path.join(folder, 'painted.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      path.join(root, 'test/electron-stand-in/run.ts'),
      path.join(folder, 'dist/main.js'),
      `--user-data-dir=${path.join(folder, 'data')}`,
    ],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        SCHALTERWERK_HEADLESS: '1',
        SCHALTERWERK_STAND_IN_FAULTS: faults,
        PAD_RENDERER: path.join(root, 'dist/renderer'),
        PAD_PAGES: JSON.stringify(wanted),
        PAD_OUT: out,
      },
    },
  );
  if (status !== 0) throw new Error(`The painter ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(out, 'utf8')) as string[];
}

const isBlack = (bits: Buffer, width: number, x: number, y: number): boolean =>
  ((bits[y * Math.ceil(width / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0;

function blackIn(
  name: string,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): number {
  const page = pages[name]!;
  const bits = Buffer.from(painted.get(name) ?? '', 'base64');
  let black = 0;
  for (let row = y; row < y + height; row++)
    for (let column = x; column < x + width; column++) if (isBlack(bits, page.width, column, row)) black++;
  return black;
}

/** For people: each page as a picture in `out/pad-pages`. */
function savePicture(name: string, page: PadPage, bits: Buffer): void {
  const png = new PNG({ width: page.width, height: page.height, colorType: 0 });
  for (let y = 0; y < page.height; y++)
    for (let x = 0; x < page.width; x++)
      png.data
        .fill(isBlack(bits, page.width, x, y) ? 0 : 255, 4 * (y * page.width + x), 4 * (y * page.width + x) + 3)
        .fill(255, 4 * (y * page.width + x) + 3, 4 * (y * page.width + x) + 4);
  mkdirSync(pictures, { recursive: true });
  writeFileSync(path.join(pictures, `${name}.png`), PNG.sync.write(png));
}

describe('pages for the pad', () => {
  for (const name of ['german', 'ukrainian', 'arabic', 'small']) {
    it(`${name}: one bit for each pixel of the display, with text, frame and buttons`, () => {
      const page = pages[name]!;
      const bits = Buffer.from(painted.get(name) ?? '', 'base64');
      expect(painted.get(name)).not.toContain('failed');
      expect(bits.length).toBe(Math.ceil(page.width / 8) * page.height);
      savePicture(name, page, bits);
      expect(blackIn(name, page.text)).toBeGreaterThan(200);
      for (const { area } of page.buttons) expect(blackIn(name, area)).toBeGreaterThan(100);
      // Nothing but frame and base line where the hand writes.
      const { x, y, width, height } = page.ink;
      expect(blackIn(name, { x: x + 2, y: y + 2, width: width - 4, height: Math.floor(height / 2) })).toBe(0);
    });
  }

  it.each(padLanguages)('the smallest pads show every page whole in %s', (language) => {
    for (const { name, page } of smallPads.filter((each) => each.page.language === language)) {
      expect(painted.get(name), name).not.toContain('failed');
      if (name.endsWith('-1')) savePicture(name, page, Buffer.from(painted.get(name) ?? '', 'base64'));
      expect(blackIn(name, page.text), name).toBeGreaterThan(50);
      for (const { area } of page.buttons) expect(blackIn(name, area), name).toBeGreaterThan(50);
    }
  });

  it.each(padLanguages)('who signs in whose place fits with long names in %s', (language) => {
    const name = `guardian-${language}`;
    expect(pages[name]!.paragraphs[1]).toContain(guardian.name);
    expect(painted.get(name)).not.toContain('failed');
    savePicture(name, pages[name]!, Buffer.from(painted.get(name) ?? '', 'base64'));
  });

  it('Arabic begins on the right', () => {
    const { text } = pages['arabic']!;
    const half = Math.floor(text.width / 2);
    const firstLines = { y: text.y, height: 45 };
    expect(blackIn('arabic', { x: text.x + half, width: half, ...firstLines })).toBeGreaterThan(
      blackIn('arabic', { x: text.x, width: half, ...firstLines }),
    );
  });

  it.each([
    [
      'white, black, empty, of another page or refused at first',
      'capture:white,black,empty,stale,refused never-paints',
    ],
    ['enlarged, as on a display with a scale', 'capture:scaled+'],
  ])('pictures that are %s are never used: the page comes out the same', (_what, faults) => {
    const names = ['german', 'arabic', 'small'];
    expect(
      paintAll(
        names.map((name) => pages[name]!),
        faults,
      ),
    ).toEqual(names.map((name) => painted.get(name)));
  });

  it.each(['white+', 'never'])('when no right picture comes (%s), there is none, within the limit', (capture) => {
    const [result = ''] = paintAll([pages['german']!], `capture:${capture} never-paints`);
    expect(result).toContain('The pad page was not drawn within 20000 ms');
    // Not even what the page says, let alone a name.
    expect(result).not.toContain('Aufenthaltstitel');
  });

  it('a text that does not fit is refused, never cut', () => {
    expect(painted.get('tooLong')).toContain('the text does not fit');
  });
});
