import type { ScannerLayout } from '../../../electron/contract/index.ts';
import { decode } from './decode.ts';
import { positionLayouts } from './layouts.ts';
import type { Stroke } from './stroke.ts';

/**
 * Tells all layouts apart: what they exchange, what needs Shift, what needs AltGr. Not longer than a scanner reads at
 * one glance.
 */
export const testCode = 'SWTEST YZyz-/_<>[]@#{}=+;:?*';

export type Explanation =
  /** Right as the program reads it now. */
  | { result: 'right' }
  /** The scanner is set to this country. */
  | { result: 'layout'; layout: ScannerLayout }
  /** Capitals came small and the other way round: CapsLock, which only `as-typed` depends on. */
  | { result: 'caps-lock'; layout: ScannerLayout }
  /** The test code, but on no keyboard that we know. */
  | { result: 'unknown-layout' };

const exchangeCase = (text: string): string =>
  [...text].map((sign) => (sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase())).join('');

/** Which layout explains these keys, if the test code was scanned? Null: it was another code. */
export function explain(strokes: readonly Stroke[], now: ScannerLayout): Explanation | null {
  const layouts: ScannerLayout[] = [
    now,
    ...(['as-typed', ...positionLayouts] as const).filter((layout) => layout !== now),
  ];
  const fits = (text: string) => layouts.find((layout) => decode(strokes, layout) === text);
  const layout = fits(testCode);
  if (layout !== undefined) return layout === now ? { result: 'right' } : { result: 'layout', layout };
  const exchanged = fits(exchangeCase(testCode));
  if (exchanged !== undefined) return { result: 'caps-lock', layout: exchanged };
  // Letters and spaces are where they are on nearly all keyboards, so the beginning can be told from other codes.
  const begins = layouts.some((one) => /^s[wz]test\s/i.test(decode(strokes, one)));
  return begins || Math.abs(strokes.length - testCode.length) <= 2 ? { result: 'unknown-layout' } : null;
}
