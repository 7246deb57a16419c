import { createHash } from 'node:crypto';
import type { PadButton, PadCapability, Rectangle } from '../../../native/index.ts';
import type { LocalText } from '../../contract/common.ts';
import type { PadPage } from '../ports.ts';
import type { ProcessStep } from '../processes/processDefinition.ts';

type SignatureStep = Extract<ProcessStep, { kind: 'signature' }>;
const rightToLeft = new Set(['ar', 'fa', 'he', 'ur', 'ckb', 'ps']);
const order: PadButton[] = ['cancel', 'clear', 'ok'];

/** The text in the applicant's language; where it is missing, English is understood by more people than German. */
export function pickLanguage(text: LocalText, language: string): string {
  const base = language.split('-')[0] ?? language;
  return [language, base, 'en', 'de'].find((candidate) => candidate in text) ?? 'de';
}

/**
 * What the pad shows for a signature: text above, ink area in the middle, buttons at the bottom (mirrored for
 * languages that run from right to left), in pixels of this pad.
 */
export function padPage(step: SignatureStep, language: string, values: Record<string, string>, pad: PadCapability): PadPage {
  const shown = pickLanguage(step.pad.title, language);
  const fill = (text: LocalText): string => (text[shown] ?? text['en'] ?? text['de'] ?? '').replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all);
  const { width, height } = pad;
  const margin = Math.round(width * 0.025);
  const buttonHeight = Math.round(height * 0.15);
  const textHeight = Math.round(height * 0.44);
  const area = (x: number, y: number, w: number, h: number): Rectangle => ({ x: Math.round(x), y: Math.round(y), width: Math.round(w), height: Math.round(h) });
  const direction = rightToLeft.has(shown.split('-')[0] ?? '') ? 'rtl' : 'ltr';
  const buttonWidth = (width - 4 * margin) / 3;
  const buttons = (direction === 'rtl' ? order.toReversed() : order).map((name, i) => ({
    name, label: fill(step.pad.buttons[name]),
    area: area(margin + i * (buttonWidth + margin), height - margin - buttonHeight, buttonWidth, buttonHeight) }));
  const inkTop = margin + textHeight;
  return {
    width, height, language: shown, direction,
    title: fill(step.pad.title),
    paragraphs: step.pad.paragraphs.map(fill),
    text: area(margin, margin, width - 2 * margin, textHeight - margin / 2),
    ink: area(margin, inkTop, width - 2 * margin, height - inkTop - buttonHeight - 2 * margin),
    buttons,
  };
}

/** SHA-256 over exactly what was shown, so that a signature can be tied to its text. */
export function textSha256(page: PadPage): string {
  const shown = JSON.stringify([page.language, page.title, ...page.paragraphs]);
  return createHash('sha256').update(shown, 'utf8').digest('hex');
}
