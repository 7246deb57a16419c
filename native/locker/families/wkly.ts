import { xor } from '../../checks.ts';
import { cutFrames } from '../cutFrames.ts';
import { pulse, reading, type BoardReading, type Family } from '../family.ts';

/**
 * "WKLY" boards: `57 4B 4C 59 LEN ADDR CMD data XOR`, LEN = the whole frame, XOR = of all bytes before it. They tell a
 * change of a door without being asked (85). Locks count from 1. State: 00 open, 01 closed.
 *
 * 88 holds a coil energised until 89, which burns an ordinary lock: neither exists here.
 */
const HEADER = [0x57, 0x4b, 0x4c, 0x59] as const;
export const code = { open: 0x82, queryAll: 0x84, upload: 0x85 } as const;
const SHORTEST = 8;
/** Status of 48 locks. */
const LONGEST = 58;

export function encodeFrame(board: number, command: number, data: readonly number[] = []): Uint8Array {
  const body = [...HEADER, SHORTEST + data.length, board, command, ...data];
  return Uint8Array.of(...body, xor(body));
}

function frameAt(bytes: readonly number[], start: number): number | 'more' | 'wrong' {
  for (const [index, expected] of HEADER.entries()) {
    const byte = bytes[start + index];
    if (byte === undefined) return 'more';
    if (byte !== expected) return 'wrong';
  }
  const length = bytes[start + 4];
  if (length === undefined) return 'more';
  if (length < SHORTEST || length > LONGEST) return 'wrong';
  if (bytes.length < start + length) return 'more';
  return bytes[start + length - 1] === xor(bytes.slice(start, start + length - 1)) ? length : 'wrong';
}

/** Answer to 84: `status count state...`; undefined for every other frame. */
export function parseStatus(frame: Uint8Array, board: number, locks: number): BoardReading | undefined {
  const [, , , , length = 0, address, command, status, count = 0] = frame;
  if (address !== board || command !== code.queryAll || status !== 0 || length !== SHORTEST + 2 + count)
    return undefined;
  return {
    contacts: Array.from({ length: locks }, (_, lock) => (lock >= count ? null : frame[9 + lock] === 0 ? 0 : 1)),
    items: null,
  };
}

export const wkly: Family = {
  name: 'WKLY',
  addresses: { from: 0, to: 255 },
  mostLocks: 48,
  lowestLock: 1,
  highestLock: 48,
  usual: { firstLock: 1, contacts: true, answersOpen: false },
  speaksUnasked: true,
  createParser: () => cutFrames(frameAt),
  // It answers a question for all doors after 180 to 220 ms, an opening when the pulse is over: 350 to 450 ms.
  timing: (limits) => ({ ...limits, reply: limits.reply * 2, afterUnlock: limits.afterUnlock * 2.5 }),
  readDoors: ({ board, locks }, timing) =>
    reading(`status of board ${board}`, encodeFrame(board, code.queryAll), timing, (frame) =>
      parseStatus(frame, board, locks),
    ),
  // One source describes an answer (status, lock, state), another installation gets none.
  open: ({ board, answersOpen }, lock, timing) =>
    pulse(
      `unlock board ${board} lock ${lock}`,
      encodeFrame(board, code.open, [lock]),
      timing,
      answersOpen ? { mayBeSameBytes: false, parse: (frame) => parseOpen(frame, board, lock) } : null,
    ),
  toldBy: (frame) => (frame[6] === code.upload ? frame[5] : undefined),
};

function parseOpen(frame: Uint8Array, board: number, lock: number) {
  const [, , , , length, address, command, status, channel] = frame;
  if (length !== SHORTEST + 3 || address !== board || command !== code.open || channel !== lock) return undefined;
  return status === 0 ? 'taken' : 'doubtful';
}
