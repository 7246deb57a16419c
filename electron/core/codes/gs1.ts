import { applicationIdentifier, needsNoSeparator, type Application } from './gs1Table.ts';

/** One element string: what it is about (GS1 application identifier) and its value. */
export interface Gs1Element {
  ai: string;
  value: string;
  /** `YYYY-MM-DD` where the value is a date; day 00 is the last of the month. */
  date?: string;
}

const separator = '\x1d';

/**
 * Takes GS1 element strings apart (GS1 General Specifications § 7.8). FNC1 at the beginning is not part of the data;
 * between elements it arrives as GS (0x1D), and some scanners leave a GS at one end. `now` decides the centuries.
 *
 * Null when anything in it cannot be right: an unknown identifier, a wrong length, character, date or check digit.
 */
export function readGs1(text: string, now: Date): Gs1Element[] | null {
  const data = text.replace(/^\x1d|\x1d$/g, '');
  const elements: Gs1Element[] = [];
  let at = 0;
  while (at < data.length) {
    const known = applicationIdentifier(data, at);
    if (!known) return null;
    const start = at + known.ai.length;
    const fixed = needsNoSeparator(known.ai) ? start + known.application.most : data.length;
    const found = data.indexOf(separator, start);
    const end = found < 0 ? Math.min(fixed, data.length) : Math.min(fixed, found);
    const element = readElement(known.ai, known.application, data.slice(start, end), now);
    if (!element) return null;
    elements.push(element);
    at = data[end] === separator ? end + 1 : end;
  }
  return elements.length > 0 ? elements : null;
}

/** The element strings as a scanner sends them: GS only where a value of changing length is followed by another. */
export function writeGs1(elements: readonly Pick<Gs1Element, 'ai' | 'value'>[]): string {
  return elements
    .map(({ ai, value }, i) => ai + value + (i < elements.length - 1 && !needsNoSeparator(ai) ? separator : ''))
    .join('');
}

/** As it is printed below the symbol: `(01)04006381333931(10)A7`. */
export function printedGs1(elements: readonly Gs1Element[]): string {
  return elements.map(({ ai, value }) => `(${ai})${value}`).join('');
}

/** The number on goods (EAN-13, EAN-8, UPC) as an element string; null when length or check digit is wrong. */
export function readGoodsNumber(text: string): Gs1Element[] | null {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) return null;
  const value = text.padStart(14, '0');
  return hasCheckDigit(value) ? [{ ai: '01', value }] : null;
}

/** The character set 82 of the General Specifications. */
const characters = /^[!"%-?A-Z_a-z]+$/;

function readElement(ai: string, application: Application, value: string, now: Date): Gs1Element | null {
  if (value.length < application.least || value.length > application.most) return null;
  if (!characters.test(value) || (application.digits && !/^\d+$/.test(value))) return null;
  if (application.check !== undefined && !hasCheckDigit(value.slice(0, application.check))) return null;
  if (!application.date) return { ai, value };
  const date = dateOf(value, now);
  return date === null ? null : { ai, value, date };
}

/** The last digit is right: weights 3 and 1 from the right (General Specifications § 7.9.1). */
export function hasCheckDigit(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 2; i <= digits.length; i++) sum += Number(digits.at(-i)) * (i % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

/** The century puts the year from 49 years ago to 50 years ahead (General Specifications § 7.12). */
function dateOf(value: string, now: Date): string | null {
  const [yy, month, day] = [value.slice(0, 2), value.slice(2, 4), value.slice(4, 6)].map(Number) as [
    number,
    number,
    number,
  ];
  const thisYear = now.getUTCFullYear();
  const century = thisYear - (thisYear % 100);
  const distance = yy - (thisYear % 100);
  const year = century + yy + (distance >= 51 ? -100 : distance <= -50 ? 100 : 0);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day > last) return null;
  return [year, String(month).padStart(2, '0'), String(day || last).padStart(2, '0')].join('-');
}
