import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule } from 'zxing-wasm/reader';
import { decodePicture, nextLook, turns, type SeenCode } from '../../../../../renderer/clerk/camera/decodePicture.ts';
import { createSightings } from '../../../../../renderer/clerk/camera/sightings.ts';
import { randomOf } from '../../../../fuzz/random.ts';
import {
  clear,
  pictureOf,
  symbolOf,
  wasmOf,
  type Format,
  type Look,
  type Picture,
} from '../../../../support/codePictures.ts';
import { sealBytes, sealExamples } from '../../../core/codes/seals.ts';
import { photoCode, td3 } from '../../../core/codes/specimens.ts';

beforeAll(() => prepareZXingModule({ overrides: { wasmBinary: wasmOf('reader') } }));

/** As the camera does: one picture after the other, until something was read or everything was tried. */
async function seenIn(picture: Picture): Promise<SeenCode | null> {
  for (let count = 0; count < turns; count++) {
    const seen = await decodePicture(picture, count);
    if (seen) return seen;
  }
  return null;
}

/** What the camera tells of a thing held still, in as many pictures; `first` is the number of the first one. */
async function toldOf(picture: Picture, first: number, pictures: number): Promise<string[]> {
  const sightings = createSightings();
  const told: string[] = [];
  let again: number | null = null;
  for (let count = first; count < first + pictures; count++) {
    const seen = await decodePicture(picture, count, again);
    again = nextLook(seen, again);
    if (sightings.isNew(seen, count * 500) && seen) told.push(Buffer.from(seen.bytes).toString());
  }
  return told;
}

const held: Look = {
  ...clear,
  width: 640,
  height: 480,
  turn: 5,
  lean: 10,
  sideways: 6,
  blur: 0.8,
  noise: 4,
  shade: 0.3,
  ink: 50,
  paper: 210,
};
const shown = async (content: string | Uint8Array, format: Format, look: Partial<Look> = {}, options = '') =>
  seenIn(
    pictureOf(await symbolOf(content, format, options || (format === 'DataMatrix' ? 'forceSquare' : '')), {
      ...held,
      ...look,
    }),
  );

const allBytes = Uint8Array.from({ length: 256 }, (_, i) => i);
const ends = Uint8Array.of(0, 0x0d, 0x0a, 0x1d, 0xff, 0x80, 0x5d, 0x0d);

