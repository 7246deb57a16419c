import type { FrameParser } from '../exchange.ts';

/**
 * Kerong KR-CU16 / CU12, 19200 8N1: `02 ADDR CMD 03 SUM` and, as status, `02 ADDR 35 L1-8 L9-16 IR1-8 IR9-16 03 SUM`.
 * ADDR: board in the high nibble, lock (from 0) in the low one. SUM: low byte of the sum of all bytes before it.
 */
export const STX = 0x02;
export const ETX = 0x03;
export const commandCode = { status: 0x30, unlock: 0x31, statusReply: 0x35, allStatusReply: 0x36 } as const;

const SHORT = 5;
const LONG = 9;
const longCodes: number[] = [commandCode.statusReply, commandCode.allStatusReply];

export function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
}

/** `data` is empty for commands and four bytes for a status. */
export function encodeFrame(board: number, lock: number, code: number, data: readonly number[] = []): Uint8Array {
  const body = Uint8Array.of(STX, (board << 4) | lock, code, ...data, ETX);
  return Uint8Array.of(...body, sum(body));
}

/** What the frame that begins at `start` is: its length when it is whole and right, `more` when it cannot be said yet. */
function frameAt(bytes: readonly number[], start: number): number | 'more' | 'wrong' {
  if (bytes[start] !== STX) return 'wrong';
  const code = bytes[start + 2];
  if (code === undefined) return 'more';
  if (code < 0x30 || code > 0x3f) return 'wrong';
  const long = longCodes.includes(code);
  const length = long ? LONG : SHORT;
  // Sources disagree on bytes 5-7 of a status (sensors and ETX, or ETX and reserved): there only the sum is checked.
  if (!long && bytes[start + 3] !== undefined && bytes[start + 3] !== ETX) return 'wrong';
  if (bytes.length < start + length) return 'more';
  const frame = Uint8Array.from(bytes.slice(start, start + length));
  return frame[length - 1] === sum(frame.subarray(0, length - 1)) ? length : 'wrong';
}

/** Finds frames in a stream: searches STX, checks the sum, and after a mistake goes on one byte later. Holds at most one frame. */
export function createFrameParser(): FrameParser {
  let held: number[] = [];
  let discarded = 0;
  return {
    push(bytes) {
      const frames: Uint8Array[] = [];
      for (const byte of bytes) {
        held.push(byte);
        let start = 0;
        while (start < held.length) {
          const found = frameAt(held, start);
          if (found === 'more') break;
          if (found === 'wrong') {
            start += 1;
            discarded += 1;
            continue;
          }
          frames.push(Uint8Array.from(held.slice(start, start + found)));
          start += found;
        }
        held = held.slice(start);
      }
      return frames;
    },
    takeDiscarded() {
      const count = discarded;
      discarded = 0;
      return count;
    },
    reset() {
      discarded += held.length;
      held = [];
    },
  };
}
