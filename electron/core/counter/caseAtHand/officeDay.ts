/** ISO date of a moment, as the office's calendar has it. */
export function officeDay(moment: Date): string {
  const part = (n: number): string => String(n).padStart(2, '0');
  return `${moment.getFullYear()}-${part(moment.getMonth() + 1)}-${part(moment.getDate())}`;
}