describe('a code before the camera', () => {
  it.each<[string, string | Uint8Array, Format, string, Partial<Look>]>([
    ['appointment code as QR', 'SWT-7K2M9QXD', 'QRCode', ']Q1', {}],
    ['all bytes as QR', allBytes, 'QRCode', ']Q1', { turn: 0, lean: 0, sideways: 0 }],
    ['control characters as Aztec', ends, 'Aztec', ']z0', {}],
    ['digital seal as Data Matrix', sealBytes(sealExamples[0]?.hex ?? ''), 'DataMatrix', ']d1', {}],
    ['photo code as Data Matrix', photoCode, 'DataMatrix', ']d1', {}],
    ['zone of a passport as PDF417', td3, 'PDF417', ']L', { field: 3, turn: 1, lean: 3, sideways: 2 }],
    ['control characters as PDF417', ends, 'PDF417', ']L', { field: 4, turn: 1, lean: 3, sideways: 2 }],
    ['file label as Code 128', 'AZ 4711/26', 'Code128', ']C0', { field: 2.5 }],
    ['serial as Code 39', 'L01X00T47', 'Code39', ']A0', { field: 2 }],
    ['number on goods as EAN-13', '4006381333931', 'EAN13', ']E0', {}],
    ['number as ITF', '12345678901234', 'ITF', ']I', { field: 3 }],
  ])('is read byte by byte, with its identifier: %s', async (_name, content, format, aim, look) => {
    const seen = await shown(content, format, look);
    expect(Buffer.from(seen?.bytes ?? []).toString('hex')).toBe(Buffer.from(content).toString('hex'));
    expect(seen?.aim).toMatch(new RegExp(`^\\${aim}`));
  });

  it('keeps the separators of GS1, and says that it is one', async () => {
    const seen = await shown('(01)04012345123456(10)ABC(21)77', 'DataMatrix', {}, 'gs1');
    expect([Buffer.from(seen?.bytes ?? []).toString('latin1'), seen?.aim]).toEqual([
      '010401234512345610ABC\x1d2177',
      ']d2',
    ]);
  });

  it.each([15, 40, 90])('is read at %i degrees, also where it is a line', async (turn) => {
    expect(
      Buffer.from(
        (await shown('SWT-7K2M9QXD', 'Code128', { field: 2, turn, lean: 0, sideways: 0 }))?.bytes ?? [],
      ).toString(),
    ).toBe('SWT-7K2M9QXD');
  });

  it('is read where it is aimed at, not where another one stands beside it', async () => {
    const [aimedAt, beside] = [
      pictureOf(await symbolOf('MEANT', 'QRCode'), held),
      pictureOf(await symbolOf('BESIDE', 'QRCode'), { ...held, field: 3 }),
    ];
    // The other one is put into the upper left corner.
    for (let y = 0; y < 130; y++)
      aimedAt.data.set(beside.data.subarray(((y + 175) * 640 + 255) * 4, ((y + 175) * 640 + 385) * 4), y * 640 * 4);
    expect(Buffer.from((await seenIn(aimedAt))?.bytes ?? []).toString()).toBe('MEANT');
  });

  it('is not invented from noise, stripes or an empty desk', async () => {
    const random = randomOf('no code', 1);
    const noise = (grey: (x: number, y: number) => number): Picture => {
      const data = new Uint8ClampedArray(640 * 480 * 4).fill(255);
      for (let i = 0; i < 640 * 480; i++)
        data[i * 4] = data[i * 4 + 1] = data[i * 4 + 2] = grey(i % 640, Math.floor(i / 640));
      return { width: 640, height: 480, data };
    };
    const pictures = [
      pictureOf(null, { ...held, noise: 30 }),
      noise(() => random.below(256)),
      noise((x) => (Math.floor(x / 3) % 2) * 200 + random.below(40)),
      noise((x, y) => ((Math.floor(x / 4) * 7 + Math.floor(y / 4) * 13) % 5 < 2 ? 30 : 220) + random.below(20)),
      ...Array.from({ length: 2 }, () => {
        const bars = Array.from({ length: 640 }, () => (random.chance(2) ? 20 : 230));
        return noise((x) => bars[Math.floor(x / 3)] ?? 0);
      }),
      ...Array.from({ length: 2 }, () => {
        const fields = Array.from({ length: 160 * 120 }, () => (random.chance(2) ? 20 : 230));
        return noise((x, y) => fields[Math.floor(y / 4) * 160 + Math.floor(x / 4)] ?? 0);
      }),
    ];
    for (const picture of pictures) expect(await seenIn(picture)).toBeNull();
  });
});

describe('a line that lies slanting', () => {
  const large: Look = {
    ...clear,
    width: 1920,
    height: 1080,
    lean: 4,
    sideways: 3,
    blur: 0.8,
    noise: 4,
    ink: 50,
    paper: 210,
  };
  const lying = async (content: string, format: Format, turn: number, look: Partial<Look> = {}) =>
    pictureOf(await symbolOf(content, format), { ...large, turn, ...look });

  it.each([0, 5, 8, 12, 18, 33, 60, -9])(
    'is told at %i degrees within as many pictures as try everything, and one more, however many came before',
    async (turn) => {
      for (const first of turn === 12 ? [0, 1, 2] : [1])
        expect(await toldOf(await lying(td3, 'PDF417', turn, { field: 3.5 }), first, turns + 1)).toEqual([td3]);
    },
  );

  it.each([12, 18, 33])('is told at %i degrees also as Code 39 and EAN, by two looks and not by one', async (turn) => {
    for (const [content, format, field] of [
      ['L01X00T47', 'Code39', 3],
      ['4006381333931', 'EAN13', 5],
    ] as const) {
      const picture = await lying(content, format, turn, { field });
      expect(await toldOf(picture, 1, turns + 1)).toEqual([content]);
      const once = await seenIn(picture);
      const sightings = createSightings();
      // The very same look at the very same picture says nothing new.
      expect([sightings.isNew(once, 0), sightings.isNew(once, 100), sightings.isNew(once, 200)]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  it.each([0, 4, 17, 25, 35, 47, 60, 80])(
    'is told whole or not at all at %i degrees as ITF, of which each part is one, too',
    async (turn) => {
      const told = await toldOf(await lying('12345678901231', 'ITF', turn, { field: 4 }), 1, turns + 2);
      expect(told).toEqual(['12345678901231']);
    },
  );
});
