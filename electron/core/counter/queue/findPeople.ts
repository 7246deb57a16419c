import type { Appointment, DocumentItem } from '../../../../backend/contract/index.ts';
import { transliterations } from '../../codes/transliterate.ts';

export interface Findable {
  appointment: Appointment;
  /** Documents made for this person. */
  items: readonly DocumentItem[];
  /** What the appointment is for, as the window may show it, in every language. */
  service: readonly string[];
}

/** Fewer signs of a code or a serial would find by chance. */
const fewestSigns = 6;

/**
 * Whether all sought words are the person's, in any order: parts of the name however its letters are written, of the
 * ticket or of the service; the whole birth date; the appointment code or a document's serial, or how it begins.
 */
export function isFound({ appointment, items, service }: Findable, sought: string): boolean {
  const words = asciiDigits(sought.normalize('NFC'))
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const { code, ticket, applicant } = appointment;
  const texts = [applicant.familyName, applicant.givenNames, ticket, ...service].flatMap((text) =>
    text.split(/[\s,]+/).flatMap(spellings),
  );
  const numbers = [code, code.slice(code.indexOf('-') + 1), ...items.map(({ serial }) => serial)].map(signs);
  return words.every(
    (word) =>
      spellings(word).some((written) => texts.some((text) => text.includes(written))) ||
      isoDate(word) === applicant.birthDate ||
      isBeginning(signs(word), numbers),
  );
}

/** A serial may be typed with the check digit that follows it on the card. */
const isBeginning = (word: string, numbers: readonly string[]): boolean =>
  word.length >= fewestSigns &&
  numbers.some((number) => number.startsWith(word) || (number.length === 9 && word.slice(0, -1) === number));

/** Every way to write one word: other scripts as they are, Latin letters as the zones of documents may have them. */
function spellings(word: string): string[] {
  // Digits are no letters of a name, and are left out there: a ticket would be found by its letter alone.
  const latin = /\d/.test(word) ? [] : transliterations(word).map((text) => text.replaceAll('<', ''));
  return [...new Set([...latin, word.normalize('NFC').toLowerCase()])].filter((text) => text !== '');
}

const signs = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** `12.8.1987`, `12/08/1987`, `1987-08-12` and `12081987` as `1987-08-12`; null for what is no date. */
function isoDate(text: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return [iso[1], iso[2]?.padStart(2, '0'), iso[3]?.padStart(2, '0')].join('-');
  const usual = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  return usual && [usual[3], usual[2]?.padStart(2, '0'), usual[1]?.padStart(2, '0')].join('-');
}

/** Digits of every script stand in unbroken rows of ten that begin with zero. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let value = 0;
    const at = digit.codePointAt(0) ?? 0;
    while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(at - value - 1))) value += 1;
    return String(value);
  });
}
