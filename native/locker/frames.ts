import type { FrameParser } from '../exchange.ts';
import { sum } from '../checks.ts';
import { cutFrames } from './cutFrames.ts';

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

/** `data` is empty for commands and four bytes for a status. */
export function encodeFrame(board: number, lock: number, code: number, data: readonly number[] = []): Uint8Array {
  const body = Uint8Array.of(STX, (board << 4) | lock, code, ...data, ETX);
  return Uint8Array.of(...body, sum(body));
}

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
  return bytes[start + length - 1] === sum(bytes.slice(start, start + length - 1)) ? length : 'wrong';
}

export const createFrameParser = (): FrameParser => cutFrames(frameAt);
