import { describe, expect, it } from 'vitest';
import type { Mrz } from '../../../../../electron/core/codes/mrz.ts';
import { evidenceOf } from '../../../../../electron/core/counter/identity/comparison.ts';
import { judge, whoseDocument, type KnownPerson } from '../../../../../electron/core/counter/identity/judge.ts';
import { heard, known, passport } from './people.ts';

const verdictOf = (document: Mrz, person: KnownPerson, others: KnownPerson[] = []) =>
  judge(document, person, [person, ...others], true);
/** Names exactly as they stand in the zone. */
const zone = (primary: string, secondary: string, nameTruncated = false): Mrz => ({
  ...passport(),
  primary,
  secondary,
  nameTruncated,
});

describe('somebody else', () => {
  it('is whoever has the number, also of two people alike in name and birth date', () => {
    const [mine, other] = [known('A001', { numbers: ['N1111111'] }), known('A002', { numbers: ['N2222222'] })];
    expect(verdictOf(passport({ documentNumber: 'N2222222' }), mine, [other])).toMatchObject({
      verdict: 'somebody-else',
      because: 'number',
      ticket: 'A002',
      facts: { number: 'contradicts', familyName: 'agrees', birthDate: 'agrees' },
    });
  });

  it('is the twin whose number is known, also where none is kept of the one at the counter', () => {
    const mine = known('A001', { familyName: 'Mohammed', givenNames: 'Ali' });
    const twin = known('A002', { familyName: 'Mohammed', givenNames: 'Reza', numbers: ['N2222222'] });
    const document = passport({ documentNumber: 'N2222222', familyName: 'Mohammed', givenNames: 'Reza' });
    expect(verdictOf(document, mine, [twin])).toMatchObject({
      verdict: 'somebody-else',
      because: 'number',
      ticket: 'A002',
    });
  });

  it('is whoever is named by all facts, where they contradict those of the one at the counter', () => {
    const [mine, twin] = [
      known('A001', { givenNames: 'Mohammed Ali' }),
      known('A002', { givenNames: 'Mohammed Reza' }),
    ];
    expect(verdictOf(passport({ givenNames: 'Mohammed Reza' }), mine, [twin])).toMatchObject({
      verdict: 'somebody-else',
      because: 'facts',
      ticket: 'A002',
    });
  });

  it('is whoever has neither a name nor the birth date of the one at the counter', () => {
    expect(
      verdictOf(passport({ familyName: 'Eriksson', givenNames: 'Anna', birthDate: '1974-08-12' }), known('A001')),
    ).toMatchObject({ verdict: 'somebody-else', because: 'nothing-fits', ticket: null });
  });

  it('is not somebody else who is the same person with a second visit', () => {
    const mine = known('A001', { numbers: ['N1111111'] });
    expect(verdictOf(passport(), mine, [{ ...mine, ticket: 'A002' }])).toMatchObject({ verdict: 'same' });
    expect(verdictOf(passport(), mine, [known('A003', { numbers: ['N1111111'] })])).toMatchObject({ verdict: 'same' });
  });

  it('may be somebody else where a number is kept of two people and not everything tells whose it is', () => {
    const child = known('A001', { givenNames: 'Lina', birthDate: '0000-00-00', numbers: ['N1111111'] });
    expect(verdictOf(passport({ givenNames: '' }), child, [known('A002', { numbers: ['N1111111'] })])).toMatchObject({
      verdict: 'compare',
      reason: 'known-as-other',
      ticket: 'A002',
    });
  });

  it('is not excluded by a number alone: something beside it has to agree', () => {
    const kept = known('A001', {
      familyName: 'شيفتشينكو',
      givenNames: 'أولينا',
      birthDate: '1990-00-00',
      sex: undefined,
      nationalityCode: undefined,
      numbers: ['N1111111'],
    });
    expect(verdictOf(passport({ familyName: 'Anders', givenNames: 'Otto' }), kept)).toMatchObject({
      verdict: 'compare',
      reason: 'incomplete',
    });
    expect(
      verdictOf(passport({ familyName: 'Anders', givenNames: 'Otto' }), { ...kept, birthDate: '1990-01-01' }),
    ).toMatchObject({ verdict: 'same' });
  });

  it('is the parent whose number was kept with the child by mistake', () => {
    const child = known('A001', { givenNames: 'Lina', birthDate: '2016-02-24', numbers: ['N1111111'] });
    expect(verdictOf(passport(), child, [known('A002', { numbers: ['N1111111'] })])).toMatchObject({
      verdict: 'somebody-else',
      ticket: 'A002',
    });
  });
});

