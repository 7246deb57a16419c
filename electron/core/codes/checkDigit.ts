/**
 * The 7-3-1 check digit of ICAO Doc 9303-3 § 4.9: digits count as themselves, `A`..`Z` as 10..35, the filler `<` as 0.
 * The result is 0..9; NaN when the text holds any other character.
 */
export function checkDigit(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += characterValue(text[i]!) * weights[i % 3]!;
  return sum % 10;
}

/** Check digit of a document serial number: the same rule (PassV and PAuswV, annex no. 9; BSI TR-03127 § 2.7). */
export function serialCheckDigit(serial: string): number {
  return checkDigit(serial.toUpperCase());
}

const weights = [7, 3, 1] as const;

function characterValue(character: string): number {
  if (character === '<') return 0;
  if (/^[0-9]$/.test(character)) return character.charCodeAt(0) - 48;
  if (/^[A-Z]$/.test(character)) return character.charCodeAt(0) - 55;
  return Number.NaN;
}
