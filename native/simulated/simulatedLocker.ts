import type { SimulatedFault } from '../contract.ts';
import type { ByteLink } from '../link/link.ts';
import { commandCode, createFrameParser, encodeFrame } from '../locker/frames.ts';
import { onTheLine } from './faultyLine.ts';
import type { Room } from './room.ts';

export interface SimulatedLockerSettings {
  board: number;
  locks: number;
  closedBit: 0 | 1;
  /** The adapter returns what we send. */
  echo?: boolean;
  /** Some firmware answers an unlock with the same frame. */
  answersUnlock?: boolean;
}

/** How long the contact still says closed after the lock fired. */
const HOOK_MS = 60;

/** The twin of a Kerong KR-CU16 board: answers status frames from the room's doors, fires a lock at an unlock frame. */
export function simulatedLocker(line: ByteLink, room: Room, settings: SimulatedLockerSettings, fault: () => SimulatedFault): { stop(): void } {
  const parser = createFrameParser();
  const movingUntil = new Map<number, number>();
  let turn = 0;

  const bit = (lock: number, on: boolean) => (on ? 1 << lock : 0);
  const lowHigh = (bits: number): [number, number] => [bits & 0xff, (bits >> 8) & 0xff];

  function send(frame: Uint8Array): void {
    turn += 1;
    const bytes = onTheLine(frame, fault(), turn);
    if (bytes.length > 0) line.write(bytes).catch(() => {}); // Nobody is there any more.
  }

  function status(): Uint8Array {
    let hooks = 0;
    let items = 0;
    for (let lock = 0; lock < 16; lock += 1) {
      const door = room.door(settings.board, lock);
      const closed = !door?.open || Date.now() < (movingUntil.get(lock) ?? 0);
      hooks |= bit(lock, closed === (settings.closedBit === 1));
      items |= bit(lock, door?.item ?? false);
    }
    return encodeFrame(settings.board, 0, commandCode.statusReply, [...lowHigh(hooks), ...lowHigh(items)]);
  }

  function fire(lock: number): void {
    const door = room.door(settings.board, lock);
    if (!door || lock >= settings.locks) return;
    if (!door.open && !door.jammed) movingUntil.set(lock, Date.now() + HOOK_MS);
    room.changeDoor(settings.board, lock, { openings: door.openings + 1, open: door.open || !door.jammed });
  }

  const stopBytes = line.onBytes((bytes) => {
    if (fault() === 'unplugged') return;
    if (settings.echo) line.write(bytes).catch(() => {});
    for (const frame of parser.push(bytes)) {
      const [, address = 0, code] = frame;
      if (address >> 4 !== settings.board) continue;
      if (code === commandCode.status) send(status());
      if (code === commandCode.unlock) {
        fire(address & 0x0f);
        if (settings.answersUnlock) send(frame);
      }
    }
  });

  return {
    /** Takes the board off the line; what its locks did stays in the room. */
    stop: () => stopBytes(),
  };
}
