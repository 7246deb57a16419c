/** The backend's own clock; tests set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
<<<<<<< HEAD
=======

/** ISO date (`2026-11-22`) of a moment in the office's own time zone. */
export function officeDate(moment: Date): string {
  const part = (n: number) => String(n).padStart(2, '0');
  return `${moment.getFullYear()}-${part(moment.getMonth() + 1)}-${part(moment.getDate())}`;
}

/** The same time of day a number of calendar days later. */
export function addDays(moment: Date, days: number): Date {
  const later = new Date(moment);
  later.setDate(later.getDate() + days);
  return later;
}

/** When nobody works at an office. */
export function isNight(moment: Date): boolean {
  return moment.getHours() >= 21 || moment.getHours() < 5;
}
>>>>>>> gone
