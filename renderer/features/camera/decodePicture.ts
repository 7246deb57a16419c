import { readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import { middleOf, pixelsOf, sharper, turned, twiceAsLarge, type Pixels } from './pixels.ts';

/** One code in a picture. */
export interface SeenCode {
  /** As they stand in the symbol: never text, so that binary codes and group separators stay whole. */
  bytes: Uint8Array;
  /** Symbology identifier (ISO/IEC 15424), e.g. `]Q1`. */
  aim: string;
}

/** Read along a line: they must not lie slanting. */
const lines: NonNullable<ReaderOptions['formats']> = ['PDF417', 'Code128', 'Code39', 'EANUPC', 'ITF'];
/** What documents, letters, labels and telephones carry. Fewer kinds are found faster, and fewer are invented. */
const formats: NonNullable<ReaderOptions['formats']> = ['QRCode', 'DataMatrix', 'Aztec', ...lines];
/** The first code ends the search: it takes a third of the time, and the middle is looked at first. */
const usual: ReaderOptions = { formats, maxNumberOfSymbols: 1, minLineCount: 3, textMode: 'Plain' };

/** Where one aims: most codes are there, and of several the one there is meant. */
const middle = 0.6;

type Look = (picture: Pixels) => Promise<SeenCode | null>;
const look = (prepare: (picture: Pixels) => Pixels, options: ReaderOptions = usual): Look => async (picture) => {
  for (const code of await readBarcodes(prepare(picture) as ImageData, options))
    // A part of a message that is spread over several symbols is no message.
    if (code.isValid && code.bytes.length > 0 && code.sequenceSize <= 1) return { bytes: code.bytes, aim: code.symbologyIdentifier };
  return null;
};
const slanting = (degrees: number): Look => look((picture) => pixelsOf(turned(middleOf(picture, middle), degrees)), { ...usual, formats: lines, tryDownscale: false });

const always: Look[] = [look((picture) => pixelsOf(middleOf(picture, middle))), look((picture) => picture)];
/** For codes that are small, out of focus, or of lines that lie slanting. One of them for each picture: the next picture comes soon. */
const byTurns: Look[] = [
  look((picture) => pixelsOf(twiceAsLarge(middleOf(picture, 0.45))), { ...usual, tryDownscale: false }),
  look((picture) => pixelsOf(sharper(middleOf(picture, middle)))),
  slanting(22.5), slanting(45), slanting(67.5),
];
/** So many pictures of the same thing try everything. */
export const turns = byTurns.length;

/** The code in a picture, or null; `count` numbers the pictures. Rejects when the decoder cannot be loaded. */
export async function decodePicture(picture: Pixels, count: number): Promise<SeenCode | null> {
  for (const seek of [...always, byTurns[count % turns]]) {
    const code = await seek?.(picture);
    if (code) return code;
  }
  return null;
}
