import { describe, expect, it } from 'vitest';
import { demoPerson } from '../../../../../backend/seed/people.ts';
import { ageOn, choicesFor, whoMayAct } from '../../../../../electron/core/counter/caseAtHand/whoActs.ts';
import { isNamed } from '../../../../../electron/core/counter/caseAtHand/representatives.ts';
import { parseMrz, writeMrz } from '../../../../../electron/core/codes/mrz.ts';
import type { StepOf } from '../../../../../backend/contract/processes.ts';

const adult = demoPerson('mustermann').applicant;
const receipt = { kind: 'signature', purpose: 'receipt', aloneFrom: 16 } as StepOf<'signature'>;
const mother = { role: 'parent', paper: 'file', name: 'Mustermann, Ina' } as const;

describe('an age', () => {
  it.each([
    ['2010-11-30', '2026-11-30', 16],
    ['2010-12-01', '2026-11-30', 15],
    ['2012-02-29', '2028-02-28', 15],
    ['2012-02-29', '2028-02-29', 16],
    // Of an unknown day or month the latest possible counts.
    ['2010-11-00', '2026-11-29', 15],
    ['2010-00-00', '2026-12-30', 15],
    ['2010-00-00', '2026-12-31', 16],
    ['0000-00-00', '2026-11-30', null],
  ])('of somebody born on %s is on %s in completed years %s', (birthDate, today, age) => {
    expect(ageOn(birthDate, today)).toBe(age);
  });
});

describe('who may act', () => {
  it('is the applicant from the age of the process on, and whoever is here for them', () => {
    const born = (birthDate: string) => ({ ...adult, birthDate });
    expect(whoMayAct(receipt, born('2010-12-01'), null, '2026-11-30')).toMatchObject({
      actors: [],
      lacking: 'representative-missing',
    });
    expect(whoMayAct(receipt, born('2010-11-30'), null, '2026-11-30')).toMatchObject({
      actors: ['applicant'],
      lacking: null,
    });
    expect(whoMayAct(receipt, born('2010-12-01'), mother, '2026-11-30')).toMatchObject({
      actors: ['representative'],
      lacking: null,
    });
  });

  it('is nobody of whom not even the year of birth is known, until somebody has looked at their age or is here for them', () => {
    const somebody = { ...adult, birthDate: '0000-00-00' };
    expect(whoMayAct(receipt, somebody, null, '2026-11-30')).toMatchObject({
      actors: [],
      lacking: 'age-unknown',
      ageAsked: 16,
    });
    expect(whoMayAct(receipt, somebody, null, '2026-11-30', 10)).toMatchObject({
      actors: [],
      lacking: 'age-unknown',
      ageAsked: 16,
    });
    expect(whoMayAct(receipt, somebody, null, '2026-11-30', 16)).toEqual({
      actors: ['applicant'],
      standIns: true,
      lacking: null,
    });
    expect(whoMayAct(receipt, somebody, mother, '2026-11-30')).toMatchObject({
      actors: ['representative'],
      lacking: null,
    });
    const { aloneFrom: _age, ...ageless } = receipt;
    expect(whoMayAct(ageless, somebody, null, '2026-11-30')).toMatchObject({ actors: ['applicant'], lacking: null });
  });

  it('is nobody for somebody without a name', () => {
    expect(whoMayAct(receipt, { ...adult, familyName: ' ', givenNames: '' }, mother, '2026-11-30')).toMatchObject({
      actors: [],
      lacking: 'name-missing',
    });
  });

  it('is what the process allows: without an age nobody is too young, and an office may shut somebody out', () => {
    const child = { ...adult, birthDate: '2020-01-01' };
    const { aloneFrom: _age, ...ageless } = receipt;
    expect(whoMayAct(ageless, child, null, '2026-11-30')).toMatchObject({ actors: ['applicant'] });
    expect(whoMayAct({ ...receipt, representatives: ['guardian'] }, child, mother, '2026-11-30')).toMatchObject({
      actors: [],
      lacking: 'representative-missing',
    });
    expect(whoMayAct({ ...receipt, purpose: 'order' }, child, mother, '2026-11-30')).toMatchObject({
      actors: [],
      standIns: false,
      lacking: 'too-young-to-sign',
    });
  });

  it('has a parent only for a child', () => {
    expect(choicesFor({ ...adult, birthDate: '2008-11-30' }, '2026-11-30').map(({ role }) => role)).toEqual([
      'guardian',
      'authorised',
    ]);
    expect(choicesFor({ ...adult, birthDate: '2008-12-01' }, '2026-11-30').map(({ role }) => role)).toContain('parent');
  });
});

describe('a typed name and the zone that bears it', () => {
  const zone = (familyName: string, givenNames: string) => {
    const parsed = parseMrz(
      writeMrz({
        issuer: 'UTO',
        nationality: 'UTO',
        sex: 'F',
        birthDate: '1980-01-02',
        expiry: '2031-08-15',
        documentNumber: 'X99887766',
        familyName,
        givenNames,
      }),
    );
    if (!parsed.ok) throw new Error(parsed.problem.kind);
    return parsed.mrz;
  };
  it.each<[string, string, string, boolean]>([
    ['Jörg Müller', 'MUELLER', 'JOERG MARIA', true],
    ['Müller, Jörg Maria Anton', 'MUELLER', 'JOERG MARIA', true],
    ['Suharto', 'SUHARTO', '', true],
    ['Müller', 'MUELLER', 'JOERG', false],
    ['Müller, Jana', 'MUELLER', 'JOERG', false],
    ['', 'MUELLER', 'JOERG', false],
    ['Jörg Müller', '', '', false],
    ['', '', '', false],
  ])('%s and %s, %s: %s', (typed, familyName, givenNames, same) => {
    expect(isNamed(typed, zone(familyName, givenNames))).toBe(same);
  });
});
