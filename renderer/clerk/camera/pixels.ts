/** Changes of pictures that make codes readable. All of them work on brightness alone: one byte per pixel. */
export interface Grey {
  width: number;
  height: number;
  light: Uint8ClampedArray<ArrayBuffer>;
}

export type Pixels = Pick<ImageData, 'data' | 'width' | 'height'>;

const blank = (width: number, height: number): Grey => ({
  width,
  height,
  light: new Uint8ClampedArray(width * height),
});

/** The middle of a picture, `part` of its width and height. */
export function middleOf({ data, width, height }: Pixels, part: number): Grey {
  const grey = blank(Math.round(width * part), Math.round(height * part));
  const left = (width - grey.width) >> 1;
  const top = (height - grey.height) >> 1;
  let to = 0;
  for (let y = 0; y < grey.height; y++) {
    let from = ((y + top) * width + left) * 4;
    for (let x = 0; x < grey.width; x++, from += 4)
      grey.light[to++] = ((data[from] ?? 0) * 306 + (data[from + 1] ?? 0) * 601 + (data[from + 2] ?? 0) * 117) >> 10;
  }
  return grey;
}

/** As the decoder takes it. */
export function pixelsOf({ light, width, height }: Grey): Pixels {
  const data = new Uint8ClampedArray(light.length * 4);
  const words = new Uint32Array(data.buffer);
  for (let i = 0; i < light.length; i++) words[i] = (light[i] ?? 0) * 0x010101 + 0xff000000;
  return { data, width, height };
}

/** Brightness between pixels; grey outside. */
function at({ light, width, height }: Grey, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= width - 1 || y >= height - 1) return 128;
  const column = Math.floor(x);
  const row = Math.floor(y);
  const [right, down] = [x - column, y - row];
  const i = row * width + column;
  const above = (light[i] ?? 0) * (1 - right) + (light[i + 1] ?? 0) * right;
  const below = (light[i + width] ?? 0) * (1 - right) + (light[i + width + 1] ?? 0) * right;
  return above * (1 - down) + below * down;
}

/** Small fields become large enough to be told apart. */
export function twiceAsLarge(grey: Grey): Grey {
  const larger = blank(grey.width * 2, grey.height * 2);
  let to = 0;
  for (let y = 0; y < larger.height; y++)
    for (let x = 0; x < larger.width; x++) larger.light[to++] = at(grey, (x - 0.5) / 2, (y - 0.5) / 2);
  return larger;
}

/** Edges that a lens smeared become steep again: what differs from its surroundings differs more. */
export function sharper({ light, width, height }: Grey): Grey {
  const reach = 2;
  const gain = 3;
  const result = { ...blank(width, height), light: light.slice() };
  const columns = new Uint32Array(width);
  const count = (2 * reach + 1) ** 2;
  for (let y = reach; y < height - reach; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let row = y - reach; row <= y + reach; row++) sum += light[row * width + x] ?? 0;
      columns[x] = sum;
    }
    for (let x = reach; x < width - reach; x++) {
      let sum = 0;
      for (let column = x - reach; column <= x + reach; column++) sum += columns[column] ?? 0;
      const i = y * width + x;
      const own = light[i] ?? 0;
      result.light[i] = own + gain * (own - sum / count);
    }
  }
  return result;
}

/**
 * Turned about its middle, in degrees; corners are lost. In whole numbers, 65,536 to a pixel: it is done several times
 * for each picture.
 */
export function turned({ light, width, height }: Grey, degrees: number): Grey {
  const result = blank(width, width);
  const to = result.light;
  const [cosine, sine] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)].map((value) =>
    Math.round(value * 65_536),
  ) as [number, number];
  const [right, below] = [(width - 1) << 16, (height - 1) << 16];
  const half = width / 2;
  let i = 0;
  for (let row = 0; row < width; row++) {
    let x = Math.round(sine * (row - half) - cosine * half + half * 65_536);
    let y = Math.round(cosine * (row - half) + sine * half + (height / 2) * 65_536);
    for (let column = 0; column < width; column++, x += cosine, y -= sine) {
      if (x < 0 || y < 0 || x >= right || y >= below) {
        to[i++] = 128;
        continue;
      }
      const from = (y >> 16) * width + (x >> 16);
      const [a, b] = [(x >> 8) & 255, (y >> 8) & 255];
      const above = (light[from] ?? 0) * (256 - a) + (light[from + 1] ?? 0) * a;
      const under = (light[from + width] ?? 0) * (256 - a) + (light[from + width + 1] ?? 0) * a;
      to[i++] = (above * (256 - b) + under * b) >> 16;
    }
  }
  return result;
}
