import type { Symbology } from '../../contract/scans.ts';

/**
 * What a symbology identifier (ISO/IEC 15424: `]`, a letter, a modifier) tells. Vendors differ in modifiers, so it
 * makes a reading plausible or rules one out; it never decides alone what a code is.
 */
export interface SymbologyFacts {
  name: Symbology;
  /** Carries GS1 element strings: FNC1 came first in the symbol. */
  gs1: boolean;
  /** Stands on goods: documents of persons never carry it. */
  goods: boolean;
  /** The data may hold the character set as `\000026`. */
  eci: boolean;
}

interface Row {
  name: Symbology;
  gs1?: string;
  gs1Name?: Symbology;
  goods?: boolean;
  eci?: string;
  modifiers?: Record<string, Symbology>;
}

/** By letter. `gs1` and `eci` list the modifiers with that meaning; letters not in this table are unknown to us. */
const table: Record<string, Row> = {
  A: { name: 'code-39' },
  C: { name: 'code-128', gs1: '1', gs1Name: 'gs1-128' },
  E: { name: 'ean-13', goods: true, modifiers: { 1: 'ean-add-on', 2: 'ean-add-on', 4: 'ean-8' } },
  F: { name: 'codabar' },
  G: { name: 'code-93' },
  H: { name: 'code-11' },
  I: { name: 'interleaved-2of5' },
  L: { name: 'pdf417', gs1: '345', eci: '1' },
  M: { name: 'msi' },
  O: { name: 'codablock' },
  P: { name: 'plessey' },
  Q: { name: 'qr', gs1: '34', gs1Name: 'gs1-qr', eci: '246' },
  R: { name: 'straight-2of5' },
  S: { name: 'straight-2of5' },
  U: { name: 'maxicode' },
  X: { name: 'vendor' },
  d: { name: 'data-matrix', gs1: '25', gs1Name: 'gs1-data-matrix', eci: '456' },
  e: { name: 'gs1-databar', gs1: '0123', goods: true },
  h: { name: 'han-xin' },
  o: { name: 'ocr' },
  z: { name: 'aztec', gs1: '147A', eci: '345678' },
};

/** Null where there is no identifier, or one that we do not know. */
export function symbologyOf(aim: string | null): SymbologyFacts | null {
  const found = aim === null ? null : /^\]([A-Za-z])([0-9A-Za-z])$/.exec(aim);
  const [, letter = '', modifier = ''] = found ?? [];
  const row = Object.hasOwn(table, letter) ? table[letter] : undefined;
  if (!row) return null;
  const gs1 = row.gs1?.includes(modifier) ?? false;
  return {
    name: (gs1 ? row.gs1Name : undefined) ?? row.modifiers?.[modifier] ?? row.name,
    gs1,
    goods: row.goods === true || gs1,
    eci: row.eci?.includes(modifier) ?? false,
  };
}

/** A scanner that sends identifiers although it is not set so: `]C1...` is never the start of a code of ours. */
export function takeAim(bytes: Uint8Array, aim: string | null): { bytes: Uint8Array; aim: string | null } {
  if (aim !== null || bytes[0] !== 0x5d || bytes.length < 3) return { bytes, aim };
  const found = String.fromCharCode(...bytes.subarray(0, 3));
  return /^\][A-Za-z][0-9A-Za-z]$/.test(found) ? { bytes: bytes.subarray(3), aim: found } : { bytes, aim };
}
