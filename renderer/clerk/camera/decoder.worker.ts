import { prepareZXingModule } from 'zxing-wasm/reader';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { decodePicture, nextLook, type SeenCode } from './decodePicture.ts';

/**
 * Decodes pictures beside the window, so that nothing there waits for it. A picture lives here until it is decoded, and
 * nowhere else.
 */

export type Answer = { code: SeenCode | null } | { failed: true };

// Shipped with the application. Left alone, the library would fetch it from the internet.
prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });

const canvas = new OffscreenCanvas(1, 1);
const drawing = canvas.getContext('2d', { willReadFrequently: true });

function pixelsOf(picture: ImageBitmap): ImageData {
  if (!drawing) throw new Error('no canvas');
  const { width, height } = picture;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  drawing.drawImage(picture, 0, 0);
  picture.close();
  return drawing.getImageData(0, 0, width, height);
}

let count = 0;
let again: number | null = null;

self.onmessage = async ({ data }: MessageEvent<ImageBitmap>) => {
  let answer: Answer;
  try {
    const code = await decodePicture(pixelsOf(data), count++, again);
    again = nextLook(code, again);
    answer = { code };
  } catch {
    answer = { failed: true };
  }
  self.postMessage(answer);
};
