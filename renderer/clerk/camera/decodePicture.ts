import { readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import { middleOf, pixelsOf, sharper, turned, twiceAsLarge, type Pixels } from './pixels.ts';

/** One code in a picture. */
export interface SeenCode {
  /** As they stand in the symbol: never text, so that binary codes and group separators stay whole. */
  bytes: Uint8Array;
  /** Symbology identifier (ISO/IEC 15424), e.g. `]Q1`. */
  aim: string;
  /** By how many degrees the picture was turned when it was read. */
  turn: number;
}

/** Read along a line: they must not lie slanting. */
const lines: NonNullable<ReaderOptions['formats']> = ['PDF417', 'Code128', 'Code39', 'EANUPC', 'ITF'];
const isLine = /^\][ACEIL]/;
/** What documents, letters, labels and telephones carry. Fewer kinds are found faster, and fewer are invented. */
const formats: NonNullable<ReaderOptions['formats']> = ['QRCode', 'DataMatrix', 'Aztec', ...lines];
/** The first code ends the search: it takes a third of the time, and the middle is looked at first. */
const usual: ReaderOptions = { formats, maxNumberOfSymbols: 1, minLineCount: 3, textMode: 'Plain' };

/** Where one aims: most codes are there, and of several the one there is meant. */
const middle = 0.6;

type Look = (picture: Pixels) => Promise<SeenCode | null>;
const look =
  (prepare: (picture: Pixels) => Pixels, options: ReaderOptions = usual, turn = 0): Look =>
  async (picture) => {
    const pixels = prepare(picture) as ImageData;
    for (const code of await readBarcodes(pixels, options)) {
      // A part of a message that is spread over several symbols is no message.
      if (!code.isValid || code.bytes.length === 0 || code.sequenceSize > 1) continue;
      const seen = { bytes: code.bytes, aim: code.symbologyIdentifier, turn };
      return code.format !== 'ITF' || (await isWholeItf(pixels, seen, options)) ? seen : null;
    }
    return null;
  };

/**
 * Rows of the picture that must say the same. A row that leaves the bars at an angle says a part; the next rows say
 * another.
 */
const itfRows = 16;

/** A part of an ITF code is one: nothing at its ends says that it is none. */
async function isWholeItf(pixels: ImageData, { bytes }: SeenCode, options: ReaderOptions): Promise<boolean> {
  const [whole] = await readBarcodes(pixels, { ...options, formats: ['ITF'], minLineCount: itfRows });
  return (
    whole?.isValid === true &&
    whole.bytes.length === bytes.length &&
    whole.bytes.every((byte, index) => byte === bytes[index])
  );
}
const slanting = (degrees: number): Look =>
  look(
    (picture) => pixelsOf(turned(middleOf(picture, middle), degrees)),
    { ...usual, formats: lines, tryDownscale: false },
    degrees,
  );

/** What was read once is looked at anew from so little aside that it is read again. */
const asideDegrees = 2.5;

/**
 * For codes that are small, out of focus, away from the middle, or of lines that lie slanting. PDF417 is read up to 4°
 * beside the direction of its lines, the others further; across it as well. So every 7.5° up to a right angle reaches
 * all directions. Each third takes about as long as the others: one of them for each picture, the next picture comes
 * soon.
 */
const byTurns: Look[][] = [
  [...[7.5, 45].map(slanting), look((picture) => picture)],
  [
    ...[82.5, 22.5, 67.5, 37.5].map(slanting),
    look((picture) => pixelsOf(twiceAsLarge(middleOf(picture, 0.45))), { ...usual, tryDownscale: false }),
  ],
  [...[15, 75, 30, 60, 52.5].map(slanting), look((picture) => pixelsOf(sharper(middleOf(picture, middle))))],
];
/** So many pictures of the same thing try everything. */
export const turns = byTurns.length;

/**
 * The code in a picture, or null; `count` numbers the pictures. `again`: the last picture showed a line, read when it
 * was turned by so many degrees (`nextLook`): it is looked for there first, a little aside. Rejects when the decoder
 * cannot be loaded.
 */
export async function decodePicture(
  picture: Pixels,
  count: number,
  again: number | null = null,
): Promise<SeenCode | null> {
  const first = again === null ? [] : [again + asideDegrees, again - asideDegrees, again].map(slanting);
  for (const seek of [
    ...first,
    look((whole) => pixelsOf(middleOf(whole, middle))),
    ...(byTurns[count % turns] ?? []),
  ]) {
    const code = await seek(picture);
    if (code) return code;
  }
  return null;
}

/** What to give to the next `decodePicture` as `again`: the turn that read, not the little aside from it. */
export function nextLook(seen: SeenCode | null, again: number | null): number | null {
  if (!seen || !isLine.test(seen.aim)) return null;
  return again !== null && Math.abs(seen.turn - again) <= asideDegrees ? again : seen.turn;
}
