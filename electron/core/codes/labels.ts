import type { CodeType } from './codeRules.ts';

/** Labels of our own, for compartments and files. */
export type LabelType = Extract<CodeType, 'compartment-label' | 'file-label'>;

const words: Record<LabelType, string> = { 'compartment-label': 'FACH', 'file-label': 'AKTE' };

/**
 * The two check digits of a label: ISO/IEC 7064:2003, MOD 97-10, as in IBAN (ISO 13616): every single wrong sign and every exchange of
 * two neighbours is noticed, and of anything else 96 in 97. They are digits alone, so that no O is taken for a 0, and they stand in front
 * of the label, so that a code cut at its end never looks like a label without them. The word of the kind counts: a file is no compartment.
 * Signs that are neither letter nor digit count as the number of their Unicode character.
 */
export function labelCheck(type: LabelType, label: string): string {
  const signs = [...(words[type] + label).normalize('NFC').toUpperCase()];
  const number = signs.map((sign) => (/^[0-9]$/.test(sign) ? sign : String(/^[A-Z]$/.test(sign) ? sign.charCodeAt(0) - 55 : sign.codePointAt(0)))).join('');
  const rest = [...`${number}00`].reduce((sum, digit) => (sum * 10 + Number(digit)) % 97, 0);
  return String(98 - rest).padStart(2, '0');
}

/** What stands in the code on the label, e.g. `FACH77-12`. */
export const labelCode = (type: LabelType, label: string): string => `${words[type]}${labelCheck(type, label)}-${label}`;
