import { createHash } from 'node:crypto';
import type { PadButton, Rectangle } from '../../../../native/index.ts';
import type { LocalText } from '../../../contract/common.ts';
import type { PadPage } from '../../kernel/ports.ts';
import type { StepOf } from '../../../../backend/contract/processes.ts';
import type { Representative } from '../../../../backend/contract/index.ts';
import signerTexts from '../../../../assets/texts/signer.json' with { type: 'json' };
import { splitText } from './splitText.ts';

/** For the shell, which does not read the backend's contract. */
export { padLanguages } from '../../../../backend/contract/processes.ts';

type Size = { width: number; height: number };
const rightToLeft = new Set(['ar', 'fa', 'he', 'ur', 'ckb', 'ps']);
const order: PadButton[] = ['cancel', 'clear', 'ok'];
/** Displays lower than this have no room for text and ink at once: the text comes first, page by page. */
const roomyHeight = 300;
/** A display so much wider than high has its buttons beside the ink, not below it. */
const flatRatio = 3;
const nothing: Rectangle = { x: 0, y: 0, width: 0, height: 0 };

/** The text in the applicant's language; where it is missing, English is understood by more people than German. */
export function pickLanguage(text: LocalText, language: string): string {
  const base = language.split('-')[0] ?? language;
  return [language, base, 'en', 'de'].find((candidate) => candidate in text) ?? 'de';
}

/** What is signed, in the applicant's language. */
export interface PadWording extends Pick<PadPage, 'language' | 'direction' | 'title' | 'paragraphs'> {
  buttons: Record<PadButton, string>;
}

/** @param signer who signs in the applicant's place: named with their role, and for whom, above what is signed */
export function padWording(
  step: StepOf<'signature'>,
  language: string,
  values: Record<string, string>,
  signer: Pick<Representative, 'role' | 'name'> | null = null,
): PadWording {
  const shown = pickLanguage(step.pad.title, language);
  const pick = (text: LocalText): string => text[shown] ?? text['en'] ?? text['de'] ?? '';
  const known: Record<string, string> = signer
    ? { ...values, signer: signer.name, role: pick(signerTexts[signer.role]) }
    : values;
  const fill = (text: LocalText): string => pick(text).replace(/\{(\w+)\}/g, (all, key: string) => known[key] ?? all);
  const [whose, ...what] = step.pad.paragraphs.map(fill);
  return {
    language: shown,
    direction: rightToLeft.has(shown.split('-')[0] ?? '') ? 'rtl' : 'ltr',
    title: fill(step.pad.title),
    paragraphs: [...(whose === undefined ? [] : [whose]), ...(signer ? [fill(signerTexts.line)] : []), ...what],
    buttons: {
      ok: fill(step.pad.buttons.ok),
      clear: fill(step.pad.buttons.clear),
      cancel: fill(step.pad.buttons.cancel),
    },
  };
}

/**
 * What the pad shows for a signature, in pixels of this pad. A roomy one shows a single page: text above, ink area in
 * the middle, buttons at the bottom (mirrored for languages that run from right to left). A small one shows the text
 * page by page first, each with a button that goes on; the last page takes the ink.
 */
export function padPages(wording: PadWording, size: Size): [PadPage, ...PadPage[]] {
  return size.height >= roomyHeight ? [roomyPage(wording, size)] : smallPages(wording, size);
}

const area = (x: number, y: number, width: number, height: number): Rectangle => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.round(width),
  height: Math.round(height),
});
/** In reading order. */
const inReadingOrder = <T>(direction: 'ltr' | 'rtl', items: T[]): T[] =>
  direction === 'rtl' ? items.toReversed() : items;

function roomyPage(wording: PadWording, { width, height }: Size): PadPage {
  const { language, direction, title, paragraphs } = wording;
  const margin = Math.round(width * 0.025);
  const buttonHeight = Math.round(height * 0.15);
  const textHeight = Math.round(height * 0.44);
  const buttonWidth = (width - 4 * margin) / 3;
  const inkTop = margin + textHeight;
  return {
    width,
    height,
    language,
    direction,
    title,
    paragraphs,
    text: area(margin, margin, width - 2 * margin, textHeight - margin / 2),
    ink: area(margin, inkTop, width - 2 * margin, height - inkTop - buttonHeight - 2 * margin),
    buttons: inReadingOrder(direction, order).map((name, i) => ({
      name,
      label: wording.buttons[name],
      area: area(margin + i * (buttonWidth + margin), height - margin - buttonHeight, buttonWidth, buttonHeight),
    })),
  };
}

