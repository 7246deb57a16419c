/** Two-digit years and unknown parts of the dates in a machine readable zone. */

interface Parts {
  year: number | null;
  month: number | null;
  day: number | null;
}

/** `YYMMDD`, unknown pairs as `<<`. Undefined when a pair is half known or no day of any calendar year can be meant. */
function partsOf(text: string): Parts | undefined {
  const pairs = [text.slice(0, 2), text.slice(2, 4), text.slice(4, 6)];
  if (!pairs.every((pair) => /^(\d\d|<<)$/.test(pair))) return undefined;
  const [year, month, day] = pairs.map((pair) => (pair === '<<' ? null : Number(pair))) as [
    number | null,
    number | null,
    number | null,
  ];
  return { year, month, day };
}

function exists(year: number | null, month: number | null, day: number | null): boolean {
  if (month !== null && (month < 1 || month > 12)) return false;
  if (day === null) return true;
  // Where a part is unknown the most generous month and a leap year count.
  const longest = month === null ? 31 : new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate();
  return day >= 1 && day <= longest;
}

const iso = (year: number | null, month: number | null, day: number | null): string =>
  [String(year ?? 0).padStart(4, '0'), String(month ?? 0).padStart(2, '0'), String(day ?? 0).padStart(2, '0')].join(
    '-',
  );

/**
 * Date of expiry: the century that brings the year within fifty years of `now`, and not before the holder's birth.
 * Null when the zone leaves it open; undefined when it is no date.
 */
export function expiryOf(text: string, birthText: string, now: Date): string | null | undefined {
  if (text === '<<<<<<') return null;
  const parts = partsOf(text);
  if (!parts || parts.year === null || parts.month === null || parts.day === null) return undefined;
  const thisYear = now.getUTCFullYear();
  const century = thisYear - (thisYear % 100);
  let year = [century - 100, century, century + 100]
    .map((c) => c + parts.year!)
    .find((y) => y > thisYear - 50 && y <= thisYear + 50)!;
  // An old document in a new century: if the year is long past and its holder was not even born then, it means the next
  // one.
  const birthYear = partsOf(birthText)?.year;
  if (year < thisYear && birthYear != null && earliestBirthYear(birthYear, now) > year) year += 100;
  return exists(year, parts.month, parts.day) ? iso(year, parts.month, parts.day) : undefined;
}

function earliestBirthYear(twoDigits: number, now: Date): number {
  const thisYear = now.getUTCFullYear();
  const latest = thisYear - (thisYear % 100) + twoDigits;
  return (latest > thisYear ? latest - 100 : latest) - 100;
}

/**
 * Date of birth: the latest century that is neither in the future nor after the document's expiry. Undefined when it is
 * no date.
 */
export function birthDateOf(text: string, expiry: string | null, now: Date): string | undefined {
  const parts = partsOf(text);
  if (!parts) return undefined;
  const { year, month, day } = parts;
  if (year === null) return exists(null, month, day) ? iso(null, month, day) : undefined;
  const today = now.toISOString().slice(0, 10);
  const limit = expiry !== null && expiry < today ? expiry : today;
  const thisYear = now.getUTCFullYear();
  const century = thisYear - (thisYear % 100);
  for (const candidate of [century + year, century - 100 + year]) {
    // `00` for unknown parts sorts first, which is the generous reading.
    if (exists(candidate, month, day) && iso(candidate, month, day) <= limit) return iso(candidate, month, day);
  }
  return undefined;
}
