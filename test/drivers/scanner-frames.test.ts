import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitAim } from '../../native/barcode-scanner/aim.ts';
import { createScanFramer, type ScanPiece } from '../../native/barcode-scanner/frames.ts';
import type { EndMark } from '../../native/index.ts';
import { scannerBytes } from '../../native/simulated/simulatedScanner.ts';
import { ascii, hex, inPieces } from './support.ts';

const marks: EndMark[] = ['cr', 'lf', 'crlf', 'tab', 'etx', 'silence'];
const codes = (pieces: ScanPiece[]) =>
  pieces.flatMap((piece) => (piece.kind === 'code' ? [Buffer.from(piece.bytes).toString('latin1')] : []));
const pushed = (mark: EndMark, ...chunks: Uint8Array[]) => {
  const framer = createScanFramer(mark, 8192);
  return chunks.flatMap((chunk) => framer.push(chunk));
};

describe('end marks of a serial scanner', () => {
  it('takes CR, and a LF right after it belongs to the same end, also when cut in two', () => {
    expect(codes(pushed('cr', ascii('A\rB\r\nC\r'), ascii('\nD\r')))).toEqual(['A', 'B', 'C', 'D']);
  });

  it('takes LF, with or without a CR before it', () => {
    expect(codes(pushed('lf', ascii('A\nB\r\nC\r'), ascii('\n')))).toEqual(['A', 'B', 'C']);
  });

  it('takes CR LF and keeps a lone CR or LF as data', () => {
    expect(codes(pushed('crlf', ascii('A\rB\nC\r'), ascii('\n')))).toEqual(['A\rB\nC']);
  });

  it('takes TAB, and ETX only for what began with STX', () => {
    expect(codes(pushed('tab', ascii('A\tB\t')))).toEqual(['A', 'B']);
    expect(codes(pushed('etx', ascii('\x02A\x03\x02B\x03')))).toEqual(['A', 'B']);
    expect(pushed('etx', ascii('XY\x02A\x03'))).toEqual([
      { kind: 'discarded', count: 2, why: 'outside-frame' },
      { kind: 'code', bytes: ascii('A') },
    ]);
  });

  it('ends at silence where no mark is set', () => {
    const framer = createScanFramer('silence', 100);
    expect(framer.push(ascii('A\rB'))).toEqual([]);
    expect(codes(framer.quiet())).toEqual(['A\rB']);
    expect(framer.pending()).toBe(false);
  });

  it('keeps the group separator, NUL and other control characters', () => {
    const data = hex('5B 29 3E 1E 30 36 1D 31 00 04 FF 0B');
    for (const mark of marks.filter((each) => each !== 'silence')) {
      expect(pushed(mark, scannerBytes(data, '', { endMark: mark, aimIdentifier: false }))).toEqual([
        { kind: 'code', bytes: data },
      ]);
    }
  });

  it('says nothing about an empty code', () => {
    expect(pushed('cr', ascii('\r\r\n\r'))).toEqual([]);
  });

  it('throws away what is too long up to its end mark, says how much, and reads the next code', () => {
    const framer = createScanFramer('cr', 10);
    const pieces = [...framer.push(ascii('123456789012345')), ...framer.push(ascii('678\rNEXT\r'))];
    expect(pieces).toEqual([
      { kind: 'discarded', count: 18, why: 'too-long' },
      { kind: 'code', bytes: ascii('NEXT') },
    ]);
  });

  it('does not invent a code from a half one', () => {
    for (const mark of marks) {
      const framer = createScanFramer(mark, 100);
      framer.push(ascii('\x02HAL'));
      const pieces = framer.end();
      expect(codes(pieces)).toEqual([]);
      expect(pieces).toMatchObject([{ kind: 'discarded', why: 'unfinished' }]);
    }
  });

  it('takes neither half of a code for one, however long the pause between them, and reads the next', () => {
    for (const mark of ['cr', 'lf', 'crlf', 'tab', 'etx'] as const) {
      const framer = createScanFramer(mark, 100);
      const line = scannerBytes(ascii('FACH-12'), '', { endMark: mark, aimIdentifier: false });
      for (let cut = 1; cut < line.length; cut += 1) {
        const pieces = [
          ...framer.push(line.slice(0, cut)),
          ...framer.quiet(),
          ...framer.quiet(),
          ...framer.push(line.slice(cut)),
          ...framer.push(line),
        ];
        expect(
          codes(pieces).filter((text) => text !== 'FACH-12'),
          `${mark} ${cut}`,
        ).toEqual([]);
        expect(codes(pieces).length, `${mark} ${cut}`).toBeGreaterThan(0);
      }
    }
  });

  it('without end mark takes nothing of a code that went on after a pause', () => {
    const framer = createScanFramer('silence', 100);
    framer.push(ascii('FACH-1'));
    framer.paused();
    framer.push(ascii('2'));
    expect(framer.quiet()).toEqual([{ kind: 'discarded', count: 7, why: 'unfinished' }]);
    framer.push(ascii('FACH-12'));
    framer.paused();
    expect(codes(framer.quiet())).toEqual(['FACH-12']);
  });
});

