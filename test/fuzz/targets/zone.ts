import type { Mrz } from '../../../electron/core/codes/mrz.ts';
import { hold } from '../target.ts';

/** The check digit of ICAO Doc 9303-3 § 4.9, written a second time so that reader and test cannot be wrong together. */
export function sevenThreeOne(text: string): number {
  return (
    [...text].reduce(
      (sum, character, i) => sum + (character === '<' ? 0 : Number.parseInt(character, 36)) * [7, 3, 1][i % 3]!,
      0,
    ) % 10
  );
}

/** First column and length, counted from 0 over the whole zone. */
const places = {
  TD1: {
    number: [5, 9],
    birth: [30, 6],
    expiry: [38, 6],
    composite: [
      [5, 25],
      [30, 7],
      [38, 7],
      [48, 11],
    ],
    compositeAt: 59,
  },
  TD2: {
    number: [36, 9],
    birth: [49, 6],
    expiry: [57, 6],
    composite: [
      [36, 10],
      [49, 7],
      [57, 14],
    ],
    compositeAt: 71,
  },
  TD3: {
    number: [44, 9],
    birth: [57, 6],
    expiry: [65, 6],
    composite: [
      [44, 10],
      [57, 7],
      [65, 22],
    ],
    compositeAt: 87,
  },
  'MRV-A': { number: [44, 9], birth: [57, 6], expiry: [65, 6], composite: [], compositeAt: null },
  'MRV-B': { number: [36, 9], birth: [49, 6], expiry: [57, 6], composite: [], compositeAt: null },
} as const;
const digitFor: Record<string, string> = { O: '0', Q: '0', I: '1', B: '8', S: '5', Z: '2', G: '6' };

/**
 * Whatever was accepted stands in the text like this, with every check digit right, in one of the readings of its
 * fillers.
 */
export function checkZone(text: string, mrz: Mrz): void {
  const zone = text
    .replace(/[\s\x02\x03]/g, '')
    .toUpperCase()
    .replaceAll('‹', '<');
  const readings = [zone.replaceAll('«', '<<'), zone.replaceAll('«', '<')];
  hold(
    readings.some((reading) => holdsIn(reading, mrz)),
    'a zone whose check digits or dates do not stand in the text',
  );
}

function holdsIn(zone: string, mrz: Mrz): boolean {
  const { number, birth, expiry, composite, compositeAt } = places[mrz.format];
  const digits = (from: number, length: number): string =>
    zone.slice(from, from + length).replace(/[OQIBSZG]/g, (letter) => digitFor[letter] ?? letter);
  const field = ([from, length]: readonly [number, number]): boolean => {
    const check = digits(from + length, 1);
    return check === '<' ? /^<+$/.test(digits(from, length)) : sevenThreeOne(digits(from, length)) === Number(check);
  };
  const year = (date: string | null): string =>
    date === null ? '<<' : date.startsWith('0000') ? '<<' : date.slice(2, 4);
  if (
    digits(birth[0], birth[1]).slice(0, 2) !== year(mrz.birthDate) ||
    digits(expiry[0], expiry[1]).slice(0, 2) !== year(mrz.expiry)
  )
    return false;
  if (!field(birth) || !field(expiry)) return false;
  const numberText = zone.slice(number[0], number[0] + number[1]);
  if (!mrz.documentNumber.replaceAll(' ', '<').startsWith(numberText.replace(/<+$/, ''))) return false;
  if (compositeAt === null) return true;
  // Lookalikes are put right in numeric fields alone, so the composite is taken over both ways of reading them.
  const over = composite.map(([from, length]) => zone.slice(from, from + length)).join('');
  const check = Number(digits(compositeAt, 1));
  const numeric =
    zone.slice(birth[0], expiry[0] + 7) + (zone[number[0] + 9] ?? '') + (mrz.format === 'TD3' ? (zone[86] ?? '') : '');
  return sevenThreeOne(over) === check || /[OQIBSZG]/.test(numeric);
}
