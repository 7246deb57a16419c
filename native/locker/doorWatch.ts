import type { Door, DoorState } from '../contract.ts';
import type { Limits } from '../limits.ts';
import type { BoardStatus } from './commands.ts';

interface Watched { door: DoorState; item: boolean | null; candidate: string; reads: number; pulseAt: number | undefined; openedByUs: boolean }

/** `commanded`: whether this opening, or for any other change the last one, was asked for. */
export interface DoorChange { door: Door; commanded: boolean }

/**
 * What is believed about the doors of one board: a change counts after `equalReads` equal reads in a row (contacts
 * bounce). Outlives the link, so that a door that changed while the board was away is told.
 */
export function createDoorWatch(settings: { board: number; locks: number; closedBit: 0 | 1 }, limits: Limits['locker']) {
  const watched: Watched[] = Array.from({ length: settings.locks }, () => ({
    door: 'unknown', item: null, candidate: '', reads: 0, pulseAt: undefined, openedByUs: false,
  }));

  const doorOf = (lock: number, from: { door: DoorState; item: boolean | null }): Door =>
    ({ board: settings.board, lock, door: from.door, item: from.item });

  return {
    /** The pulse is about to be sent. */
    pulse(lock: number, now: number): void {
      const it = watched[lock];
      if (it) it.pulseAt = now;
    },

    /** It was not sent after all. */
    noPulse(lock: number): void {
      const it = watched[lock];
      if (it) it.pulseAt = undefined;
    },

    /** One status read; returns what changed for good. */
    read(status: BoardStatus, now: number): DoorChange[] {
      const changes: DoorChange[] = [];
      watched.forEach((it, lock) => {
        const door: DoorState = ((status.hooks >> lock) & 1) === settings.closedBit ? 'closed' : 'open';
        const item = status.items === null ? null : ((status.items >> lock) & 1) === 1;
        const seen = `${door} ${item}`;
        it.reads = seen === it.candidate ? it.reads + 1 : 1;
        it.candidate = seen;
        if (it.reads < limits.equalReads || (it.door === door && it.item === item)) return;
        const first = it.door === 'unknown';
        // Who opened a door that was open at the first sight, nobody knows: no alarm from a change of its item.
        if (first) it.openedByUs = true;
        else if (door === 'open' && it.door !== 'open') {
          it.openedByUs = it.pulseAt !== undefined && now - it.pulseAt <= limits.commanded;
          it.pulseAt = undefined;
        }
        it.door = door;
        it.item = item;
        if (!first) changes.push({ door: doorOf(lock, it), commanded: it.openedByUs });
      });
      return changes;
    },

    doors: (): Door[] => watched.map((it, lock) => doorOf(lock, it)),
  };
}

export type DoorWatch = ReturnType<typeof createDoorWatch>;
