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

/** What the list calls it: who was taken off, and what ended before it was done, is neither missed nor finished. */
export const stateWord = ({ state, takenOff, endedEarly }: Pick<DayEntry, 'state' | 'takenOff' | 'endedEarly'>) =>
  endedEarly === null ? (takenOff ?? state) : 'ended-early';
