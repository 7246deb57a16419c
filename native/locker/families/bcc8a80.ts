import { xor } from '../../checks.ts';
import { cutFrames } from '../cutFrames.ts';
import { bitsOf, pulse, reading, type BoardReading, type Family } from '../family.ts';

/**
 * Boards of many makers, 9600 8N1, last byte = XOR of all before: opening `8A board lock 11 XOR`, answered
 * `8A board lock state XOR`; all doors `80 board 00 33 XOR`, answered `80 board g3 g2 g1 33 XOR` (g1 = locks 1 to 8).
 *
 * The answer for one door begins like the answer for all, so a stream of both cannot be cut with certainty: we ask for
 * all only. Lock 0 means "all locks" and is never sent.
 */
export const head = { open: 0x8a, status: 0x80 } as const;
const OPEN = 0x11;
const STATUS = 0x33;
const lengthOf = new Map<number, number>([
  [head.open, 5],
  [head.status, 7],
]);

const closed = (...body: number[]): Uint8Array => Uint8Array.of(...body, xor(body));
export const encodeOpen = (board: number, lock: number): Uint8Array => closed(head.open, board, lock, OPEN);
export const encodeStatusAll = (board: number): Uint8Array => closed(head.status, board, 0, STATUS);
export const encodeStatusReply = (board: number, [g1, g2, g3]: readonly [number, number, number]): Uint8Array =>
  closed(head.status, board, g3, g2, g1, STATUS);
export const encodeOpenReply = (board: number, lock: number, state: number): Uint8Array =>
  closed(head.open, board, lock, state);

function frameAt(bytes: readonly number[], start: number): number | 'more' | 'wrong' {
  const length = lengthOf.get(bytes[start] ?? 0);
  if (length === undefined) return 'wrong';
  const fifth = bytes[start + 5];
  if (length === 7 && fifth !== undefined && fifth !== STATUS) return 'wrong';
  if (bytes.length < start + length) return 'more';
  return bytes[start + length - 1] === xor(bytes.slice(start, start + length - 1)) ? length : 'wrong';
}

/** undefined for every frame that is not the status of this board. */
export function parseStatus(frame: Uint8Array, board: number, locks: number): BoardReading | undefined {
  const [first, address, g3 = 0, g2 = 0, g1 = 0] = frame;
  if (first !== head.status || frame.length !== 7 || address !== board) return undefined;
  return { contacts: bitsOf([g1, g2, g3], locks), items: null };
}

export const bcc8a80: Family = {
  name: '8A/80',
  addresses: { from: 1, to: 255 },
  mostLocks: 24,
  lowestLock: 1,
  highestLock: 24,
  usual: { firstLock: 1, contacts: true, answersOpen: false },
  speaksUnasked: false,
  createParser: () => cutFrames(frameAt),
  timing: (limits) => limits,
  readDoors: ({ board, locks }, timing) =>
    reading(`status of board ${board}`, encodeStatusAll(board), timing, (frame) => parseStatus(frame, board, locks)),
  // The state in the answer is no news of the door: which value means open is disputed, and the contact is read anyway.
  open: ({ board, answersOpen }, lock, timing) =>
    pulse(
      `unlock board ${board} lock ${lock}`,
      encodeOpen(board, lock),
      timing,
      answersOpen
        ? {
            mayBeSameBytes: true,
            parse: (frame) => (frame[0] === head.open && frame[1] === board && frame[2] === lock ? 'taken' : undefined),
          }
        : null,
    ),
};
