import { checkDigit } from './checkDigit.ts';
import { transliterate } from './transliterate.ts';

/** What is to stand in a passport's zone. Dates are `YYYY-MM-DD`; `00` for unknown parts of the birth date. */
export interface MrzContent {
  /** Default `P`. */
  documentCode?: string;
  issuer: string;
  /** At most nine characters. */
  documentNumber: string;
  nationality: string;
  birthDate: string;
  expiry: string;
  sex: 'F' | 'M' | 'X';
  familyName: string;
  givenNames: string;
}

const nameWidth = 39;

/**
 * Writes a valid TD3 zone: two lines of 44 characters with a line feed between. For invented people: simulation and
 * tests.
 */
export function writeMrz(content: MrzContent): string {
  const first =
    fill(content.documentCode ?? 'P', 2) + fill(content.issuer, 3) + nameField(content.familyName, content.givenNames);
  const number = withCheck(fill(content.documentNumber, 9));
  const birth = withCheck(twoDigitDate(content.birthDate));
  const expiry = withCheck(twoDigitDate(content.expiry));
  const optional = withCheck(fill('', 14));
  const composite = checkDigit(number + birth + expiry + optional);
  const sex = content.sex === 'X' ? '<' : content.sex;
  return `${first}\n${number}${fill(content.nationality, 3)}${birth}${sex}${expiry}${optional}${composite}`;
}

const withCheck = (field: string): string => field + checkDigit(field);
const fill = (text: string, width: number): string =>
  text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '<')
    .slice(0, width)
    .padEnd(width, '<');

/** A family name that fills the line leaves room for one letter of the given names (Doc 9303-4 § 4.2.3). */
function nameField(familyName: string, givenNames: string): string {
  const primary = transliterate(familyName);
  const secondary = transliterate(givenNames);
  if (secondary === '') return fill(primary, nameWidth);
  return fill(`${primary.slice(0, nameWidth - 3)}<<${secondary}`, nameWidth);
}

const twoDigitDate = (date: string): string =>
  [
    date.slice(0, 4) === '0000' ? '<<' : date.slice(2, 4),
    ...[date.slice(5, 7), date.slice(8, 10)].map((part) => (part === '00' ? '<<' : part)),
  ].join('');
