import type { Door, DoorState } from '../contract.ts';
import type { Limits } from '../limits.ts';
import type { BoardReading } from './family.ts';

interface Watched {
  door: DoorState;
  item: boolean | null;
  candidate: string;
  reads: number;
  believed: boolean;
  /** Somebody was told that it is unknown. */
  toldUnknown: boolean;
  pulseAt: number | undefined;
  openedByUs: boolean;
}

/** `commanded`: whether this opening, or for any other change the last one, was asked for. */
export interface DoorChange {
  door: Door;
  commanded: boolean;
}

/**
 * What is believed about the doors of one board: a change counts after `equalReads` equal reads in a row (contacts
 * bounce). Outlives the link, so that a door that changed while the board was away is told.
 */
export function createDoorWatch(
  settings: { board: number; locks: number; closedBit: 0 | 1; contacts: boolean },
  limits: Limits['locker'],
) {
  const unseen = (): Watched => ({
    door: 'unknown',
    item: null,
    candidate: '',
    reads: 0,
    believed: false,
    toldUnknown: false,
    pulseAt: undefined,
    openedByUs: false,
  });
  const watched: Watched[] = Array.from({ length: settings.locks }, unseen);

  const doorOf = (lock: number, { door, item }: { door: DoorState; item: boolean | null }): Door => ({
    board: settings.board,
    lock,
    door,
    item,
    ...(settings.contacts ? {} : { contact: false }),
  });

  /** A door whose contact has not come to rest yet is handed out as unknown: its first sight is told, then. */
  function told(it: Watched, lock: number): Door {
    it.toldUnknown = !it.believed;
    return doorOf(lock, it);
  }

  function doorState(contact: 0 | 1 | null | undefined): DoorState {
    if (!settings.contacts || contact === null || contact === undefined) return 'unknown';
    return contact === settings.closedBit ? 'closed' : 'open';
  }

  return {
    /** The pulse is about to be sent. `now`: milliseconds of a clock that nobody sets. */
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
    read(reading: BoardReading, now: number): DoorChange[] {
      const changes: DoorChange[] = [];
      watched.forEach((it, lock) => {
        const door = doorState(reading.contacts[lock]);
        const item = reading.items?.[lock] ?? null;
        const seen = `${door} ${item}`;
        it.reads = seen === it.candidate ? it.reads + 1 : 1;
        it.candidate = seen;
        if (it.reads < limits.equalReads || (it.believed && it.door === door && it.item === item)) return;
        const first = !it.believed;
        // Who opened a door that was open at the first sight, nobody knows: no alarm from a change of its item.
        if (first) it.openedByUs = true;
        else if (door === 'open' && it.door !== 'open') {
          it.openedByUs = it.pulseAt !== undefined && now - it.pulseAt <= limits.commanded;
          it.pulseAt = undefined;
        }
        it.believed = true;
        it.door = door;
        it.item = item;
        if (!first || it.toldUnknown) changes.push({ door: doorOf(lock, it), commanded: it.openedByUs });
        it.toldUnknown = false;
      });
      return changes;
    },

    doors: (): Door[] => watched.map(told),
    /** As nobody can say how they stand now. What was believed is kept, to tell what changed meanwhile. */
    unknownDoors: (): Door[] => watched.map((_, lock) => doorOf(lock, { door: 'unknown', item: null })),
    /** Every door as if it had just changed. */
    all: (): DoorChange[] => watched.map((it, lock) => ({ door: told(it, lock), commanded: it.openedByUs })),
    /** The next sight is a first sight. */
    forget(): void {
      watched.forEach((_, lock) => {
        watched[lock] = unseen();
      });
    },
  };
}
