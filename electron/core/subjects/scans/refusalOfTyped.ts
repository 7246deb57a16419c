import type { AppError } from '../../../contract/errors.ts';
import type { ScannerLayout } from '../../../contract/scans.ts';
import type { Understood } from '../../codes/understand.ts';

/** A code as a keyboard mode scanner would have meant it with one of the layouts. */
export interface Reading {
  text: string;
  code: Understood;
  /** The symbol says that its fields are separated by FNC1 (GS1). */
  gs1: boolean;
}

/** Codes whose bytes are no text, or whose Base64 is a key. */
const isBinary = ({ code }: Reading): boolean =>
  code.what === 'photo-code' ||
  code.what === 'digital-seal' ||
  code.what === 'seal-damaged' ||
  (code.what === 'unknown' && code.length === 0);

/**
 * What keyboards cannot write: control characters other than line ends and the separators of GS1 and ISO 15434, and
 * what has no key.
 */
const unwritable = /[\x00-\x08\x0b\x0c\x0e-\x1b\x7f\x80-\x9f\ufffd]/;
/** How a seal begins (DC 03, DC 04) when its bytes are written as characters. */
const sealWritten = /^Ü[\x03\x04]/;

/** Could be nothing else: a check digit is right, or a pattern fits. */
function isSure({ code }: Reading): boolean {
  switch (code.what) {
    case 'mrz':
    case 'appointment-code':
    case 'gs1':
      return true;
    case 'compartment-label':
    case 'file-label':
      return code.check !== 'wrong';
    case 'document-serial':
      return code.checkDigit === 'right';
    case 'link':
      return code.host !== '';
    default:
      return false;
  }
}

/**
 * A sure reading although a sign in it is what another layout makes of the hyphen: letters may be exchanged as well.
 */
const isDoubtful = ({ text }: Reading): boolean => /ß/.test(text) && !text.includes('-');

/**
 * Why a code that a scanner typed is not used; null: nothing speaks against it. `others`: what the same keys mean with
 * other layouts. What is not sure and would be sure with exactly one of them comes from a scanner that is set to that
 * country.
 */
export function refusalOfTyped(
  typed: Reading,
  others: readonly (Reading & { layout: ScannerLayout })[],
): AppError | null {
  if ([typed, ...others].some((reading) => isBinary(reading) || sealWritten.test(reading.text)))
    return { code: 'wedge-cannot-carry' };
  if (isSure(typed) && !isDoubtful(typed)) return null;
  const sure = others.filter((other) => isSure(other) && !isDoubtful(other) && other.text !== typed.text);
  const [one] = sure;
  if (one && sure.length === 1) return { code: 'scanner-layout', values: { layout: one.layout } };
  if (sure.length > 0 || (typed.code.what === 'mrz-damaged' && typed.code.problem.kind === 'keyboard-layout'))
    return { code: 'scanner-layout' };
  if (isSure(typed)) return null;
  return unwritable.test(typed.text) || (typed.gs1 && typed.code.what === 'unknown')
    ? { code: 'wedge-cannot-carry' }
    : null;
}
