import { demoPeople } from '../../backend/seed/people.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';

const day = makeOfficeDay(new Date());
const secrets = [
  ...demoPeople.flatMap(({ applicant, mrz }) => [
    applicant.familyName,
    ...applicant.givenNames.split(' '),
    applicant.birthDate,
    applicant.travelDocument ?? '',
    mrz.familyName,
  ]),
  ...day.items.map(({ serial }) => serial),
  ...day.appointments.map(({ code }) => code),
].filter((secret) => secret.length > 3);

/**
 * Names, dates of birth, document numbers and codes of the invented people in lines that must hold none (promise 10).
 */
export function personalDataIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    secrets.filter((secret) => line.includes(secret)).map((secret) => `"${secret}" in "${line}"`),
  );
}
