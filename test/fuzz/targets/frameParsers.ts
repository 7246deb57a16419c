import type { FrameParser } from '../../../native/exchange.ts';
import { inPieces } from '../mutate.ts';
import { hold, type Target } from '../target.ts';

/**
 * A reader of frames on a line: what it gives out was sent in one piece and in this order, every byte is a frame's or
 * counted as thrown away, and the result does not depend on how the line cuts the bytes.
 */
export function frameParserTarget(
  name: string,
  create: () => FrameParser,
  seeds: readonly Uint8Array[],
  isRight: (frame: Uint8Array) => boolean,
): Target {
  return {
    name,
    seeds: [...seeds, Buffer.concat(seeds)],
    attempt(input, random) {
      const parser = create();
      const frames = parser.push(input);
      const cut = create();
      const again = inPieces(input, random).flatMap((piece) => cut.push(piece));
      hold(
        Buffer.concat(again).equals(Buffer.concat(frames)) && again.length === frames.length,
        'other frames when the line cuts the bytes elsewhere',
      );
      const bytes = Buffer.from(input);
      let from = 0;
      for (const frame of frames) {
        hold(frame.length > 0 && isRight(frame), 'a frame whose checksum is wrong');
        const at = bytes.indexOf(frame, from);
        hold(at >= 0, 'a frame that was not sent');
        from = at + frame.length;
      }
      parser.reset();
      const given = frames.reduce((sum, { length }) => sum + length, 0);
      hold(
        given + parser.takeDiscarded() === input.length,
        'bytes that are neither in a frame nor counted as thrown away',
      );
    },
  };
}
