import { randomOf } from '../fuzz/random.ts';
import { clear, pictureOf, symbolOf, type Format, type Look, type Picture } from '../support/codePictures.ts';

/**
 * Pictures to measure readers of codes with: every kind of code in every kind of trouble, the same for the same seed.
 */

export interface Sample {
  format: Format;
  trouble: string;
  content: Uint8Array;
  picture: Picture;
}

const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';
const word = (length: number, seed: string): string => {
  const random = randomOf('content', seed);
  return Array.from({ length }, () => random.pick([...letters])).join('');
};

/**
 * Text is written as text: bytes would carry a mark of their character set, which some readers refuse. Invented
 * contents of the length that is met at a counter; `field` is how many pixels a field usually has then.
 */
const kinds: { format: Format; field: number; content: (seed: string) => string | Uint8Array }[] = [
  { format: 'QRCode', field: 5, content: (seed) => `SWT-${word(8, seed)}` },
  {
    format: 'DataMatrix',
    field: 5,
    content: (seed) => Buffer.concat([Buffer.from('DC036ABC6D32', 'hex'), randomOf('seal', seed).bytes(120)]),
  },
  {
    format: 'PDF417',
    field: 4,
    content: (seed) => `P<UTO${word(12, seed)}<<${word(6, seed)}`.padEnd(44, '<') + word(44, seed),
  },
  { format: 'Aztec', field: 5, content: (seed) => `https://termin.example/${word(20, seed)}` },
  { format: 'Code128', field: 3, content: (seed) => word(10, seed) },
];

/** What is wrong with the picture. `some` is a number between 0 and 1 that differs from picture to picture. */
const troubles: Record<string, (look: Look, some: number) => Partial<Look>> = {
  none: () => ({}),
  blur: ({ field }, some) => ({ blur: field * (0.35 + 0.3 * some) }),
  turned: (_look, some) => ({ turn: 10 + 70 * some }),
  tilted: (_look, some) => ({ turn: 3, lean: 20 + 25 * some, sideways: 15 * some }),
  noise: (_look, some) => ({ noise: 18 + 20 * some }),
  'low contrast': (_look, some) => ({ ink: 95, paper: 150 - 25 * some, shade: 0.4, noise: 3 }),
  small: ({ field }, some) => ({ field: field * (0.35 + 0.25 * some), blur: 0.6 }),
  hand: ({ field }, some) => ({
    turn: 6 - 12 * some,
    lean: 18 * some,
    sideways: 12 - 24 * some,
    blur: field * 0.3,
    noise: 9,
    ink: 60,
    paper: 190,
    shade: 0.35,
    field: field * (0.7 + 0.3 * some),
  }),
};

export async function* samples(seed: number, each: number): AsyncGenerator<Sample> {
  for (const { format, field, content } of kinds)
    for (const [trouble, change] of Object.entries(troubles))
      for (let i = 0; i < each; i++) {
        const name = `${seed}/${format}/${trouble}/${i}`;
        const random = randomOf('look', name);
        const usual: Look = {
          ...clear,
          width: 1280,
          height: 720,
          field,
          turn: 4 - random.below(9),
          blur: 0.7,
          noise: 3,
          ink: 40,
          paper: 220,
          seed: random.below(1e9),
        };
        const written = content(name);
        yield {
          format,
          trouble,
          content: Buffer.from(written),
          picture: pictureOf(await symbolOf(written, format), {
            ...usual,
            ...change(usual, random.below(1000) / 1000),
          }),
        };
      }
}
