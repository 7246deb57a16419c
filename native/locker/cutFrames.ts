import type { FrameParser } from '../exchange.ts';

/** What begins at `start`: the length of a whole and right frame, `more` when it cannot be said yet, or `wrong`. */
export type FrameAt = (bytes: readonly number[], start: number) => number | 'more' | 'wrong';

/**
 * Finds frames in a stream: looks for a beginning, checks, and after a mistake goes on one byte later, so that junk, an
 * echo or a lost first byte costs one frame at most. Holds at most one frame: `frameAt` must not say `more` for ever.
 */
export function cutFrames(frameAt: FrameAt): FrameParser {
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
