import { parseMrz, writeMrz, type Mrz } from '../../../../../electron/core/codes/mrz.ts';
import type { KnownPerson } from '../../../../../electron/core/counter/identity/judge.ts';

/** Invented people, and what their documents say. */

const asOf = new Date('2026-11-30T09:00:00Z');

export const known = (ticket: string, facts: Partial<KnownPerson> = {}): KnownPerson => ({
  personId: `person-${ticket}`,
  ticket,
  familyName: 'Ahmad',
  givenNames: 'Mohammad',
  birthDate: '1990-01-01',
  nationality: 'Syrien',
  nationalityCode: 'SYR',
  sex: 'M',
  numbers: [],
  ...facts,
});

/** Somebody of whom names were only heard. */
export const heard = (ticket: string, familyName: string, givenNames: string): KnownPerson => ({
  personId: `person-${ticket}`,
  ticket,
  familyName,
  givenNames,
  birthDate: '0000-00-00',
  nationality: '',
  numbers: [],
});

/** Through a whole zone with its check digits. */
export function passport(says: Partial<Parameters<typeof writeMrz>[0]> = {}): Mrz {
  const parsed = parseMrz(
    writeMrz({
      issuer: 'SYR',
      nationality: 'SYR',
      documentNumber: 'N1111111',
      birthDate: '1990-01-01',
      expiry: '2031-06-30',
      sex: 'M',
      familyName: 'Ahmad',
      givenNames: 'Mohammad',
      ...says,
    }),
    asOf,
  );
  if (!parsed.ok) throw new Error('the zone should be right');
  return parsed.mrz;
}
