import type { Command } from '../exchange.ts';
import type { Limits } from '../limits.ts';
import { commandCode, encodeFrame, ETX } from './frames.ts';

/** Bits of one board, bit n = lock n (from 0). `items` is null where the board reports no sensors. */
export interface BoardStatus { hooks: number; items: number | null }

/** Reads the hooks of one board. */
export function readStatus(board: number, limits: Limits['locker']): Command<BoardStatus> {
  return {
    name: `status of board ${board}`,
    bytes: encodeFrame(board, 0, commandCode.status),
    safeToRepeat: true,
    restMs: limits.frameGap,
    reply: { timeoutMs: limits.reply, parse: (frame) => parseStatus(frame, board) },
  };
}

/** undefined for every frame that is not the status of this board. */
export function parseStatus(frame: Uint8Array, board: number): BoardStatus | undefined {
  const [, address, code, low, high, itemsLow, itemsHigh, etx] = frame;
  if (code !== commandCode.statusReply || frame.length !== 9) return undefined;
  if (address === undefined || address >> 4 !== board) return undefined;
  return {
    hooks: (low ?? 0) | ((high ?? 0) << 8),
    items: etx === ETX ? (itemsLow ?? 0) | ((itemsHigh ?? 0) << 8) : null,
  };
}

/**
 * The opening pulse of one lock. Never repeated. Many boards answer nothing, some echo the command, so no reply is
 * awaited; whether the door opened is seen in the status, not earlier than `afterUnlock` later.
 */
export function unlock(board: number, lock: number, limits: Limits['locker']): Command<void> {
  return {
    name: `unlock board ${board} lock ${lock}`,
    bytes: encodeFrame(board, lock, commandCode.unlock),
    safeToRepeat: false,
    restMs: limits.afterUnlock,
    reply: null,
  };
}
