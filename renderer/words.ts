import type { LocalText } from '../electron/contract/index.ts';

/** The text in the window's language, else in German; says which, so that a screen reader can pronounce it. */
export function pickText(text: LocalText, language: string): { words: string; language: string } {
  const words = text[language];
  return words === undefined ? { words: text['de'] ?? '', language: 'de' } : { words, language };
}

/** A language's name for people, e.g. `ar` → `Arabisch`; unknown tags are shown as they are. */
export function languageName(tag: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Latin placeholders such as initials in a circle: at most two letters. */
export function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  return parts
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('')
    .toUpperCase();
}
