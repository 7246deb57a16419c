import type { LockBoardConfig, LockerModel, SimulatedFault } from '../contract.ts';
import type { ByteLink } from '../link/link.ts';
import { families, settledBoard } from '../locker/families/index.ts';
import { onTheLine } from './faultyLine.ts';
import { speakers } from './lockerSpeakers.ts';
import type { Room, RoomDoor } from './room.ts';

/** How the twin is really wired; the driver's settings may say otherwise. */
export interface SimulatedLockerSettings extends LockBoardConfig {
  model?: LockerModel;
  /** The adapter returns what we send. Set it for one board of a line only. */
  echo?: boolean;
  /** Some firmware answers an unlock. Absent: as is usual for the family. */
  answersUnlock?: boolean;
  /** The adapter turns round too late: every second answer comes without its first byte. */
  losesFirstByte?: boolean;
  /** Wires in another order: the contact of lock n is at input `contactAt[n]`. */
  contactAt?: readonly number[];
  /** Locks whose contact is of the other kind. */
  otherContacts?: readonly number[];
  /** Locks in the room are looked up under this board; boards with one address have different doors. */
  doorsOf?: number;
}

/** How long the contact still says closed after the lock fired. */
const HOOK_MS = 60;
const PULSE_MS = 400;

/** The twin of a lock board: answers status frames from the room's doors, fires a lock at an unlock frame. */
export function simulatedLocker(
  line: ByteLink,
  room: Room,
  settings: SimulatedLockerSettings,
  fault: () => SimulatedFault,
): { stop(): void } {
  const model = settings.model ?? 'kerong-cu16';
  const family = families[model];
  const { board, locks, closedBit, firstLock, inputBoard, contacts: wired } = settledBoard(family, settings);
  const doorsOf = settings.doorsOf ?? board;
  const movingUntil = new Map<number, number>();
  const firedAt = new Map<number, number>();
  let turn = 0;

  function send(frame: Uint8Array): void {
    turn += 1;
    const bytes = onTheLine(settings.losesFirstByte && turn % 2 === 0 ? frame.slice(1) : frame, fault(), turn);
    if (bytes.length > 0) line.write(bytes).catch(() => {}); // Nobody is there any more.
  }

  const closed = (lock: number, door: RoomDoor | undefined): boolean =>
    !door?.open || Date.now() < (movingUntil.get(lock) ?? 0);

  function contacts(): (0 | 1)[] {
    const open: 0 | 1 = closedBit === 1 ? 0 : 1;
    const inputs = Array.from({ length: locks }, (): 0 | 1 => closedBit);
    for (let lock = 0; lock < locks; lock += 1) {
      const other = settings.otherContacts?.includes(lock) ?? false;
      inputs[settings.contactAt?.[lock] ?? lock] =
        (closed(lock, room.door(doorsOf, lock)) || !wired) === other ? open : closedBit;
    }
    return inputs;
  }

  function fire(lock: number): void {
    const door = room.door(doorsOf, lock);
    if (!door || lock >= locks) return;
    firedAt.set(lock, Date.now());
    if (!door.open && !door.jammed) movingUntil.set(lock, Date.now() + HOOK_MS);
    room.changeDoor(doorsOf, lock, { openings: door.openings + 1, open: door.open || !door.jammed });
  }

  const speaker = speakers[model]({
    board,
    firstLock,
    inputBoard,
    contacts,
    fire,
    answersOpen: settings.answersUnlock ?? family.usual.answersOpen,
    items: () => Array.from({ length: locks }, (_, lock) => (room.door(doorsOf, lock)?.item ? 1 : 0)),
    energised: (lock) => Date.now() - (firedAt.get(lock) ?? -PULSE_MS) < PULSE_MS,
  });

  const stopBytes = line.onBytes((bytes) => {
    if (fault() === 'unplugged') return;
    if (settings.echo) line.write(bytes).catch(() => {});
    for (const frame of speaker.parser.push(bytes)) for (const answer of speaker.hear(frame)) send(answer);
  });

  const stopChanges = speaker.changed ? tellChanges(speaker.changed) : () => {};

  /** A board that speaks unasked tells a door when its hook has come to rest. */
  function tellChanges(changed: (lock: number) => Uint8Array): () => void {
    const known = Array.from({ length: locks }, (_, lock) => room.door(doorsOf, lock)?.open);
    const timers = new Set<NodeJS.Timeout>();
    const stopListening = room.onChange(() =>
      known.forEach((before, lock) => {
        const now = room.door(doorsOf, lock)?.open;
        if (now === before) return;
        known[lock] = now;
        const timer = setTimeout(() => {
          timers.delete(timer);
          send(changed(lock));
        }, HOOK_MS);
        timers.add(timer);
      }),
    );
    return () => {
      stopListening();
      for (const timer of timers) clearTimeout(timer);
    };
  }

  return {
    /** Takes the board off the line; what its locks did stays in the room. */
    stop() {
      stopBytes();
      stopChanges();
    },
  };
}
