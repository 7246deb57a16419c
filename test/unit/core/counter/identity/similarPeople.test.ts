import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMrz, writeMrz, type Mrz } from '../../../../../electron/core/codes/mrz.ts';
import { transliterations } from '../../../../../electron/core/codes/transliterate.ts';
import { judge, type KnownPerson } from '../../../../../electron/core/counter/identity/judge.ts';

/**
 * 100,000 pairs of people who are easily taken for one another: few names in many spellings, birth dates on 1 January,
 * twins, and an office that keeps more or less of them. What a document says is always read from a whole zone. The same
 * pairs in every run.
 */
const settings = { numRuns: 100_000, seed: 20261130 };
const asOf = new Date('2026-11-30T09:00:00Z');

interface Somebody {
  familyName: string;
  givenNames: string;
  birthDate: string;
  nationality: string;
  sex: 'F' | 'M';
  number: string;
}
/** What of somebody the office keeps. */
interface Keeping {
  number: 'kept' | 'renewed since' | 'not kept';
  nationality: 'code' | 'text' | 'none';
  sex: boolean;
  givenNames: 'all' | 'first' | 'none';
  birthDate: 'whole' | 'year' | 'none';
  script: boolean;
}

const families = [
  'Ahmad',
  'Ahmed',
  'Müller',
  'Mueller',
  'Muller',
  'Yıldız',
  'Yildiz',
  'Al Hassan',
  'Alhassan',
  'al-Khatib',
  'Nguyễn',
  'Nguyen',
  'Shevchenko',
  'Schewtschenko',
  "O'Connor",
  'Wolkenstein-Rabenschlag-Hohenfelden',
];
const givens = [
  'Mohammad',
  'Mohammed',
  'Mohammed Ali',
  'Mohammed Reza',
  'Ali Mohammed',
  'Ali',
  'Reza',
  'Anna',
  'Anna Maria',
  'Anna-Maria',
  'Annamaria',
  'Jürgen',
  'Juergen',
  'Olena',
  'Maximiliane Theodora Konstanze',
  '',
];
const otherScript: Record<string, string> = {
  Shevchenko: 'Шевченко',
  Olena: 'Олена',
  Ahmad: 'أحمد',
  Mohammad: 'محمد',
  'al-Khatib': 'الخطيب',
};

const person: fc.Arbitrary<Somebody> = fc.record({
  familyName: fc.constantFrom(...families),
  givenNames: fc.constantFrom(...givens),
  birthDate: fc.oneof(
    { weight: 3, arbitrary: fc.constant('1990-01-01') },
    { weight: 2, arbitrary: fc.constantFrom('1991-01-01', '1990-01-02', '1990-02-01') },
  ),
  nationality: fc.constantFrom('SYR', 'AFG', 'D'),
  sex: fc.constantFrom('F' as const, 'M' as const),
  number: fc.constantFrom('N1111111', 'N2222222', 'N3333333', 'C01X00T47'),
});
const sometimes = (odds: number) => fc.integer({ min: 1, max: 100 }).map((n) => n <= odds);
const keeping: fc.Arbitrary<Keeping> = fc.record({
  number: fc.constantFrom('kept', 'kept', 'kept', 'renewed since', 'not kept', 'not kept'),
  nationality: fc.constantFrom('code', 'code', 'code', 'text', 'none'),
  sex: sometimes(60),
  givenNames: fc.constantFrom('all', 'all', 'all', 'all', 'all', 'all', 'first', 'none'),
  birthDate: fc.constantFrom('whole', 'whole', 'whole', 'whole', 'whole', 'whole', 'whole', 'year', 'none'),
  script: sometimes(10),
});
/** Alike but for a few things, as twins and namesakes are. */
const pair = fc
  .tuple(
    person,
    person,
    fc.record({
      familyName: sometimes(80),
      givenNames: sometimes(50),
      birthDate: sometimes(80),
      nationality: sometimes(80),
      sex: sometimes(80),
    }),
  )
  .map(([one, two, same]) => {
    const other = { ...two };
    for (const [fact, isSame] of Object.entries(same))
      if (isSame) Object.assign(other, { [fact]: one[fact as keyof Somebody] });
    if (other.number === one.number) other.number = 'N9999999';
    return [one, other] as const;
  });

function keep(ticket: string, one: Somebody, how: Keeping): KnownPerson {
  const written = (name: string) => (how.script && name in otherScript ? otherScript[name]! : name);
  return {
    personId: ticket,
    ticket,
    familyName: written(one.familyName),
    givenNames:
      how.givenNames === 'none'
        ? ''
        : written(how.givenNames === 'first' ? one.givenNames.split(/[ -]/)[0]! : one.givenNames),
    birthDate:
      how.birthDate === 'whole'
        ? one.birthDate
        : how.birthDate === 'year'
          ? `${one.birthDate.slice(0, 4)}-00-00`
          : '0000-00-00',
    nationality: how.nationality === 'none' ? '' : one.nationality,
    nationalityCode: how.nationality === 'code' ? one.nationality : undefined,
    sex: how.sex ? one.sex : undefined,
    numbers: how.number === 'not kept' ? [] : [how.number === 'kept' ? one.number : 'OLD00000'],
  };
}

