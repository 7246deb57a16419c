import { commandCode, createFrameParser, encodeFrame, ETX } from '../frames.ts';
import { bitsOf, pulse, reading, type BoardReading, type Family } from '../family.ts';

/** Kerong KR-CU16 and CU12, 19200 8N1; frames in `../frames.ts`. */
export const kerongCu16: Family = {
  name: 'KR-CU16',
  addresses: { from: 0, to: 15 },
  mostLocks: 16,
  lowestLock: 0,
  highestLock: 15,
  usual: { firstLock: 0, contacts: true, answersOpen: false },
  speaksUnasked: false,
  createParser: createFrameParser,
  timing: (limits) => limits,
  readDoors: ({ board, locks }, timing) =>
    reading(`status of board ${board}`, encodeFrame(board, 0, commandCode.status), timing, (frame) =>
      parseStatus(frame, board, locks),
    ),
  // Many boards answer nothing, some return the command: no reply is awaited unless the settings say so.
  open: ({ board, answersOpen }, lock, timing) =>
    pulse(
      `unlock board ${board} lock ${lock}`,
      encodeFrame(board, lock, commandCode.unlock),
      timing,
      answersOpen
        ? {
            mayBeSameBytes: true,
            parse: (frame) =>
              frame[1] === ((board << 4) | lock) && frame[2] === commandCode.unlock ? 'taken' : undefined,
          }
        : null,
    ),
};

/** undefined for every frame that is not the status of this board. */
export function parseStatus(frame: Uint8Array, board: number, locks: number): BoardReading | undefined {
  const [, address, code, low = 0, high = 0, itemsLow = 0, itemsHigh = 0, etx] = frame;
  if (code !== commandCode.statusReply || frame.length !== 9) return undefined;
  if (address === undefined || address >> 4 !== board) return undefined;
  return {
    contacts: bitsOf([low, high], locks),
    items: etx === ETX ? bitsOf([itemsLow, itemsHigh], locks).map((bit) => bit === 1) : null,
  };
}