function smallPages(wording: PadWording, size: Size): [PadPage, ...PadPage[]] {
  const { language, direction, title } = wording;
  const frame = size.width > flatRatio * size.height ? buttonsBeside(size, direction) : buttonsBelow(size, direction);
  const common = { ...size, language, direction };
  const reading = frame(['cancel', 'ok']);
  const parts = splitText(wording, reading.content);
  const texts = parts.map((part, index): PadPage => ({
    ...common,
    ...part,
    text: reading.content,
    ink: nothing,
    // The sign is mirrored by the script itself.
    buttons: reading.buttons.map(({ name, area: at }) => ({
      name,
      area: at,
      label: name === 'ok' ? `${index + 1}/${parts.length} ›` : wording.buttons[name],
    })),
  }));
  const signing = frame(order);
  const { x, y, width, height } = signing.content;
  const heading = Math.max(18, Math.round(height * 0.14));
  const last: PadPage = {
    ...common,
    title,
    paragraphs: [],
    text: area(x, y, width, heading),
    ink: area(x, y + heading, width, height - heading),
    buttons: signing.buttons.map(({ name, area: at }) => ({ name, area: at, label: wording.buttons[name] })),
  };
  const [first = last, ...others] = [...texts, last];
  return [first, ...others];
}

interface Frame {
  content: Rectangle;
  buttons: { name: PadButton; area: Rectangle }[];
}

function buttonsBelow({ width, height }: Size, direction: 'ltr' | 'rtl'): (names: PadButton[]) => Frame {
  const margin = Math.max(3, Math.round(width * 0.0125));
  const buttonHeight = Math.max(28, Math.round(height * 0.17));
  return (names) => {
    const buttonWidth = (width - (names.length + 1) * margin) / names.length;
    return {
      content: area(margin, margin, width - 2 * margin, height - buttonHeight - 3 * margin),
      buttons: inReadingOrder(direction, names).map((name, i) => ({
        name,
        area: area(margin + i * (buttonWidth + margin), height - margin - buttonHeight, buttonWidth, buttonHeight),
      })),
    };
  };
}

/** In a column where the writing ends: the hand comes last to it. */
function buttonsBeside({ width, height }: Size, direction: 'ltr' | 'rtl'): (names: PadButton[]) => Frame {
  const margin = 3;
  const columnWidth = Math.round(width * 0.24);
  const columnX = direction === 'rtl' ? margin : width - margin - columnWidth;
  const contentX = direction === 'rtl' ? columnWidth + 2 * margin : margin;
  return (names) => {
    const buttonHeight = (height - (names.length + 1) * margin) / names.length;
    return {
      content: area(contentX, margin, width - columnWidth - 3 * margin, height - 2 * margin),
      // What is pressed most is lowest, away from the text.
      buttons: names.map((name, i) => ({
        name,
        area: area(columnX, margin + i * (buttonHeight + margin), columnWidth, buttonHeight),
      })),
    };
  };
}

/** The page of a surface that shows nothing itself: all of it takes ink, the text is read elsewhere. */
export function barePage(wording: PadWording, { width, height }: Size): PadPage {
  const { language, direction, title, paragraphs } = wording;
  return {
    width,
    height,
    language,
    direction,
    title,
    paragraphs,
    text: nothing,
    ink: { x: 0, y: 0, width, height },
    buttons: [],
  };
}

/** SHA-256 over exactly what was shown, on however many pages, so that a signature can be tied to its text. */
export function textSha256(shown: Pick<PadWording, 'language' | 'title' | 'paragraphs'>): string {
  return createHash('sha256')
    .update(JSON.stringify([shown.language, shown.title, ...shown.paragraphs]), 'utf8')
    .digest('hex');
}
