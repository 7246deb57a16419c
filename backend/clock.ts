/** The backend's own clock; tests set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** When nobody works at an office. */
export function isNight(moment: Date): boolean {
  return moment.getHours() >= 21 || moment.getHours() < 5;
}
