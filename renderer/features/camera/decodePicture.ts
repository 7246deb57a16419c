import { readBarcodes, type ReaderOptions, type ReadResult } from 'zxing-wasm/reader';

/** One code in a picture. */
export interface SeenCode {
  /** As they stand in the symbol: never text, so that binary codes and group separators stay whole. */
  bytes: Uint8Array;
  /** Symbology identifier (ISO/IEC 15424), e.g. `]Q1`. */
  aim: string;
}

export type Pixels = Pick<ImageData, 'data' | 'width' | 'height'>;

/** What documents, letters, labels and telephones carry. Fewer kinds are found faster, and fewer are invented. */
const formats: ReaderOptions['formats'] = ['QRCode', 'DataMatrix', 'PDF417', 'Aztec', 'Code128', 'Code39', 'EANUPC', 'ITF'];

const usual: ReaderOptions = { formats, maxNumberOfSymbols: 4, minLineCount: 3, textMode: 'Plain' };

/** All codes in a picture, the one next to its middle first, because that is where one aims. Rejects when the decoder cannot be loaded. */
export async function decodePicture(picture: Pixels): Promise<SeenCode[]> {
  const found = await readBarcodes(picture as ImageData, usual);
  return found
    // A part of a message that is spread over several symbols is no message.
    .filter((code) => code.isValid && code.bytes.length > 0 && code.sequenceSize <= 1)
    .toSorted((a, b) => fromMiddle(a, picture) - fromMiddle(b, picture))
    .map(({ bytes, symbologyIdentifier }) => ({ bytes, aim: symbologyIdentifier }));
}

function fromMiddle({ position }: ReadResult, { width, height }: Pixels): number {
  const corners = [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft];
  const x = corners.reduce((sum, corner) => sum + corner.x, 0) / 4 - width / 2;
  const y = corners.reduce((sum, corner) => sum + corner.y, 0) / 4 - height / 2;
  return Math.hypot(x, y);
}
