/**
 * Where which field stands in a machine readable zone (ICAO Doc 9303 parts 4 to 7). Lines and columns count from 1,
 * ends included.
 */

export type MrzFormat = 'TD1' | 'TD2' | 'TD3' | 'MRV-A' | 'MRV-B';
export interface Span {
  line: number;
  from: number;
  to: number;
}

export interface MrzLayout {
  format: MrzFormat;
  lines: number;
  width: number;
  code: Span;
  issuer: Span;
  name: Span;
  number: Span;
  numberCheck: Span;
  nationality: Span;
  birth: Span;
  birthCheck: Span;
  sex: Span;
  expiry: Span;
  expiryCheck: Span;
  /** Optional data that may take up the rest of a long document number (TD1 and TD2 only). */
  overflow: Span | null;
  /** Optional data with a check digit of its own (TD3 only, position 43). */
  optional: { data: Span; check: Span } | null;
  /** Visas have none. */
  composite: { over: Span[]; check: Span } | null;
}

const at = (line: number, from: number, to = from): Span => ({ line, from, to });

const secondLine = {
  number: at(2, 1, 9),
  numberCheck: at(2, 10),
  nationality: at(2, 11, 13),
  birth: at(2, 14, 19),
  birthCheck: at(2, 20),
  sex: at(2, 21),
  expiry: at(2, 22, 27),
  expiryCheck: at(2, 28),
};
const start = { code: at(1, 1, 2), issuer: at(1, 3, 5) };

const TD1: MrzLayout = {
  format: 'TD1',
  lines: 3,
  width: 30,
  ...start,
  name: at(3, 1, 30),
  number: at(1, 6, 14),
  numberCheck: at(1, 15),
  overflow: at(1, 16, 30),
  birth: at(2, 1, 6),
  birthCheck: at(2, 7),
  sex: at(2, 8),
  expiry: at(2, 9, 14),
  expiryCheck: at(2, 15),
  nationality: at(2, 16, 18),
  optional: null,
  composite: { over: [at(1, 6, 30), at(2, 1, 7), at(2, 9, 15), at(2, 19, 29)], check: at(2, 30) },
};
const TD2: MrzLayout = {
  format: 'TD2',
  lines: 2,
  width: 36,
  ...start,
  ...secondLine,
  name: at(1, 6, 36),
  overflow: at(2, 29, 35),
  optional: null,
  composite: { over: [at(2, 1, 10), at(2, 14, 20), at(2, 22, 35)], check: at(2, 36) },
};
const TD3: MrzLayout = {
  format: 'TD3',
  lines: 2,
  width: 44,
  ...start,
  ...secondLine,
  name: at(1, 6, 44),
  overflow: null,
  optional: { data: at(2, 29, 42), check: at(2, 43) },
  composite: { over: [at(2, 1, 10), at(2, 14, 20), at(2, 22, 43)], check: at(2, 44) },
};
const MRVA: MrzLayout = { ...TD3, format: 'MRV-A', optional: null, composite: null };
const MRVB: MrzLayout = { ...TD2, format: 'MRV-B', overflow: null, composite: null };

/**
 * The layout for so many characters in all; visas are told by their first letter. Null when no layout has this length.
 */
export function layoutFor(total: number, firstCharacter: string): MrzLayout | null {
  const visa = firstCharacter === 'V';
  if (total === 90) return TD1;
  if (total === 72) return visa ? MRVB : TD2;
  if (total === 88) return visa ? MRVA : TD3;
  return null;
}
