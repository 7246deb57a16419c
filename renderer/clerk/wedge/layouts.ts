import type { ScannerLayout } from '../../../electron/contract/index.ts';

/** What each key gives: alone, with Shift, with AltGr. A space in the third place means: nothing. */
type Table = Record<string, string>;

/** Signs that stay over the next letter, by their combining character. */
const combining: Record<string, string> = { '^': '\u0302', '¨': '\u0308', '´': '\u0301', '`': '\u0300', '~': '\u0303' };

const letters = (rows: Record<string, string>): Table =>
  Object.fromEntries(Object.entries(rows).map(([code, letter]) => [`Key${code}`, letter + letter.toUpperCase()]));
const same = Object.fromEntries([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => [letter, letter.toLowerCase()]));
const digits = (row: string[]): Table => Object.fromEntries(row.map((signs, digit) => [`Digit${digit}`, signs]));

const us: Table = {
  ...letters(same),
  ...digits(['0)', '1!', '2@', '3#', '4$', '5%', '6^', '7&', '8*', '9(']),
  Backquote: '`~',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  IntlBackslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
};
const de: Table = {
  ...letters({ ...same, Y: 'z', Z: 'y' }),
  KeyQ: 'qQ@',
  KeyE: 'eE€',
  KeyM: 'mMµ',
  ...digits(['0=}', '1!', '2"²', '3§³', '4$', '5%', '6&', '7/{', '8([', '9)]']),
  Backquote: '^°',
  Minus: 'ß?\\',
  Equal: '´`',
  BracketLeft: 'üÜ',
  BracketRight: '+*~',
  Backslash: "#'",
  IntlBackslash: '<>|',
  Semicolon: 'öÖ',
  Quote: 'äÄ',
  Comma: ',;',
  Period: '.:',
  Slash: '-_',
};
const be: Table = {
  ...letters({ ...same, A: 'q', Q: 'a', W: 'z', Z: 'w' }),
  KeyE: 'eE€',
  KeyM: ',?',
  ...digits(['à0}', '&1|', 'é2@', '"3#', "'4", '(5', '§6^', 'è7', '!8', 'ç9{']),
  Backquote: '²³',
  Minus: ')°',
  Equal: '-_',
  BracketLeft: '^¨[',
  BracketRight: '$*]',
  Backslash: 'µ£`',
  IntlBackslash: '<>\\',
  Semicolon: 'mM',
  Quote: 'ù%´',
  Comma: ';.',
  Period: ':/',
  Slash: '=+~',
};

export type PositionLayout = Exclude<ScannerLayout, 'as-typed'>;
const tables: Record<PositionLayout, Table> = { us, de, be };
export const positionLayouts = Object.keys(tables) as PositionLayout[];

/** Keys whose sign waits for the next letter: `code/level`. The others of these signs stand for themselves. */
const dead: Record<PositionLayout, readonly string[]> = {
  us: [],
  de: ['Backquote/0', 'Equal/0', 'Equal/1'],
  be: ['BracketLeft/0', 'BracketLeft/1', 'Quote/2', 'Backslash/2', 'Slash/2'],
};

const keypad: Table = { NumpadDivide: '/', NumpadMultiply: '*', NumpadSubtract: '-', NumpadAdd: '+' };

/**
 * The sign of a key, and its combining character where it waits for the next letter. Null: the layout has none there.
 * CapsLock plays no part.
 */
export function signOf(
  layout: PositionLayout,
  { code, shift, altGr }: { code: string; shift: boolean; altGr: boolean },
): { sign: string; waits: string | null } | null {
  if (code === 'Space') return { sign: ' ', waits: null };
  if (/^Numpad\d$/.test(code)) return { sign: code.slice(-1), waits: null };
  if (code === 'NumpadDecimal') return { sign: layout === 'us' ? '.' : ',', waits: null };
  const level = altGr ? 2 : shift ? 1 : 0;
  const signs = Object.hasOwn(keypad, code)
    ? keypad[code]
    : Object.hasOwn(tables[layout], code)
      ? tables[layout][code]
      : undefined;
  const sign = signs?.[Object.hasOwn(keypad, code) ? 0 : level];
  if (sign === undefined) return null;
  return { sign, waits: dead[layout].includes(`${code}/${level}`) ? (combining[sign] ?? null) : null };
}
