/** Names as the machine readable zone writes them (ICAO Doc 9303-3 section 6, Latin letters). */

/**
 * First what ICAO recommends, then other spellings that issuing states use. Letters that only lose their accent are not
 * listed.
 */
const letters: Record<string, string[]> = {
  Ä: ['AE', 'A', 'AXX'],
  Ö: ['OE', 'O', 'OXX'],
  Ü: ['UE', 'U', 'UXX'],
  ẞ: ['SS'],
  Å: ['AA', 'A'],
  Æ: ['AE', 'A'],
  Ø: ['OE', 'O'],
  Œ: ['OE'],
  Ñ: ['N', 'NXX'],
  Ĳ: ['IJ'],
  Þ: ['TH'],
  Ð: ['D'],
  Đ: ['D'],
  Ł: ['L'],
  Ħ: ['H'],
  Ŧ: ['T'],
  Ŋ: ['N'],
  ı: ['I'],
  İ: ['I'],
  ĸ: ['Q'],
  Ə: ['E'],
};

/** Spellings of one letter or sign; an empty list when it cannot be written. `<` separates words. */
function spellings(character: string): string[] {
  if (/[A-Z]/.test(character)) return [character];
  if (/[\s\-‐‑–,]/.test(character)) return ['<'];
  const listed = letters[character];
  if (listed) return listed;
  const bare = character.normalize('NFD').replace(/[^A-Z]/g, '');
  return bare === '' ? [] : [bare];
}

const upper = (name: string): string[] => [
  ...name.normalize('NFC').replaceAll('ß', 'ẞ').replaceAll('ı', 'I').toUpperCase().normalize('NFC'),
];

const tidy = (text: string): string => text.replace(/<+/g, '<').replace(/^<|<$/g, '');

/**
 * The name with the spelling that ICAO recommends: `Müller-Özil` becomes `MUELLER<OEZIL`. Other scripts are left out.
 */
export function transliterate(name: string): string {
  return tidy(
    upper(name)
      .map((character) => spellings(character)[0] ?? '')
      .join(''),
  );
}

const mostVariants = 256;

/** Every spelling under which the name may stand in a zone, the recommended one first; bounded. */
export function transliterations(name: string): string[] {
  let variants = [''];
  for (const character of upper(name)) {
    const choices = spellings(character);
    if (choices.length === 0) continue;
    const some = variants.length * choices.length > mostVariants ? choices.slice(0, 1) : choices;
    variants = some.flatMap((choice) => variants.map((variant) => variant + choice));
  }
  return [...new Set(variants.map(tidy))];
}
