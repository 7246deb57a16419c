import type { CodeType } from './codeRules.ts';

/** Labels of our own, for compartments and files. */
export type LabelType = Extract<CodeType, 'compartment-label' | 'file-label'>;

const words: Record<LabelType, string> = { 'compartment-label': 'FACH', 'file-label': 'AKTE' };

/**
 * The two check digits of a label: the rest modulo 97 as in ISO/IEC 7064:2003, MOD 97-10 (IBAN), with every sign as two
 * digits (`A` is 10, `7` is 07), so that a letter read as a digit is noticed as surely as any other. Of letters and
 * digits every single wrong one and every exchange of two neighbours is noticed, and of anything else 96 in 97. They
 * are digits alone, so that no O is taken for a 0, and they stand in front of the label, so that a code cut at its end
 * never looks like a label without them. The word of the kind counts: a file is no compartment. Other signs count by
 * the last two digits of the number of their Unicode character.
 */
export function labelCheck(type: LabelType, label: string): string {
  const signs = [...(words[type] + label).normalize('NFC').toUpperCase()];
  const rest = [...signs.map(valueOf), 0].reduce((sum, value) => (sum * 100 + value) % 97, 0);
  return String(98 - rest).padStart(2, '0');
}

function valueOf(sign: string): number {
  if (/^[0-9]$/.test(sign)) return Number(sign);
  return /^[A-Z]$/.test(sign) ? sign.charCodeAt(0) - 55 : (sign.codePointAt(0) ?? 0) % 100;
}

/**
 * What stands in the code on the label, e.g. `FACH31-12-E`. The end is a sign of its own: without it a code is cut,
 * whatever its check digits say.
 */
export const labelCode = (type: LabelType, label: string): string =>
  `${words[type]}${labelCheck(type, label)}-${label}-E`;
