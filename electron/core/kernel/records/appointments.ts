import type { Applicant, Appointment, OfficeRules } from '../../../../backend/contract/index.ts';

/** "Familienname, Vornamen"; of those who came without an appointment perhaps nothing is known. */
export const nameOf = ({ familyName, givenNames }: Pick<Applicant, 'familyName' | 'givenNames'>): string =>
  [familyName, givenNames].filter((part) => part !== '').join(', ');

/** From when on somebody who was called may be called again. */
export function recallAt({ recalledAt, calledAt }: Appointment, rules: OfficeRules): string | null {
  const last = recalledAt ?? calledAt;
  return last && new Date(Date.parse(last) + rules.recallAfterSeconds * 1000).toISOString();
}