describe('the scan framer under any bytes', () => {
  const anyMark = fc.constantFrom(...marks);
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });

  it('gives the same whatever the pieces', () => {
    fc.assert(
      fc.property(anyMark, fc.uint8Array({ maxLength: 200 }), sizes, (mark, bytes, cut) => {
        const whole = createScanFramer(mark, 50);
        const pieces = createScanFramer(mark, 50);
        expect(
          inPieces(bytes, cut)
            .flatMap((piece) => pieces.push(piece))
            .concat(pieces.quiet()),
        ).toEqual(whole.push(bytes).concat(whole.quiet()));
      }),
    );
  });

  it('gives back every code that was framed, in order', () => {
    const data = fc.array(
      fc.integer({ min: 0, max: 255 }).filter((byte) => ![0x02, 0x03, 0x09, 0x0a, 0x0d].includes(byte)),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom<EndMark>('cr', 'lf', 'crlf', 'tab', 'etx'),
        fc.array(data, { maxLength: 6 }),
        sizes,
        (mark, scans, cut) => {
          const line = Uint8Array.from(
            scans.flatMap((scan) => [
              ...scannerBytes(Uint8Array.from(scan), '', { endMark: mark, aimIdentifier: false }),
            ]),
          );
          expect(pushed(mark, ...inPieces(line, cut))).toEqual(
            scans.map((scan) => ({ kind: 'code', bytes: Uint8Array.from(scan) })),
          );
        },
      ),
    );
  });

  it('accounts for every byte: nothing invented, nothing lost unsaid', () => {
    fc.assert(
      fc.property(anyMark, fc.uint8Array({ maxLength: 300 }), (mark, bytes) => {
        const framer = createScanFramer(mark, 50);
        const pieces = framer.push(bytes).concat(framer.quiet());
        const counted = pieces.reduce(
          (total, piece) => total + (piece.kind === 'code' ? piece.bytes.length : piece.count),
          0,
        );
        expect(counted).toBeLessThanOrEqual(bytes.length);
        const line = Buffer.from(bytes).toString('latin1');
        for (const code of codes(pieces)) {
          expect(code.length).toBeLessThanOrEqual(51);
          expect(line).toContain(code);
        }
      }),
    );
  });
});

describe('the AIM identifier', () => {
  it('is split off where it is', () => {
    expect(splitAim(ascii(']Q1HELLO'))).toEqual({ aim: ']Q1', bytes: ascii('HELLO') });
    expect(splitAim(ascii(']d2'))).toEqual({ aim: ']d2', bytes: new Uint8Array() });
  });

  it('is null for a code without one, and the code stays whole', () => {
    for (const code of ['HELLO', ']', ']Q', ']11X', 'A]Q1', ']Q-1'])
      expect(splitAim(ascii(code))).toEqual({ aim: null, bytes: ascii(code) });
  });
});
