import type { EndMark } from '../contract.ts';
import type { ScanPiece } from './frames.ts';
import type { ScanPart } from './posReports.ts';

/** A whole code with its identifier, or bytes that were thrown away. */
export type AssembledPiece =
  | { kind: 'code'; bytes: Uint8Array; aim: string | null }
  | Extract<ScanPiece, { kind: 'discarded' }>;

const suffixes: Record<EndMark, readonly number[][]> = {
  // CR LF is one mark for a scanner that is set to CR.
  cr: [[0x0d, 0x0a], [0x0d]],
  lf: [[0x0d, 0x0a], [0x0a]],
  crlf: [[0x0d, 0x0a]],
  tab: [[0x09]],
  etx: [[0x03]],
  silence: [],
};

/** Takes one end mark off: scanners that frame their codes by themselves often append it all the same. */
export function withoutEndMark(bytes: Uint8Array, endMark: EndMark): Uint8Array {
  const suffix = suffixes[endMark].find((mark) =>
    mark.every((byte, index) => bytes[bytes.length - mark.length + index] === byte),
  );
  return suffix ? bytes.slice(0, bytes.length - suffix.length) : bytes;
}

/**
 * Puts the parts of a code together. Knows no clock: whoever owns it says when the scanner was quiet for too long. The
 * rest of a code that was given up is thrown away up to its last part, however late it comes. `endMark`: a scanner that
 * once ended a code with it does so always, and what comes without it is half a code.
 */
export function createScanAssembly(
  maxBytes: number,
  endMark: EndMark = 'silence',
): {
  push(part: ScanPart): AssembledPiece[];
  /** The rest of a code did not come. */
  quiet(): AssembledPiece[];
  /** A part of so many bytes was unreadable: nothing of this code is delivered, also not what follows of it. */
  spoil(bytes: number): AssembledPiece[];
  /** The device is gone: what is half is not invented. */
  end(): AssembledPiece[];
  pending(): boolean;
} {
  let held: number[] = [];
  let aim: string | null = null;
  let begun = false;
  let tooLong = 0;
  /** The rest of a code is still to come, and belongs to nothing; `of` is its identifier where it is known. */
  let skipping: { of: string | null } | null = null;
  let marked = false;
  /** Every part so far was full and the layout does not say whether more follows. */
  let maybeWhole = false;

  function forget(): void {
    held = [];
    aim = null;
    begun = false;
    tooLong = 0;
    maybeWhole = false;
  }

  const hasMark = (bytes: Uint8Array): boolean => withoutEndMark(bytes, endMark).length < bytes.length;

  function throwAway(why: 'too-long' | 'unfinished'): AssembledPiece[] {
    const count = held.length + tooLong;
    forget();
    return count > 0 ? [{ kind: 'discarded', count, why }] : [];
  }

  function finish(): AssembledPiece[] {
    if (tooLong > 0) return throwAway('too-long');
    const code: AssembledPiece = { kind: 'code', bytes: Uint8Array.from(held), aim };
    marked ||= hasMark(code.bytes);
    forget();
    return code.bytes.length > 0 ? [code] : [];
  }

  return {
    push(part) {
      if (skipping && (skipping.of === null || part.aim === skipping.of)) {
        if (part.continued === false) skipping = null;
        return [{ kind: 'discarded', count: part.bytes.length, why: 'rest' }];
      }
      skipping = null;
      // The identifier is repeated in every part: another one belongs to another code.
      const pieces = begun && part.aim !== aim ? throwAway('unfinished') : [];
      begun = true;
      aim = part.aim;
      if (held.length + part.bytes.length > maxBytes || tooLong > 0) {
        tooLong += held.length + part.bytes.length;
        held = [];
      } else held.push(...part.bytes);
      maybeWhole = part.continued === 'full';
      return part.continued === false ? [...pieces, ...finish()] : pieces;
    },
    quiet() {
      if (!begun) return [];
      if (maybeWhole && (!marked || hasMark(Uint8Array.from(held)))) return finish();
      skipping = { of: aim };
      return throwAway(tooLong > 0 ? 'too-long' : 'unfinished');
    },
    spoil(bytes) {
      tooLong += bytes;
      skipping = { of: aim };
      const pieces = throwAway('unfinished');
      return pieces;
    },
    end() {
      skipping = null;
      return throwAway('unfinished');
    },
    pending: () => begun,
  };
}
