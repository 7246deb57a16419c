import type { DayEntry } from '../../../electron/contract/index.ts';
import type { ToneName } from '../../components/Tone.tsx';

export const stateTone: Record<DayEntry['state'], ToneName> = {
  scheduled: 'quiet',
  waiting: 'info',
  called: 'info',
  serving: 'info',
  parked: 'warning',
  missed: 'warning',
  completed: 'good',
  cancelled: 'quiet',
};

/** A family is one entry and several people. */
export const peopleIn = (entries: readonly DayEntry[]): number =>
  entries.reduce((sum, { state, companions }) => sum + 1 + companions.filter((one) => one.state === state).length, 0);

/** Lower case without accents, so that "Nguyen" finds "Nguyễn". */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether all sought words occur in ticket, name or service, in any order. */
export function matches(entry: Pick<DayEntry, 'ticket' | 'name'>, sought: string, service: string): boolean {
  const text = plain(`${entry.ticket} ${entry.name} ${service}`);
  return plain(sought)
    .split(/\s+/)
    .every((word) => text.includes(word));
}
