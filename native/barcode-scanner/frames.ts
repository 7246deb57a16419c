import type { EndMark } from '../contract.ts';

/** One end of a scan, or bytes that were thrown away. */
export type ScanPiece =
  | { kind: 'code'; bytes: Uint8Array; /** Where the frame itself names it. */ aim?: string }
  /** `rest`: of a code whose beginning was thrown away. */
  | {
      kind: 'discarded';
      count: number;
      why: 'too-long' | 'unfinished' | 'outside-frame' | 'rest';
      /** What the bytes seem to end with, where the line came to rest. */
      endMark?: EndMark;
    };

const CR = 0x0d;
const LF = 0x0a;
const TAB = 0x09;
const STX = 0x02;
const ETX = 0x03;

/**
 * Cuts a scanner's bytes at its end mark. Only the configured mark ends a code: all other control characters are data
 * (GS separates GS1 fields, a vCard has line ends). Knows no clock: whoever owns it says when the line was quiet. Where
 * codes have an end mark, silence ends none: what comes after half a code is its rest, however late, and is thrown away
 * up to that mark.
 */
export function createScanFramer(
  endMark: EndMark,
  maxBytes: number,
): {
  push(bytes: Uint8Array): ScanPiece[];
  /**
   * Nothing came for longer than a scanner takes between two bytes. What follows in spite of it makes a code without
   * end mark a torn one.
   */
  paused(): void;
  /** The beginning of a code was thrown away elsewhere: what comes up to so many end marks is its rest. */
  torn(endMarks: number): void;
  /** The line was quiet for as long as ends a code (`silence`), or makes a half one worthless (all others). */
  quiet(): ScanPiece[];
  /** The device is gone: what is half is not invented. */
  end(): ScanPiece[];
  pending(): boolean;
} {
  let held: number[] = [];
  let tooLong = 0;
  let outside = 0;
  let inFrame = endMark !== 'etx';
  /** Up to so many end marks everything belongs to a code whose beginning was thrown away. */
  let skipping = 0;
  let afterPause = false;
  let broken = false;
  let afterCr = false;
  /** The last two bytes, whatever they belong to. */
  let tail: [number, number] = [0, 0];

  function finish(pieces: ScanPiece[], bytes: number[]): void {
    if (tooLong > 0) pieces.push({ kind: 'discarded', count: tooLong + bytes.length, why: 'too-long' });
    else if (bytes.length > 0 && (skipping > 0 || broken))
      pieces.push({ kind: 'discarded', count: bytes.length, why: skipping > 0 ? 'rest' : 'unfinished' });
    else if (bytes.length > 0) pieces.push({ kind: 'code', bytes: Uint8Array.from(bytes) });
    held = [];
    tooLong = 0;
    skipping = Math.max(0, skipping - 1);
    afterPause = broken = false;
    inFrame = endMark !== 'etx';
  }

  function hold(byte: number): void {
    if (endMark === 'silence' && afterPause) broken = true;
    held.push(byte);
    if (held.length <= maxBytes) return;
    // Keep the last byte: an end mark of two bytes may just have begun.
    tooLong += held.length - 1;
    held = [byte];
  }

  function outsideEnds(pieces: ScanPiece[]): void {
    if (outside > 0) pieces.push({ kind: 'discarded', count: outside, why: 'outside-frame' });
    outside = 0;
  }

  function take(byte: number, pieces: ScanPiece[]): void {
    tail = [tail[1], byte];
    const wasCr = afterCr;
    afterCr = false;
    switch (endMark) {
      case 'cr':
        if (byte === LF && wasCr) return; // CR LF is one end, also when cut in two.
        if (byte !== CR) return hold(byte);
        afterCr = true;
        return finish(pieces, held);
      case 'lf':
        if (byte !== LF) return hold(byte);
        return finish(pieces, held.at(-1) === CR ? held.slice(0, -1) : held);
      case 'crlf':
        if (byte === LF && held.at(-1) === CR) return finish(pieces, held.slice(0, -1));
        // Cut in two by a pause.
        if (byte === LF && skipping > 0 && held.length === 0 && tail[0] === CR) return finish(pieces, held);
        return hold(byte);
      case 'tab':
        return byte === TAB ? finish(pieces, held) : hold(byte);
      case 'etx':
        if (!inFrame) {
          if (byte !== STX) {
            outside += 1;
            return;
          }
          outsideEnds(pieces);
          inFrame = true;
          return;
        }
        return byte === ETX ? finish(pieces, held) : hold(byte);
      case 'silence':
        return hold(byte);
    }
  }

  /** With STX in front the rest is outside of any frame; without end mark nothing says how far it goes. */
  function tear(endMarks: number): void {
    if (endMark !== 'etx' && endMark !== 'silence') skipping = Math.max(skipping, endMarks);
  }

  function giveUp(): ScanPiece[] {
    const pieces: ScanPiece[] = [];
    const seen = endMarkOf(tail);
    if (outside > 0) pieces.push({ kind: 'discarded', count: outside, why: 'outside-frame', endMark: seen });
    outside = 0;
    if (tooLong > 0) pieces.push({ kind: 'discarded', count: tooLong + held.length, why: 'too-long' });
    else if (held.length > 0) pieces.push({ kind: 'discarded', count: held.length, why: 'unfinished', endMark: seen });
    if (pieces.length > 0) tear(1);
    held = [];
    tooLong = 0;
    afterCr = false;
    inFrame = endMark !== 'etx';
    return pieces;
  }

  return {
    push(bytes) {
      const pieces: ScanPiece[] = [];
      for (const byte of bytes) take(byte, pieces);
      return pieces;
    },
    paused() {
      afterPause = held.length > 0 || tooLong > 0;
    },
    torn: tear,
    quiet() {
      if (endMark !== 'silence') return giveUp();
      const pieces: ScanPiece[] = [];
      finish(pieces, held);
      return pieces;
    },
    end: giveUp,
    pending: () => held.length > 0 || tooLong > 0 || outside > 0 || (endMark === 'etx' && inFrame),
  };
}

function endMarkOf([before, last]: readonly [number, number]): EndMark {
  switch (last) {
    case CR:
      return 'cr';
    case LF:
      return before === CR ? 'crlf' : 'lf';
    case TAB:
      return 'tab';
    case ETX:
      return 'etx';
    default:
      return 'silence';
  }
}
