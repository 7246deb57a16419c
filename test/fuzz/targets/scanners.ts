import { splitAim } from '../../../native/barcode-scanner/aim.ts';
import { createScanFramer, type ScanPiece } from '../../../native/barcode-scanner/frames.ts';
import { inPieces } from '../mutate.ts';
import { ascii, fromHex, hold, same, type Target } from '../target.ts';

const maxBytes = 64;
const endMarks = { cr: '\r', lf: '\n', crlf: '\r\n', tab: '\t', etx: '\x03', silence: '' } as const;
const codes = [']Q1SWT-7K2M9QXD', 'A\x1dB', ']d1', 'C01X00T478', 'x'.repeat(maxBytes), 'x'.repeat(maxBytes + 1), ''];

/** What a framer makes of bytes: nothing invented, nothing lost, and the same however the line cuts them. */
const framers = (Object.keys(endMarks) as (keyof typeof endMarks)[]).map((endMark): Target => {
  const around = (code: string) => ascii((endMark === 'etx' ? '\x02' : '') + code + endMarks[endMark]);
  const all = (pieces: Uint8Array[]): ScanPiece[] => {
    const framer = createScanFramer(endMark, maxBytes);
    return [...pieces.flatMap((piece) => framer.push(piece)), ...framer.quiet(), ...framer.end()];
  };
  return {
    name: `scan-frames-${endMark}`,
    seeds: [...codes.map(around), Buffer.concat(codes.map(around))],
    attempt(input, random) {
      const whole = all([input]);
      hold(
        JSON.stringify(all(inPieces(input, random)).map(plain)) === JSON.stringify(whole.map(plain)),
        'other codes when the line cuts the bytes elsewhere',
      );
      const bytes = Buffer.from(input);
      let from = 0;
      let told = 0;
      for (const piece of whole) {
        told += piece.kind === 'code' ? piece.bytes.length : piece.count;
        if (piece.kind === 'discarded') continue;
        hold(piece.bytes.length > 0 && piece.bytes.length <= maxBytes + 1, 'a code that is empty or too long');
        const at = bytes.indexOf(piece.bytes, from);
        hold(at >= 0, 'a code that was not sent');
        from = at + piece.bytes.length;
      }
      hold(told <= input.length, 'more bytes than were sent');
    },
  };
});

const plain = (piece: ScanPiece): unknown => (piece.kind === 'code' ? [...piece.bytes] : piece);

const aim: Target = {
  name: 'aim',
  seeds: [...codes.map(ascii), ascii(']C1'), ascii(']__'), fromHex('5dff00')],
  attempt(input) {
    const split = splitAim(input);
    hold(
      same(Buffer.concat([ascii(split.aim ?? ''), split.bytes]), input),
      'identifier and code are not what was sent',
    );
    hold(split.aim === null || /^\][A-Za-z][0-9A-Za-z]$/.test(split.aim), 'an identifier that is none');
  },
};

export const scannerTargets: Target[] = [...framers, aim];