const documents = new Map<string, Mrz>();

function documentOf({ number, ...one }: Somebody): Mrz {
  const key = Object.values(one).join() + number;
  const made = documents.get(key);
  if (made) return made;
  const parsed = parseMrz(writeMrz({ ...one, issuer: 'UTO', documentNumber: number, expiry: '2031-06-30' }), asOf);
  if (!parsed.ok) throw new Error('the zone should be right');
  documents.set(key, parsed.mrz);
  return parsed.mrz;
}

const squash = (text: string): string => text.toUpperCase().replace(/[^A-Z]/g, '');
const spellings = new Map(
  [...families, ...givens, ...Object.values(otherScript)]
    .flatMap((name) => [name, name.split(/[ -]/)[0]!])
    .map((name) => [name, transliterations(name).map(squash)]),
);
/** No spelling of what is kept is what the document of this one says. Written apart from the judge on purpose. */
const isNamedOtherwise = (kept: string, read: string): boolean =>
  kept !== '' && !spellings.get(kept)!.includes(squash(read));

/** Does anything that is kept say that this is not the one whose document it is? */
function tellsApart(kept: KnownPerson, document: Mrz): boolean {
  const dates = kept.birthDate
    .split('-')
    .some((part, i) => Number(part) !== 0 && part !== document.birthDate.split('-')[i]);
  return (
    dates ||
    isNamedOtherwise(kept.familyName, document.primary) ||
    isNamedOtherwise(kept.givenNames, document.secondary) ||
    (kept.nationalityCode !== undefined && kept.nationalityCode !== document.nationality) ||
    (kept.sex !== undefined && kept.sex !== document.sex) ||
    (kept.numbers.length > 0 && !kept.numbers.includes(document.documentNumber))
  );
}

describe('of 100,000 pairs of similar people', () => {
  it('nobody is green with the document of the other one whom anything kept tells apart; who are alike in everything kept are compared', () => {
    const seen = { 'told apart': 0, 'alike in everything kept': 0, stopped: 0 };
    fc.assert(
      fc.property(pair, keeping, keeping, fc.boolean(), ([one, two], howOne, howTwo, isTwoKnown) => {
        const [mine, other, document] = [keep('A001', one, howOne), keep('A002', two, howTwo), documentOf(two)];
        const { verdict } = judge(document, mine, isTwoKnown ? [mine, other] : [mine], true);
        const apart = tellsApart(mine, document);
        const alike = !apart && isTwoKnown && !tellsApart({ ...other, numbers: [] }, document);
        seen[apart ? 'told apart' : 'alike in everything kept'] += 1;
        if (verdict === 'somebody-else') seen.stopped += 1;
        // Of somebody unknown who is alike in everything a document can say, nobody can know.
        if (verdict === 'same') return !apart && !alike;
        // A number that is known as the other's stops, unless too little is kept of the one at the counter to say who
        // that is.
        if (howOne.birthDate === 'none' && howOne.number === 'not kept') return verdict === 'compare';
        return !isTwoKnown || howTwo.number !== 'kept' || verdict === 'somebody-else';
      }),
      settings,
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1000);
    process.stdout.write(`pairs: ${JSON.stringify(seen)}\n`);
  });

  it('nobody is stopped with their own document; how often it is compared', () => {
    const counts = new Map<string, { same: number; compare: number }>();
    fc.assert(
      fc.property(pair, keeping, keeping, fc.boolean(), ([one, two], howOne, howTwo, isTwoKnown) => {
        const [mine, other] = [keep('A001', one, howOne), keep('A002', two, howTwo)];
        const { verdict } = judge(documentOf(one), mine, isTwoKnown ? [mine, other] : [mine], true);
        if (verdict === 'somebody-else') return false;
        const nothingMissing =
          howOne.givenNames === 'all' &&
          howOne.birthDate === 'whole' &&
          howOne.nationality !== 'text' &&
          !howOne.script;
        const group = `number ${howOne.number}, the rest ${nothingMissing ? 'whole' : 'in part'}, ${isTwoKnown ? 'somebody similar known' : 'nobody similar known'}`;
        const count = counts.get(group) ?? { same: 0, compare: 0 };
        count[verdict] += 1;
        counts.set(group, count);
        return true;
      }),
      settings,
    );
    const share = (group: string) =>
      counts.get(group)!.compare / (counts.get(group)!.compare + counts.get(group)!.same);
    for (const group of [...counts.keys()].sort())
      process.stdout.write(`own document, ${group}: ${(share(group) * 100).toFixed(1)} % compared\n`);
    for (const group of counts.keys()) {
      // Beside the number something has to agree: of some so little is kept that nothing can.
      if (group.startsWith('number kept')) expect(share(group)).toBeLessThan(group.includes('whole') ? 1e-9 : 0.01);
      if (group.startsWith('number renewed')) expect(share(group)).toBe(1);
    }
    expect(share('number not kept, the rest whole, nobody similar known')).toBeLessThan(0.15);
  });
});
