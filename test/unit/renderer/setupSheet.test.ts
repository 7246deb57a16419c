import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { describe, expect, it } from 'vitest';
import { unverifiedPoints } from '../../../native/index.ts';
import type { Maker } from '../../../renderer/clerk/setup-sheet/setupCodes.ts';
import { allCodes, drawSetupCode, folder, sheet } from '../../support/setupCodes.ts';

const resolve = createRequire(import.meta.url).resolve;
prepareZXingModule({
  overrides: { wasmBinary: new Uint8Array(readFileSync(resolve('zxing-wasm/reader/zxing_reader.wasm'))).buffer },
});

const makers = sheet.makers as unknown as Maker[];
const picture = (id: string): string => readFileSync(path.join(folder, `${id}.svg`), 'utf8');

/** What a scanner sees on the paper: the bars of the picture as pixels. */
async function read(svg: string) {
  const modules = Number(/viewBox="0 0 (\d+) 1"/.exec(svg)?.[1]);
  const [scale, height] = [4, 80];
  const width = modules * scale;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [, from, wide] of svg.matchAll(/M(\d+) 0h(\d+)v1h-\d+z/g)) {
    for (let y = 0; y < height; y += 1)
      for (let x = Number(from) * scale; x < (Number(from) + Number(wide)) * scale; x += 1)
        data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  }
  return readBarcodes({ data, width, height, colorSpace: 'srgb' } as ImageData, { formats: ['Code128'] });
}

describe('the codes of the setup sheet', () => {
  it.each(allCodes)(
    '$id: what is on the paper is what its source says, for the scanner itself',
    async ({ id, content }) => {
      const svg = picture(id);
      expect(svg).toBe(await drawSetupCode(content));
      const seen = await read(svg);
      expect(seen.map(({ text, readerInit }) => ({ text, readerInit }))).toEqual([{ text: content, readerInit: true }]);
    },
  );

  it('each have a source, fit on the paper, and stand nowhere twice', () => {
    for (const { codes, manual, commands, commandSource } of makers) {
      for (const { id, source } of codes) {
        expect(source.length, id).toBeGreaterThan(10);
        expect(Number(/width="([\d.]+)mm"/.exec(picture(id))?.[1]), id).toBeLessThanOrEqual(180);
      }
      const purposes = [...codes.map(({ purpose }) => purpose), ...manual];
      expect(new Set(purposes).size).toBe(purposes.length);
      expect(Object.keys(commands ?? {}).every((purpose) => manual.some((it) => it === purpose))).toBe(true);
      expect(commands === undefined).toBe(commandSource === undefined);
    }
    expect(new Set(allCodes.map(({ id }) => id)).size).toBe(allCodes.length);
  });

  it('have words for what they do, and are told as not verified', () => {
    const texts = JSON.parse(readFileSync(path.join(folder, '../texts/de.json'), 'utf8')) as {
      setup: { purpose: Record<string, string>; effect: Record<string, string> };
    };
    const purposes = makers.flatMap(({ codes, manual }) => [...codes.map(({ purpose }) => purpose), ...manual]);
    for (const purpose of purposes)
      expect([texts.setup.purpose[purpose], texts.setup.effect[purpose]].every(Boolean), purpose).toBe(true);
    expect(unverifiedPoints.map(({ subject }) => subject)).toContain('Configuration codes of scanners');
  });
});
