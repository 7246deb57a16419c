/** Pure helpers around times. All instants are ISO 8601, all clocks milliseconds since 1970. */

/** Whole minutes since `since`; never negative, because two clocks may differ. */
export function minutesSince(since: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
}

/** `06:24` or `1:06:24`: a running time that can be read at a glance. */
export function stopwatch(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** Whole seconds since `since`; never negative. */
export const secondsSince = (since: string, now: number): number =>
  Math.max(0, Math.floor((now - Date.parse(since)) / 1000));

/** Age in the largest unit that is at least one, or two for days; the words stand under `age.<unit>`. */
export function age(since: string, now: number): { unit: 'minutes' | 'hours' | 'days'; count: number } {
  const minutes = minutesSince(since, now);
  if (minutes < 60) return { unit: 'minutes', count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? { unit: 'hours', count: hours } : { unit: 'days', count: Math.floor(hours / 24) };
}

/**
 * From then on somebody should be told without looking for it: much may have happened in the waiting room meanwhile.
 */
const oldAfterMinutes = 5;

/** How what is shown is to be spoken of: as current (never without a connection), with its time, or with its day as well. */
export function freshness(
  asOf: string | null,
  now: number,
  isConnected: boolean,
): { kind: 'never' | 'current' | 'moment' | 'today' | 'earlier'; isOld: boolean } {
  if (asOf === null) return { kind: 'never', isOld: true };
  const minutes = minutesSince(asOf, now);
  if (minutes < 1) return { kind: isConnected ? 'current' : 'moment', isOld: false };
  const sameDay = new Date(asOf).toDateString() === new Date(now).toDateString();
  return { kind: sameDay ? 'today' : 'earlier', isOld: minutes >= oldAfterMinutes };
}

export type WaitTone = 'short' | 'long' | 'too-long';

/** How loud a waiting time is shown: a quarter of an hour is usual, half an hour is not. */
export function waitTone(minutes: number): WaitTone {
  if (minutes < 15) return 'short';
  return minutes < 30 ? 'long' : 'too-long';
}

/**
 * English here is British: in the American order 08/12 would be a wrong date of birth to everybody else in the office.
 */
const locale = (language: string): string => (language === 'en' ? 'en-GB' : language);

/** Making one takes a hundred times as long as using it, and lists of people have many times. */
const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale(language), options);
  formats.set(key, made);
  return made;
}

export const clockTime = (instant: string | number, language: string): string =>
  format(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(instant));

/** Day and month of an instant, here. */
export const dayAndMonth = (instant: string | number, language: string): string =>
  format(language, { day: '2-digit', month: '2-digit' }).format(new Date(instant));

/**
 * A calendar date such as a date of birth, without any time zone. Unknown parts are `00` (`1987-00-00` is `1987`),
 * which Intl cannot show.
 */
export function calendarDate(date: string, language: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!match) return date;
  const [, year = '', month = '', day = ''] = match;
  if (month === '00') return year;
  const utc = new Date(Date.UTC(Number(year), Number(month) - 1, day === '00' ? 1 : Number(day)));
  const parts: Intl.DateTimeFormatOptions =
    day === '00' ? { year: 'numeric', month: 'long' } : { year: 'numeric', month: '2-digit', day: '2-digit' };
  return format(language, { ...parts, timeZone: 'UTC' }).format(utc);
}