describe('to compare, neither green nor the stop', () => {
  it.each<[string, Partial<KnownPerson>, Parameters<typeof passport>[0]]>([
    ['further given names that contradict', { givenNames: 'Mohammed Ali' }, { givenNames: 'Mohammed Reza' }],
    [
      'further given names that contradict, although the number is the known one',
      { givenNames: 'Mohammed Ali', numbers: ['N1111111'] },
      { givenNames: 'Mohammed Reza' },
    ],
    ['another number than the known one', { numbers: ['N7777777'] }, {}],
    ['another nationality', {}, { nationality: 'AFG' }],
    ['another sex', {}, { sex: 'F' }],
    ['another birth date with the known number', { numbers: ['N1111111'] }, { birthDate: '1990-01-02' }],
    ['another birth date with equal names', {}, { birthDate: '1990-01-02' }],
    ['other names with an equal birth date', {}, { familyName: 'Hussein', givenNames: 'Karim' }],
    ['a changed family name', {}, { familyName: 'Beispiel' }],
  ])('is %s', (_name, facts, says) => {
    expect(verdictOf(passport(says), known('A001', facts))).toMatchObject({
      verdict: 'compare',
      reason: 'contradicts',
      ticket: null,
    });
  });

  it.each<[string, Partial<KnownPerson>, Parameters<typeof passport>[0]]>([
    ['fewer given names in the office', { givenNames: 'Mohammad' }, { givenNames: 'Mohammad Reza' }],
    ['fewer given names in the document', { givenNames: 'Mohammad Reza' }, { givenNames: 'Mohammad' }],
    ['a birth date that is not wholly known', { birthDate: '1990-00-00' }, {}],
    ['a birth date that the document does not wholly say', {}, { birthDate: '1990-00-00' }],
    ['a nationality that is only kept as a text', { nationalityCode: undefined }, {}],
    [
      'a name in another script',
      { familyName: 'Шевченко', givenNames: 'Олена' },
      { familyName: 'Shevchenko', givenNames: 'Olena' },
    ],
    [
      'a name that the zone had no room for',
      { familyName: 'Papandropoulous-Alexandropoulou', givenNames: 'Jonathon Alexander Maximilian' },
      { familyName: 'Papandropoulous-Alexandropoulou', givenNames: 'Jonathon Alexander Maximilian' },
    ],
  ])('is what can be compared in part only: %s', (_name, facts, says) => {
    expect(verdictOf(passport(says), known('A001', facts))).toMatchObject({ verdict: 'compare', reason: 'incomplete' });
    expect(verdictOf(passport(says), known('A001', { ...facts, numbers: ['N1111111'] }))).toMatchObject({
      verdict: 'same',
    });
  });

  it.each([
    ['Schewtschenko', 'Olena'],
    ['Шевченко', 'Олена'],
    ['', ''],
    ['Schewtschenko', ''],
  ])('is somebody without an appointment, written as heard: %s, %s', (familyName, givenNames) => {
    const document = passport({ familyName: 'Shevchenko', givenNames: 'Olena', sex: 'F', nationality: 'UKR' });
    expect(verdictOf(document, heard('W001', familyName, givenNames))).toMatchObject({
      verdict: 'compare',
      reason: 'incomplete',
      facts: { birthDate: 'not-kept' },
    });
    const owner = known('A002', {
      familyName: 'Shevchenko',
      givenNames: 'Olena',
      sex: 'F',
      nationalityCode: 'UKR',
      numbers: ['N1111111'],
    });
    expect(verdictOf(document, heard('W001', familyName, givenNames), [owner])).toMatchObject({
      verdict: 'compare',
      reason: 'known-as-other',
      ticket: 'A002',
    });
  });

  it('is somebody like whom another one is in everything that is kept, whichever number that one has', () => {
    for (const numbers of [[], ['N2222222']])
      expect(verdictOf(passport(), known('A001'), [known('A002', { numbers })])).toMatchObject({
        verdict: 'compare',
        reason: 'alike',
      });
    // Of the other one less is kept: nothing speaks against it.
    expect(
      verdictOf(passport(), known('A001'), [known('A002', { familyName: 'أحمد', givenNames: 'محمد' })]),
    ).toMatchObject({ verdict: 'compare', reason: 'alike' });
    expect(verdictOf(passport(), known('A001'), [known('A002', { givenNames: 'Karim' })])).toMatchObject({
      verdict: 'same',
    });
  });

  it('is whatever agrees but proves nothing by how it was read', () => {
    const mine = known('A001', { numbers: ['N1111111'] });
    expect(judge(passport(), mine, [mine], false)).toMatchObject({ verdict: 'compare', reason: 'source' });
    expect(
      judge(passport({ documentNumber: 'N2222222' }), mine, [mine, known('A002', { numbers: ['N2222222'] })], false),
    ).toMatchObject({ verdict: 'somebody-else' });
  });
});

