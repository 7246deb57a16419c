import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, writeBarcode, type WriterOptions } from 'zxing-wasm/writer';
import { randomOf } from '../fuzz/random.ts';

/**
 * Pictures of codes as a camera sees them, drawn by us: leaning, turned, blurred, dim, noisy, and the same for the same
 * seed.
 */

const resolve = createRequire(import.meta.url).resolve;
/** The library's own file beside its scripts: without it, it would look on the internet. */
export const wasmOf = (part: 'reader' | 'writer'): ArrayBuffer =>
  new Uint8Array(readFileSync(resolve(`zxing-wasm/${part}/zxing_${part}.wasm`))).buffer;
prepareZXingModule({ overrides: { wasmBinary: wasmOf('writer') } });

/** Dark and light fields, with the quiet zone around them. */
export interface Symbol {
  width: number;
  height: number;
  dark(column: number, row: number): boolean;
}

export type Format = NonNullable<WriterOptions['format']>;

/** Draws a code. Throws when its content does not fit into it. */
export async function symbolOf(content: string | Uint8Array, format: Format, options = ''): Promise<Symbol> {
  const { symbol, error } = await writeBarcode(content, { format, options, addQuietZones: true, scale: 1 });
  if (error || symbol.width === 0) throw new Error(`no ${format}: ${error}`);
  const { data, width, height } = symbol;
  return { width, height, dark: (column, row) => data[row * width + column] === 0 };
}

/** How the camera sees it. Lengths in pixels, angles in degrees, brightness 0…255. */
export interface Look {
  width: number;
  height: number;
  /** Of one field of the code. */
  field: number;
  turn: number;
  /** The paper leans away to the top and to the right. */
  lean: number;
  sideways: number;
  /** Standard deviation of a Gaussian. */
  blur: number;
  /** Standard deviation of the brightness. */
  noise: number;
  ink: number;
  paper: number;
  /** Share of the light that is lost from the left to the right. */
  shade: number;
  seed: number;
}

export const clear: Look = {
  width: 640,
  height: 480,
  field: 5,
  turn: 0,
  lean: 0,
  sideways: 0,
  blur: 0,
  noise: 0,
  ink: 20,
  paper: 235,
  shade: 0,
  seed: 1,
};

export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** The code on a sheet of paper on a desk, through a lens. */
export function pictureOf(symbol: Symbol | null, look: Look): Picture {
  const grey = blurred(printed(symbol, look), look);
  const random = randomOf('picture', look.seed);
  /** Four even numbers are nearly a normal one. */
  const normal = (): number =>
    (random.below(65_536) + random.below(65_536) + random.below(65_536) + random.below(65_536) - 131_070) / 37_837;
  const data = new Uint8ClampedArray(look.width * look.height * 4).fill(255);
  for (let i = 0; i < grey.length; i++) {
    const light = 1 - look.shade * ((i % look.width) / look.width);
    const value = (grey[i] ?? 0) * light + (look.noise > 0 ? normal() * look.noise : 0);
    data[i * 4] = data[i * 4 + 1] = data[i * 4 + 2] = value;
  }
  return { width: look.width, height: look.height, data };
}

/** Points looked at within one pixel, in each direction. */
const fine = 3;
/** Of the lens, in widths of the picture. */
const focal = 1.4;
/** White around a code, in fields: as much as lines need. */
const quiet = 12;

/** Sharp, and in the brightness of ink, paper and desk. */
function printed(symbol: Symbol | null, look: Look): Float32Array {
  const { width, height, field, ink, paper } = look;
  const desk = paper * 0.45;
  const grey = new Float32Array(width * height).fill(desk);
  if (!symbol) return grey;
  const toPaper = throughTheLens(look);
  const [halfWidth, halfHeight] = [symbol.width / 2, symbol.height / 2];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [nearU, nearV] = toPaper(x - width / 2, y - height / 2);
      if (Math.abs(nearU) > (halfWidth + quiet + 1) * field || Math.abs(nearV) > (halfHeight + quiet + 1) * field)
        continue;
      let sum = 0;
      for (let j = 0; j < fine; j++)
        for (let i = 0; i < fine; i++) {
          const [u, v] = toPaper(x + (i + 0.5) / fine - width / 2, y + (j + 0.5) / fine - height / 2);
          const column = Math.floor(u / field + halfWidth);
          const row = Math.floor(v / field + halfHeight);
          const onCode = column >= 0 && row >= 0 && column < symbol.width && row < symbol.height;
          const onPaper =
            column >= -quiet && row >= -quiet && column < symbol.width + quiet && row < symbol.height + quiet;
          sum += onCode && symbol.dark(column, row) ? ink : onPaper ? paper : desk;
        }
      grey[y * width + x] = sum / (fine * fine);
    }
  return grey;
}

/** From a point of the picture to the point of the paper that is seen there, both from the middle. */
function throughTheLens({ width, turn, lean, sideways }: Look): (x: number, y: number) => [number, number] {
  const far = width * focal;
  const [a, b, c] = [turn, lean, sideways].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  // The paper's two directions in space: turned in its plane, then leaned, then turned sideways.
  const inSpace = (u: number, v: number): [number, number, number] => {
    const [x, y] = [u * Math.cos(a) - v * Math.sin(a), u * Math.sin(a) + v * Math.cos(a)];
    const [y2, z2] = [y * Math.cos(b), -y * Math.sin(b)];
    return [x * Math.cos(c) + z2 * Math.sin(c), y2, z2 * Math.cos(c) - x * Math.sin(c)];
  };
  const e = inSpace(1, 0);
  const f = inSpace(0, 1);
  return (x, y) => {
    // x·(far + z) = far·X for X = u·e + v·f: two equations for u and v.
    const [p, q, r, s] = [far * e[0] - x * e[2], far * f[0] - x * f[2], far * e[1] - y * e[2], far * f[1] - y * f[2]];
    const determinant = p * s - q * r;
    return [(far * (x * s - y * q)) / determinant, (far * (y * p - x * r)) / determinant];
  };
}

function blurred(grey: Float32Array, { width, height, blur }: Look): Float32Array {
  if (blur === 0) return grey;
  const reach = Math.ceil(blur * 3);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * blur * blur)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (from: Float32Array, step: number, length: number, lineStep: number, lines: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < lines; line++)
      for (let at = 0; at < length; at++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++)
          sum +=
            (weights[k + reach] ?? 0) * (from[line * lineStep + Math.min(length - 1, Math.max(0, at + k)) * step] ?? 0);
        to[line * lineStep + at * step] = sum / total;
      }
    return to;
  };
  return along(along(grey, 1, width, width, height), width, height, 1, width);
}
