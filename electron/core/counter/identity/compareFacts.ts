import type { Mrz } from '../../codes/mrz.ts';
import { transliterate, transliterations } from '../../codes/transliterate.ts';

/** What the office keeps about somebody, as far as a document can say it too. */
export interface KeptFacts {
  familyName: string;
  givenNames: string;
  /** `YYYY-MM-DD`, unknown parts `00`. */
  birthDate: string;
  /** As shown to people; only `nationalityCode` can be compared. */
  nationality: string;
  /** As in a machine readable zone (ICAO Doc 9303-3 section 5): `SYR`, `D`. */
  nationalityCode?: string | undefined;
  sex?: 'F' | 'M' | 'X' | undefined;
  /** Numbers of the documents that this person is known to have. */
  numbers: readonly string[];
}

export const factKinds = ['number', 'familyName', 'givenNames', 'birthDate', 'nationality', 'sex'] as const;
export type FactKind = (typeof factKinds)[number];

/** `open`: kept, but it cannot be compared, or only in part. `not-kept`: there is nothing to compare with. */
export type Agreement = 'agrees' | 'contradicts' | 'open' | 'not-kept';
export type ComparedFacts = Record<FactKind, Agreement>;

/**
 * Neither a birth date nor a number is kept: the names, if any, were only heard, and what was heard contradicts
 * nothing.
 */
export const isOnlyHeard = ({ birthDate, numbers }: KeptFacts): boolean =>
  birthDate.startsWith('0000') && numbers.every((number) => squash(number) === '');

/** What a document says beside what is kept, fact by fact. Pure; never throws. */
export function compareFacts(document: Mrz, kept: KeptFacts): ComparedFacts {
  const name = (agreement: Agreement): Agreement =>
    agreement === 'contradicts' && isOnlyHeard(kept) ? 'open' : agreement;
  return {
    number: compareNumber(document.documentNumber, kept.numbers),
    familyName: name(compareFamilyName(document, kept.familyName)),
    givenNames: name(compareGivenNames(document, kept.givenNames)),
    birthDate: compareDates(document.birthDate, kept.birthDate),
    nationality: compareNationality(document.nationality, kept),
    sex: compareSex(document.sex, kept.sex),
  };
}

export const isNumberOf = (document: Mrz, { numbers }: KeptFacts): boolean =>
  compareNumber(document.documentNumber, numbers) === 'agrees';
/** Quicker than comparing names, and true of few. */
export const couldBeBornThen = (document: Mrz, { birthDate }: KeptFacts): boolean =>
  compareDates(document.birthDate, birthDate) !== 'contradicts';

/** Some word of the names stands on both sides, whichever field it is in: some states print all names in one. */
export function haveNamesInCommon(document: Mrz, kept: KeptFacts): boolean {
  const read = new Set(wordsOf(`${document.primary} ${document.secondary}`));
  return [...transliterations(kept.familyName), ...transliterations(kept.givenNames)].some((spelling) =>
    wordsOf(spelling).some((word) => read.has(word)),
  );
}

/** Spaces, hyphens and fillers never decide. */
const squash = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');
const wordsOf = (text: string): string[] => text.split(/[^A-Z]+/).filter((word) => word !== '');

function compareNumber(read: string, numbers: readonly string[]): Agreement {
  const kept = numbers.map(squash).filter((number) => number !== '');
  if (kept.length === 0) return 'not-kept';
  return kept.includes(squash(read)) ? 'agrees' : 'contradicts';
}

function compareDates(read: string, kept: string): Agreement {
  if (kept.startsWith('0000')) return 'not-kept';
  const [left, right] = [read.split('-'), kept.split('-')];
  const known = left.map((part, i) => Number(part) !== 0 && Number(right[i]) !== 0);
  if (left.some((part, i) => known[i] && part !== right[i])) return 'contradicts';
  return known.every(Boolean) ? 'agrees' : 'open';
}

function compareNationality(read: string, { nationality, nationalityCode }: KeptFacts): Agreement {
  if (nationalityCode === undefined) return nationality.trim() === '' ? 'not-kept' : 'open';
  if (read === '') return 'open';
  return read === nationalityCode ? 'agrees' : 'contradicts';
}

/** `X` in a zone also stands where nothing was said. */
function compareSex(read: Mrz['sex'], kept: KeptFacts['sex']): Agreement {
  if (kept === undefined) return 'not-kept';
  if (read === kept) return 'agrees';
  return read === 'X' || kept === 'X' ? 'open' : 'contradicts';
}

/**
 * Letters that no zone can write (other scripts): what is left of the name without them is no name. Signs that pass for
 * letters (`ʻ`) are left out by zones too.
 */
const isWritable = (name: string): boolean =>
  (name.match(/(?![A-Za-z])[\p{Lu}\p{Ll}\p{Lt}\p{Lo}]/gu) ?? []).every((letter) => transliterate(letter) !== '');

function compareFamilyName(document: Mrz, kept: string): Agreement {
  if (kept.trim() === '') return 'not-kept';
  if (!isWritable(kept) || document.primary === '') return 'open';
  const spellings = transliterations(kept);
  if (spellings.some((spelling) => squash(spelling) === squash(document.primary))) return 'agrees';
  return document.nameTruncated && spellings.some((spelling) => isCutFrom(document.primary, spelling))
    ? 'open'
    : 'contradicts';
}

/**
 * All of them count. Where one side only has more of them, or the zone had no room, they agree in part; that is `open`.
 */
function compareGivenNames(document: Mrz, kept: string): Agreement {
  const read = document.secondary;
  // Somebody with one name only.
  if (kept.trim() === '') return read === '' ? 'agrees' : 'not-kept';
  if (!isWritable(kept) || read === '') return 'open';
  const spellings = transliterations(kept);
  if (spellings.some((spelling) => squash(spelling) === squash(read)))
    return document.nameTruncated ? 'open' : 'agrees';
  if (spellings.some((spelling) => isPartOf(spelling, read) || isPartOf(read, spelling))) return 'open';
  return document.nameTruncated && spellings.some((spelling) => isCutFrom(read, spelling)) ? 'open' : 'contradicts';
}

function isPartOf(few: string, many: string): boolean {
  const [part, whole] = [wordsOf(few), wordsOf(many)];
  return part.length > 0 && part.every((word) => whole.includes(word));
}

/** Doc 9303-4 § 4.2.3: long names lose their end, or each word is shortened. */
function isCutFrom(read: string, whole: string): boolean {
  if (squash(whole).startsWith(squash(read)) && squash(read) !== '') return true;
  const [short, long] = [wordsOf(read), wordsOf(whole)];
  return short.length > 0 && short.length <= long.length && short.every((word, i) => long[i]!.startsWith(word));
}