describe('the same person', () => {
  it('is known by the number, however it is written, or by everything that is kept', () => {
    expect(verdictOf(passport(), known('A001', { numbers: ['n 111-1111'] }))).toMatchObject({
      verdict: 'same',
      facts: { number: 'agrees' },
    });
    expect(verdictOf(passport(), known('A001'))).toMatchObject({ verdict: 'same', facts: { number: 'not-kept' } });
    expect(
      verdictOf(
        passport(),
        known('A001', { numbers: [''], nationality: '', nationalityCode: undefined, sex: undefined }),
      ),
    ).toMatchObject({ verdict: 'same' });
  });

  it.each([
    ['Müller', 'MUELLER'],
    ['Müller', 'MULLER'],
    ['Müller', 'MUXXLLER'],
    ['Groß', 'GROSS'],
    ["O'Connor", 'OCONNOR'],
    ['O’Connor', 'OCONNOR'],
    ['Meyer-Schmidt', 'MEYER SCHMIDT'],
    ['Al Hassan', 'ALHASSAN'],
    ['Yıldız', 'YILDIZ'],
    ['Şahin', 'SAHIN'],
    ['Nuñez', 'NUNEZ'],
    ['Nuñez', 'NUNXXEZ'],
    ['Åström', 'AASTROEM'],
    ['Åström', 'ASTROM'],
    ['Ølgård', 'OELGAARD'],
    ['Nguyễn', 'NGUYEN'],
    ['Toʻxtayev', 'TOXTAYEV'],
  ])('under all spellings of the name: %s is %s', (familyName, primary) => {
    expect(verdictOf(zone(primary, 'MOHAMMAD'), known('A001', { familyName }))).toMatchObject({ verdict: 'same' });
  });

  it('by a given name with a hyphen, written as one word or two; with one name only', () => {
    for (const secondary of ['ANNA MARIA', 'ANNAMARIA'])
      expect(verdictOf(zone('AHMAD', secondary), known('A001', { givenNames: 'Anna-Maria' }))).toMatchObject({
        verdict: 'same',
      });
    expect(verdictOf(zone('AHMAD', ''), known('A001', { givenNames: '' }))).toMatchObject({ verdict: 'same' });
  });
});

describe('whose document it may be, while nobody is at the counter', () => {
  it('is of those with the number; without such, of those against whom nothing speaks', () => {
    const [one, two, three] = [
      known('A001', { numbers: ['N1111111'] }),
      known('A002'),
      known('A003', { givenNames: 'Karim' }),
    ];
    expect(whoseDocument(passport(), [one, two, three])).toEqual([one]);
    expect(whoseDocument(passport({ documentNumber: 'N9999999' }), [one, two, three])).toEqual([one, two]);
    expect(
      whoseDocument(passport({ documentNumber: 'N9999999', familyName: 'Eriksson', birthDate: '1974-08-12' }), [
        one,
        two,
        three,
      ]),
    ).toEqual([]);
  });
});

describe('what is recorded', () => {
  it('names kinds of facts, source and symbology, and nothing that a document says', () => {
    const judgement = verdictOf(
      passport({ givenNames: 'Mohammed Reza' }),
      known('A001', { givenNames: 'Mohammed Ali', numbers: ['N1111111'], sex: undefined }),
    );
    const evidence = evidenceOf(
      judgement,
      { source: 'camera', symbology: 'qr', from: 'zone', proves: false },
      'passports',
    );
    expect(evidence).toEqual({
      document: 'passports',
      source: 'camera',
      symbology: 'qr',
      from: 'zone',
      agrees: 'number familyName birthDate nationality',
      contradicts: 'givenNames',
      notComparable: 'sex',
      reason: 'contradicts',
    });
  });
});
