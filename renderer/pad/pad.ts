/**
 * Draws one page for the signature pad. What to draw stands in the page itself (`offerOnce` in
 * `electron/shell/scheme.ts`); how it went is told by the
 * document's title: `ready:` and where the lines of text stand (JSON, `[x, y, width, height]` each), or `failed:` and
 * why. The page has no bridge and loads nothing but its fonts. Below it stands its mark, by which a picture of it is
 * known (`electron/shell/padPicture.ts`).
 */

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Page {
  language: string;
  direction: 'ltr' | 'rtl';
  title: string;
  paragraphs: string[];
  text: Rectangle;
  ink: Rectangle;
  buttons: { label: string; area: Rectangle }[];
  width: number;
  height: number;
  /** Hexadecimal digits. */
  mark: string;
}

const largestFont = 30;
/** Below this nobody reads it at arm's length on a pad of 4 to 5 inches. */
const smallestFont = 9;

draw(readPage()).then(
  (lines) => (document.title = `ready:${JSON.stringify(lines)}`),
  // The message of a parser would quote the page, and with it a person.
  (error: unknown) =>
    (document.title = `failed:${error instanceof SyntaxError ? 'the page is unreadable' : error instanceof Error ? error.message : ''}`),
);

function readPage(): Page {
  return JSON.parse(document.getElementById('offered')?.textContent ?? '') as Page;
}

async function draw(page: Page): Promise<number[][]> {
  document.documentElement.lang = page.language;
  document.documentElement.dir = page.direction;
  await loadFonts([page.title, ...page.paragraphs, ...page.buttons.map(({ label }) => label)].join(' '));

  const text = place('text', page.text);
  text.append(
    ...(page.title ? [element('h1', page.title)] : []),
    ...page.paragraphs.map((paragraph) => element('p', paragraph)),
  );
  fit(text);

  // A page to read takes no ink.
  if (page.ink.width > 0) place('ink', page.ink).append(element('div', '', 'baseline'));
  for (const { label, area } of page.buttons) {
    const button = place('button', area);
    button.append(element('span', label));
    fit(button);
  }
  // Last of all: a picture that shows the mark shows everything before it.
  drawMark(page);
  await painted();
  return linesOfText();
}

/** One cell of four pixels a bit, between two black ones; black is 1. */
function drawMark({ mark, height }: Page): void {
  const strip = element('div', '', 'mark');
  strip.style.top = `${height}px`;
  const bits = [...mark].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  strip.append(...[...`1${bits}1`].map((bit) => element('span', '', bit === '1' ? 'black' : '')));
  document.body.append(strip);
}

/** A rectangle for every line of every text, as the browser broke it. */
function linesOfText(): number[][] {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines: number[][] = [];
  while (texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    for (const { x, y, width, height } of range.getClientRects())
      if (width >= 1) lines.push([x, y, width, height].map(Math.round));
  }
  return lines;
}

/** Only the pieces of the fonts that this text needs, in both weights. */
async function loadFonts(text: string): Promise<void> {
  const faces = ['Noto Sans', 'Noto Sans Arabic'].flatMap((family) =>
    [400, 600].map((weight) => `${weight} 16px '${family}'`),
  );
  await Promise.all(faces.map((face) => document.fonts.load(face, text)));
}

function place(name: string, { x, y, width, height }: Rectangle): HTMLElement {
  const box = element('div', '', `area ${name}`);
  Object.assign(box.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
  document.body.append(box);
  return box;
}

function element(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/** As large as fits. A text that is signed is never cut: what does not fit is an error. */
function fit(box: HTMLElement): void {
  for (let size = largestFont; size >= smallestFont; size--) {
    box.style.fontSize = `${size}px`;
    if (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth) return;
  }
  throw new Error('the text does not fit');
}

const painted = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
