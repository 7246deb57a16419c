import { symbologyOf } from './symbologies.ts';

/**
 * Interleaved 2 of 5 (ISO/IEC 16390): a part of such a code reads as a shorter one, with every mark of a whole. So it
 * is used only where the office says what its codes are like; `off` is none.
 */
export type InterleavedRule =
  | 'off'
  | {
      /** So many digits, where any are named. */
      lengths: readonly number[];
      /** The last digit checks the others. */
      checkDigit: boolean;
    };

/**
 * A code of this kind that is not as the office's are; never of another kind. `aim` is the symbology identifier, where
 * the reader sends one.
 */
export function isForeignInterleaved(bytes: Uint8Array, aim: string | null, rule: InterleavedRule): boolean {
  if (symbologyOf(aim)?.name !== 'interleaved-2of5') return false;
  if (rule === 'off') return true;
  const text = new TextDecoder('latin1').decode(bytes);
  if (!/^\d+$/.test(text)) return true;
  if (rule.lengths.length > 0 && !rule.lengths.includes(text.length)) return true;
  // Modifier 3: the reader checked the digit and took it off.
  return rule.checkDigit && aim?.[2] !== '3' && !checks(text);
}

/** Modulo 10, weights 3 and 1 from the right (annex of ISO/IEC 16390; the same as GS1's). */
function checks(digits: string): boolean {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, place) => total + Number(digit) * (place % 2 === 1 ? 3 : 1), 0);
  return digits.length > 1 && sum % 10 === 0;
}
