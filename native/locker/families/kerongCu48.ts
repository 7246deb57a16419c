import { sum } from '../../checks.ts';
import { cutFrames } from '../cutFrames.ts';
import { bitsOf, pulse, reading, type BoardReading, type Family } from '../family.ts';

/**
 * Kerong CU48, new style, 19200 8N1, one public source: `02 ADDR LOCK CMD 03 SUM`; status
 * `02 ADDR 00 75 06 <6 bytes, bit 1 = closed> SUM` (without ETX), answer to an opening `02 ADDR LOCK 75 03 SUM`.
 */
const STX = 0x02;
const ETX = 0x03;
export const code = { status: 0x60, unlock: 0x61, answer: 0x75 } as const;
const STATUS_BYTES = 6;

export function encodeCommand(board: number, lock: number, command: number): Uint8Array {
  const body = [STX, board, lock, command, ETX];
  return Uint8Array.of(...body, sum(body));
}

export function encodeStatus(board: number, bits: readonly number[]): Uint8Array {
  const body = [STX, board, 0, code.answer, STATUS_BYTES, ...bits];
  return Uint8Array.of(...body, sum(body));
}

function frameAt(bytes: readonly number[], start: number): number | 'more' | 'wrong' {
  if (bytes[start] !== STX) return 'wrong';
  const command = bytes[start + 3];
  const next = bytes[start + 4];
  if (command === undefined) return 'more';
  if (command !== code.status && command !== code.unlock && command !== code.answer) return 'wrong';
  if (next === undefined) return 'more';
  const status = command === code.answer && next === STATUS_BYTES;
  if (!status && next !== ETX) return 'wrong';
  const length = status ? 12 : 6;
  if (bytes.length < start + length) return 'more';
  return bytes[start + length - 1] === sum(bytes.slice(start, start + length - 1)) ? length : 'wrong';
}

/** undefined for every frame that is not the status of this board. */
export function parseStatus(frame: Uint8Array, board: number, locks: number): BoardReading | undefined {
  if (frame.length !== 12 || frame[1] !== board) return undefined;
  return { contacts: bitsOf(frame.subarray(5, 11), locks), items: null };
}

export const kerongCu48: Family = {
  name: 'CU48',
  addresses: { from: 0, to: 255 },
  mostLocks: 48,
  lowestLock: 0,
  highestLock: 48,
  usual: { firstLock: 0, contacts: true, answersOpen: false },
  speaksUnasked: false,
  createParser: () => cutFrames(frameAt),
  timing: (limits) => limits,
  readDoors: ({ board, locks }, timing) =>
    reading(`status of board ${board}`, encodeCommand(board, 0, code.status), timing, (frame) =>
      parseStatus(frame, board, locks),
    ),
  open: ({ board, answersOpen }, lock, timing) =>
    pulse(
      `unlock board ${board} lock ${lock}`,
      encodeCommand(board, lock, code.unlock),
      timing,
      answersOpen
        ? {
            mayBeSameBytes: false,
            parse: (frame) =>
              frame.length === 6 && frame[1] === board && frame[3] === code.answer ? 'taken' : undefined,
          }
        : null,
    ),
};
