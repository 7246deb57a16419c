import { BrowserWindow, type NativeImage } from 'electron';
import type { PadPage, PadPainter } from '../core/ports.ts';
import { ownOrigin } from './scheme.ts';
import { lockedDown } from './window.ts';

/** From the request to the finished picture; a pad page that takes longer will not come. */
const paintLimitMs = 20_000;
/** Luminance (0 to 255) from which a pixel is white. Above the middle, so that thin strokes survive. */
const whiteFrom = 150;

/** Draws pages for the pad in a hidden window, so that every script is shaped as on a screen. */
export const paintPad: PadPainter = async (page) => {
  const window = new BrowserWindow({
    width: page.width,
    height: page.height,
    useContentSize: true,
    frame: false,
    show: false,
    webPreferences: { ...lockedDown, offscreen: true },
  });
  try {
    await withLimit(drawn(window, page));
    return toBits(await window.webContents.capturePage(), page.width, page.height);
  } finally {
    window.destroy();
  }
};

/** The page says by its title how it went: `ready`, or why not. */
function drawn(window: BrowserWindow, page: PadPage): Promise<void> {
  const content = Buffer.from(JSON.stringify(page)).toString('base64url');
  return new Promise((resolve, reject) => {
    window.on('page-title-updated', (_event, title) => {
      if (title === 'ready') resolve();
      else if (title.startsWith('failed:')) reject(new Error(`The pad page could not be drawn: ${title}`));
    });
    window.webContents.on('render-process-gone', () => reject(new Error('The process that draws the pad page is gone.')));
    // The loader's own error would quote the address, and with it what the page says.
    window.loadURL(`${ownOrigin}/pad/index.html#${content}`).catch(() => reject(new Error('The pad page could not be loaded.')));
  });
}

function withLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The pad page was not drawn within ${paintLimitMs} ms.`)), paintLimitMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

/** One bit per pixel, most significant bit first, rows padded to bytes, 1 = white. A denser screen gives more pixels than asked for: each is taken from its centre. */
export function toBits(image: Pick<NativeImage, 'getSize' | 'toBitmap'>, width: number, height: number): Uint8Array {
  const bgra = image.toBitmap();
  const stride = Math.round(Math.sqrt((bgra.length / 4) * (image.getSize().width / image.getSize().height)));
  const scale = stride / width;
  const rowBytes = Math.ceil(width / 8);
  const bits = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (Math.floor((y + 0.5) * scale) * stride + Math.floor((x + 0.5) * scale));
      const luminance = 0.114 * (bgra[at] ?? 0) + 0.587 * (bgra[at + 1] ?? 0) + 0.299 * (bgra[at + 2] ?? 0);
      if (luminance >= whiteFrom) bits[y * rowBytes + (x >> 3)]! |= 0x80 >> (x & 7);
    }
  }
  return bits;
}
