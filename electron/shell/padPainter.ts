import { randomBytes } from 'node:crypto';
import { BrowserWindow, type NativeImage } from 'electron';
import type { PadPage, PadPainter } from '../core/kernel/ports.ts';
import { markHeight, pictureOf, type Meant, type Rectangle, type Wrong } from './padPicture.ts';
import { offerOnce, ownOrigin } from './scheme.ts';
import { lockedDown } from './windows.ts';

/** From the request to the finished picture; a pad page that takes longer will not come. */
const paintLimitMs = 20_000;
/** Between two pictures of the same page, so that a frame on its way can arrive. */
const pauseMs = 60;

/** What became of the pictures of one page. */
export interface Painting {
  bits: Uint8Array;
  /** Pictures that were not the page that was meant, by what was wrong; none of them was used. */
  wrong: Partial<Record<Wrong | 'refused', number>>;
}

/** Draws pages for the pad in a hidden window, so that every script is shaped as on a screen. */
export const paintPad: PadPainter = async (page) => (await paint(page)).bits;

/**
 * Takes pictures until two are alike and show the page that was meant. Rejects with what was wrong with them when that
 * does not come about within 20 seconds: a wrong picture never leaves this function.
 */
export async function paint(page: PadPage): Promise<Painting> {
  const window = new BrowserWindow({
    width: page.width,
    height: page.height + markHeight,
    useContentSize: true,
    frame: false,
    show: false,
    webPreferences: { ...lockedDown, offscreen: true },
  });
  const wrong: Painting['wrong'] = {};
  try {
    const mark = randomBytes(6).toString('hex');
    return await withLimit(async () => {
      const lines = await drawn(window, page, mark);
      return {
        bits: await pictureTwice(window, { width: page.width, height: page.height, mark, lines }, wrong),
        wrong,
      };
    }, wrong);
  } finally {
    window.destroy();
  }
}

/** The page says by its title how it went: `ready` and where its lines of text stand (JSON), or why not. */
function drawn(window: BrowserWindow, page: PadPage, mark: string): Promise<Rectangle[]> {
  const address = `/pad/${mark}.html`;
  const offer = offerOnce(address, '/pad/index.html', { ...page, mark });
  return new Promise<Rectangle[]>((resolve, reject) => {
    window.on('page-title-updated', (_event, title) => {
      if (title.startsWith('ready:'))
        resolve(
          (JSON.parse(title.slice('ready:'.length)) as [number, number, number, number][]).map(
            ([x, y, width, height]) => ({ x, y, width, height }),
          ),
        );
      else if (title.startsWith('failed:')) reject(new Error(`The pad page could not be drawn: ${title}`));
    });
    window.webContents.on('render-process-gone', () =>
      reject(new Error('The process that draws the pad page is gone.')),
    );
    window.loadURL(`${ownOrigin}${address}`).catch(() => reject(new Error('The pad page could not be loaded.')));
  }).finally(() => offer.withdraw());
}

/** A picture counts when the one before it was the same: a frame that is still being put together is not. */
async function pictureTwice(window: BrowserWindow, meant: Meant, wrong: Painting['wrong']): Promise<Uint8Array> {
  let painted: NativeImage | null = null;
  let before: Uint8Array | null = null;
  // On a display with a scale the captured picture can be an enlarged one; what is painted off screen is not.
  window.webContents.on('paint', (_event, _dirty, image) => void (painted = image));
  while (!window.isDestroyed()) {
    const captured = await window.webContents.capturePage().catch(() => null);
    if (!captured) wrong.refused = (wrong.refused ?? 0) + 1;
    let good = false;
    for (const image of [captured, painted]) {
      if (!image) continue;
      const picture = pictureOf(image, meant);
      if (!picture.ok) {
        wrong[picture.wrong] = (wrong[picture.wrong] ?? 0) + 1;
        continue;
      }
      if (before && Buffer.compare(before, picture.bits) === 0) return picture.bits;
      before = picture.bits;
      good ||= image === captured;
    }
    painted = null;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (!good && !window.isDestroyed()) window.webContents.invalidate();
  }
  throw new Error('The window of the pad page is gone.');
}

function withLimit<T>(work: () => Promise<T>, wrong: Painting['wrong']): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const seen = (): string =>
      Object.entries(wrong)
        .map(([what, count]) => `${count} ${what}`)
        .join(', ') || 'none';
    timer = setTimeout(
      () => reject(new Error(`The pad page was not drawn within ${paintLimitMs} ms; wrong pictures: ${seen()}.`)),
      paintLimitMs,
    );
  });
  return Promise.race([work(), limit]).finally(() => clearTimeout(timer));
}
