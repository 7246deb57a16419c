import type { Mrz } from './mrz.ts';
import { transliterations } from './transliterate.ts';

/** What the office knows about the person at the counter. */
export interface KnownPerson {
  familyName: string;
  givenNames: string;
  /** `YYYY-MM-DD`, unknown parts `00`. */
  birthDate: string;
  /** Number of the known travel document; null when none is known. */
  travelDocument: string | null;
}

/**
 * Is the document's holder the person of the case? `doubtful` asks the clerk to look: a changed family name, a twin,
 * another spelling. `different` is the wrong-person stop.
 */
export function samePerson(mrz: Mrz, known: KnownPerson): 'same' | 'different' | 'doubtful' {
  if (!datesAgree(mrz.birthDate, known.birthDate)) return 'different';
  if (known.travelDocument !== null && squash(known.travelDocument) !== '' && squash(known.travelDocument) === squash(mrz.documentNumber)) return 'same';

  const family = familyAgrees(mrz, known.familyName);
  const given = givenAgrees(mrz, known.givenNames);
  // Without even a year of birth a name alone is not enough.
  if (family && given) return yearKnown(mrz.birthDate) && yearKnown(known.birthDate) ? 'same' : 'doubtful';
  return family || given || anyWordInCommon(mrz, known) ? 'doubtful' : 'different';
}

function datesAgree(a: string, b: string): boolean {
  const [left, right] = [a.split('-'), b.split('-')];
  return left.every((part, i) => Number(part) === 0 || Number(right[i]) === 0 || part === right[i]);
}

const yearKnown = (date: string): boolean => !date.startsWith('0000');
/** Spaces, hyphens and fillers never decide. */
const squash = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');
const wordsOf = (text: string): string[] => text.split(/[^A-Z]+/).filter((word) => word !== '');

function familyAgrees(mrz: Mrz, familyName: string): boolean {
  return transliterations(familyName).some((spelling) => {
    const [known, read] = [squash(spelling), squash(mrz.primary)];
    if (known === '' || read === '') return false;
    return known === read || (mrz.nameTruncated && isCutFrom(mrz.primary, spelling));
  });
}

/** Only the first given name counts: documents differ in how many of the others they carry. */
function givenAgrees(mrz: Mrz, givenNames: string): boolean {
  if (givenNames.trim() === '' && mrz.secondary === '') return true;
  const [firstRead] = wordsOf(mrz.secondary);
  return transliterations(givenNames).some((spelling) => {
    const [firstKnown] = wordsOf(spelling);
    if (!firstRead || !firstKnown) return false;
    return firstRead === firstKnown || squash(spelling) === squash(mrz.secondary) || (mrz.nameTruncated && isCutFrom(mrz.secondary, spelling));
  });
}

/** Doc 9303-4 § 4.2.3: long names lose their end, or each word is shortened. */
function isCutFrom(read: string, whole: string): boolean {
  if (squash(whole).startsWith(squash(read)) && squash(read) !== '') return true;
  const [short, long] = [wordsOf(read), wordsOf(whole)];
  return short.length > 0 && short.length <= long.length && short.every((word, i) => long[i]!.startsWith(word));
}

const shortestTellingWord = 3;

/** Also finds names in the other field: some states print all names in one. */
function anyWordInCommon(mrz: Mrz, known: KnownPerson): boolean {
  const read = new Set(wordsOf(`${mrz.primary} ${mrz.secondary}`).filter((word) => word.length >= shortestTellingWord));
  return [...transliterations(known.familyName), ...transliterations(known.givenNames)].some((spelling) => wordsOf(spelling).some((word) => read.has(word)));
}
