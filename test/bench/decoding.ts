import {
  BarcodeFormat,
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatReader,
  RGBLuminanceSource,
} from '@zxing/library';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { decodePicture, turns } from '../../renderer/clerk/camera/decodePicture.ts';
import { wasmOf } from '../support/codePictures.ts';
import { samples, type Sample } from './cameraPictures.ts';
import { middle, must, times, type Row } from './measure.ts';

const seed = 2026;
/** Pictures of each kind of code in each kind of trouble. */
const each = 2;

/** Whether the code was read. */
type Reader = (sample: Sample) => Promise<boolean>;

/** How many of the pictures were read, and how long each took until it was read or given up, in milliseconds. */
interface Tally {
  read: number;
  took: number[];
}

/** Ours beside the two libraries with their own defaults, all three in turn on each picture. */
export async function decodingRows(): Promise<Row[]> {
  prepareZXingModule({ overrides: { wasmBinary: wasmOf('reader') } });
  const readers: Reader[] = [readAsTheCamera, readBare, readWithLibrary];
  const tallies = new Map<string, Tally[]>();
  let warm = false;
  for await (const sample of samples(seed, each)) {
    for (const [position, reader] of readers.entries()) {
      if (!warm) await reader(sample);
      const began = performance.now();
      const read = await reader(sample);
      const took = performance.now() - began;
      for (const about of ['all', sample.format, sample.trouble]) {
        const byReader = tallies.get(about) ?? readers.map((): Tally => ({ read: 0, took: [] }));
        tallies.set(about, byReader);
        byReader[position]?.took.push(took);
        if (read && byReader[position]) byReader[position].read += 1;
      }
    }
    warm = true;
  }
  return [...tallies].map(([about, byReader]) => row(about, ...byReader));
}

const isRight = (bytes: Uint8Array, { content }: Sample): boolean => Buffer.compare(bytes, content) === 0;

/** As the camera does with what is held still: picture after picture, until it is read or everything was tried. */
async function readAsTheCamera(sample: Sample): Promise<boolean> {
  for (let count = 0; count < turns; count++) {
    const seen = await decodePicture(sample.picture, count);
    must(!seen || isRight(seen.bytes, sample), `a code was invented: ${sample.format}, ${sample.trouble}`);
    if (seen) return true;
  }
  return false;
}

const readBare: Reader = async (sample) =>
  (await readBarcodes(sample.picture as ImageData)).some(({ bytes }) => isRight(bytes, sample));

const library = new MultiFormatReader();
library.setHints(
  new Map<DecodeHintType, unknown>([
    [DecodeHintType.TRY_HARDER, true],
    [
      DecodeHintType.POSSIBLE_FORMATS,
      [
        BarcodeFormat.QR_CODE,
        BarcodeFormat.DATA_MATRIX,
        BarcodeFormat.PDF_417,
        BarcodeFormat.AZTEC,
        BarcodeFormat.CODE_128,
      ],
    ],
  ]),
);

/** Its text counts whatever became of the bytes: it hands out none. */
async function readWithLibrary({ picture: { data, width, height } }: Sample): Promise<boolean> {
  const light = new Uint8ClampedArray(width * height);
  for (let i = 0; i < light.length; i++) light[i] = data[i * 4] ?? 0;
  // It warns of everything that it does not find, which would cost it time.
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return (
      library
        .decodeWithState(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(light, width, height))))
        .getText().length > 0
    );
  } catch {
    // It throws where it finds nothing.
    return false;
  } finally {
    console.warn = warn;
  }
}

function row(about: string, ours?: Tally, bare?: Tally, javaScript?: Tally): Row {
  must(ours && bare && javaScript, 'nothing was measured');
  const share = ({ read, took }: Tally): string => `${Math.round((100 * read) / took.length)} %, ${times(took)}`;
  return {
    what: `camera pictures read: ${about}`,
    ours: share(ours),
    beside: 'zxing-wasm, its defaults',
    other: share(bare),
    ratio: middle(ours.took) / middle(bare.took),
    note: `@zxing/library: ${share(javaScript)}; ${ours.took.length} pictures`,
  };
}
