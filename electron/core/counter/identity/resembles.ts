import { transliterate } from '../../codes/transliterate.ts';

type Names = { familyName: string; givenNames: string };

/** Groups of letters that sound alike, in the order in which they are replaced. */
const sounds: [RegExp, string][] = [
  [/T?SCH|TCH|CH|SH|ZH|DZH|DJ/g, 'S'],
  [/PH/g, 'F'],
  [/TH|DT/g, 'T'],
  [/[KGQ]H|CK|Q/g, 'K'],
  [/W/g, 'V'],
  [/[JY]/g, 'I'],
  [/C/g, 'K'],
  [/Z|X/g, 'S'],
  [/D/g, 'T'],
  [/(.)[AEIOUH]+/g, '$1'],
  [/(.)\1+/g, '$1'],
];
const keyOf = (word: string): string => sounds.reduce((text, [pattern, sound]) => text.replace(pattern, sound), word);
const keysOf = (name: string): string[] =>
  transliterate(name)
    .split('<')
    .filter((word) => word !== '')
    .map(keyOf);

/**
 * Could the name as it was heard be this one? Generous, since it is only asked: `Schewtschenko` is like Shevchenko.
 * Without given names the family name alone decides; the two may have changed places.
 */
export function resembles(heard: Names, known: Names): boolean {
  const said = { family: keysOf(heard.familyName), given: keysOf(heard.givenNames) };
  if (said.family.length + said.given.length === 0) return false;
  const [family, given] = [keysOf(known.familyName), keysOf(known.givenNames)];
  const alike = (some: string[], those: string[]) => some.length === 0 || some.some((word) => those.includes(word));
  return (
    (alike(said.family, family) && alike(said.given, given)) ||
    (alike(said.family, given) && alike(said.given, family) && said.family.length > 0 && said.given.length > 0)
  );
}
