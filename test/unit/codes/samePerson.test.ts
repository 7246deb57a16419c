import { describe, expect, it } from 'vitest';
import { parseMrz, writeMrz, type Mrz } from '../../../electron/core/codes/mrz.ts';
import { samePerson } from '../../../electron/core/codes/samePerson.ts';
import { transliterate, transliterations } from '../../../electron/core/codes/transliterate.ts';
import { asOf } from './specimens.ts';

const known = { familyName: 'Mustermann', givenNames: 'Erika', birthDate: '1964-08-12', travelDocument: null as string | null };

function holder(familyName: string, givenNames: string, birthDate = known.birthDate): Mrz {
  const parsed = parseMrz(writeMrz({ issuer: 'UTO', nationality: 'UTO', documentNumber: 'L898902C3', expiry: '2030-01-01', sex: 'X', familyName, givenNames, birthDate }), asOf);
  if (!parsed.ok) throw new Error('the zone should be right');
  return parsed.mrz;
}
/** Names exactly as they stand in the zone. */
const zone = (primary: string, secondary: string, nameTruncated = false): Mrz => ({ ...holder('X', 'Y'), primary, secondary, nameTruncated });

describe('the same person', () => {
  it.each([
    ['Mustermann', 'Erika'], ['MUSTERMANN', 'ERIKA GABRIELE'],
  ])('is known by name and birth date: %s, %s', (family, given) => expect(samePerson(holder(family, given), known)).toBe('same'));

  it.each([
    ['Müller', 'MUELLER'], ['Müller', 'MULLER'], ['Müller', 'MUXXLLER'], ['Mueller', 'MUELLER'], ['Groß', 'GROSS'], ["O'Connor", 'OCONNOR'], ['O’Connor', 'OCONNOR'],
    ['Meyer-Schmidt', 'MEYER SCHMIDT'], ['Al Hassan', 'ALHASSAN'], ['Yıldız', 'YILDIZ'], ['Şahin', 'SAHIN'], ['Nuñez', 'NUNEZ'], ['Nuñez', 'NUXX'.replace('UXX', 'UNXXEZ')], ['Åström', 'AASTROEM'], ['Åström', 'ASTROM'], ['Ølgård', 'OELGAARD'], ['Nguyễn', 'NGUYEN'],
  ])('under all spellings of the name: %s is %s', (familyName, primary) => {
    expect(samePerson(zone(primary, 'ERIKA'), { ...known, familyName })).toBe('same');
  });

  it('by a first given name with a hyphen, written as one word or two', () => {
    for (const secondary of ['ANNA MARIA', 'ANNAMARIA', 'ANNA']) expect(samePerson(zone('MUSTERMANN', secondary), { ...known, givenNames: 'Anna-Maria' })).toBe('same');
  });

  it('with a name that was cut off', () => {
    const familyName = 'Papandropoulous-Alexandropoulou';
    const givenNames = 'Jonathon Alexander Maximilian';
    expect(samePerson(holder(familyName, givenNames), { ...known, familyName, givenNames })).toBe('same');
    expect(samePerson(zone('PAPANDROP ALEX', 'JON', true), { ...known, familyName, givenNames })).toBe('same');
    expect(samePerson(zone('PAPANDROP ALEX', 'JON', false), { ...known, familyName, givenNames })).not.toBe('same');
  });

  it('by the number of the known document, whatever the names', () => {
    expect(samePerson(zone('ANDERS', 'GANZ'), { ...known, travelDocument: 'l 898902-c3' })).toBe('same');
  });

  it('with unknown parts of the birth date', () => {
    expect(samePerson(holder('Mustermann', 'Erika', '1964-00-00'), known)).toBe('same');
    expect(samePerson(holder('Mustermann', 'Erika'), { ...known, birthDate: '1964-08-00' })).toBe('same');
    expect(samePerson(holder('Mustermann', 'Erika', '0000-00-00'), known)).toBe('doubtful');
  });
});

describe('another person', () => {
  it('has another birth date, even with the known number', () => {
    expect(samePerson(holder('Mustermann', 'Erika', '1964-08-13'), known)).toBe('different');
    expect(samePerson(holder('Mustermann', 'Erika', '1964-08-13'), { ...known, travelDocument: 'L898902C3' })).toBe('different');
  });
  it('has other names', () => expect(samePerson(holder('Eriksson', 'Anna'), known)).toBe('different'));
  it('is doubtful when names partly agree: a twin, a changed family name, names in the other field', () => {
    expect(samePerson(holder('Mustermann', 'Max'), known)).toBe('doubtful');
    expect(samePerson(holder('Beispiel', 'Erika'), known)).toBe('doubtful');
    expect(samePerson(holder('Mustermann-Beispiel', 'Maria'), known)).toBe('doubtful');
    expect(samePerson(zone('ERIKA MUSTERMANN', ''), known)).toBe('doubtful');
  });
  it('does not become the same by an empty name', () => {
    expect(samePerson(zone('', ''), known)).toBe('different');
    expect(samePerson(zone('MUSTERMANN', 'ERIKA'), { ...known, familyName: 'محمد', givenNames: 'أحمد' })).toBe('different');
    expect(samePerson(zone('MUSTERMANN', 'ERIKA'), { ...known, travelDocument: '' })).toBe('same');
  });
});

describe('transliteration', () => {
  it('follows ICAO', () => {
    expect(transliterate("Jürgen-Øystein d'Àçş Þór Łukasz Æ")).toBe('JUERGEN<OEYSTEIN<DACS<THOR<LUKASZ<AE');
  });
  it('stays bounded', () => {
    expect(transliterations('Ü'.repeat(200)).length).toBeLessThanOrEqual(256);
  });
});
