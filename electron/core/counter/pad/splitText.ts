import type { Rectangle } from '../../../../native/index.ts';

/**
 * Small letters that are still read at arm's length on a pad of 4 inches, and how much room they take. Rather too much:
 * the painter enlarges what has room.
 */
const fontSize = 11;
const lineHeight = fontSize * 1.3;
const charWidth = fontSize * 0.6;
/** Between paragraphs, in lines. */
const paragraphGap = 0.3;
/** The title is set larger. */
const titleScale = 1.15;

/**
 * Cuts a text into pages that fit into `room` pixels. Every word of it is on exactly one page, in order; the title
 * stands on the first.
 */
export function splitText(
  { title, paragraphs }: { title: string; paragraphs: string[] },
  room: Pick<Rectangle, 'width' | 'height'>,
): { title: string; paragraphs: string[] }[] {
  const charsPerLine = Math.max(8, Math.floor(room.width / charWidth));
  const linesPerPage = Math.max(1, room.height / lineHeight);
  const linesOf = (text: string, chars: number): number => countLines(text, chars);

  const pages: { title: string; paragraphs: string[] }[] = [{ title, paragraphs: [] }];
  let used = linesOf(title, Math.floor(charsPerLine / titleScale)) * titleScale;

  for (const paragraph of paragraphs) {
    let rest = paragraph.split(/\s+/).filter((word) => word !== '');
    while (rest.length > 0) {
      const page = pages.at(-1)!;
      const gap = page.title === '' && page.paragraphs.length === 0 ? 0 : paragraphGap;
      let count = rest.length;
      while (count > 0 && used + gap + linesOf(rest.slice(0, count).join(' '), charsPerLine) > linesPerPage) count -= 1;
      const pageIsEmpty = page.title === '' && page.paragraphs.length === 0;
      if (count === 0 && !pageIsEmpty) {
        pages.push({ title: '', paragraphs: [] });
        used = 0;
        continue;
      }
      const part = rest.slice(0, Math.max(1, count)).join(' ');
      page.paragraphs.push(part);
      used += gap + linesOf(part, charsPerLine);
      rest = rest.slice(Math.max(1, count));
    }
  }
  return pages;
}

/** Lines a text takes when it is broken between words; a word that is longer than a line takes several. */
function countLines(text: string, chars: number): number {
  let lines = 1;
  let column = 0;
  for (const word of text.split(/\s+/)) {
    const needed = column === 0 ? word.length : column + 1 + word.length;
    if (needed <= chars) column = needed;
    else {
      lines += column === 0 ? 0 : 1;
      lines += Math.ceil(word.length / chars) - 1;
      column = word.length % chars || (word.length > 0 ? chars : 0);
    }
  }
  return lines;
}
