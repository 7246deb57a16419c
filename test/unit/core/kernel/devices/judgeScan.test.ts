import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCodeText } from '../../../../../electron/contract/index.ts';
import { isTestCode, judgeScan, judgeUnreadable } from '../../../../../electron/core/kernel/devices/judgeScan.ts';
import { createScanFramer } from '../../../../../native/barcode-scanner/frames.ts';
import { splitAim } from '../../../../../native/barcode-scanner/aim.ts';
import { scannerBytes } from '../../../../../native/simulated/simulatedScanner.ts';
import type { EndMark } from '../../../../../native/index.ts';

const endMarks: EndMark[] = ['cr', 'lf', 'crlf', 'tab', 'etx', 'silence'];
const code = new TextEncoder().encode(testCodeText);

/** A scanner that sends with one end mark, read with the settings for another, as the driver reads it. */
function tried(sends: { endMark: EndMark; aimIdentifier: boolean }, set: { endMark: EndMark; aimIdentifier: boolean }) {
  const framer = createScanFramer(set.endMark, 8192);
  const [piece] = [...framer.push(scannerBytes(code, ']Q1', sends)), ...framer.quiet()];
  if (!piece) throw new Error('nothing came');
  const habits = { ...set, model: 'serial-scanner' as const };
  if (piece.kind === 'discarded') return judgeUnreadable(piece.endMark, habits);
  const { bytes, aim } = set.aimIdentifier ? splitAim(piece.bytes) : { bytes: piece.bytes, aim: null };
  return judgeScan({ bytes, aim }, habits);
}

describe('how a test code came', () => {
  it.each(endMarks)('right, where scanner and settings agree: %s', (endMark) => {
    expect(tried({ endMark, aimIdentifier: true }, { endMark, aimIdentifier: true })).toEqual({
      symbology: 'qr',
      aim: 'right',
      endMark: 'right',
      whole: true,
      proposal: null,
    });
  });

  it('whatever is set, the proposal is what the scanner really sends, and with it all is right', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...endMarks),
        fc.constantFrom(...endMarks),
        fc.boolean(),
        fc.boolean(),
        (sendsMark, setMark, sendsAim, setAim) => {
          const sends = { endMark: sendsMark, aimIdentifier: sendsAim };
          let set = { endMark: setMark, aimIdentifier: setAim };
          // End mark and AIM identifier may come right one after the other.
          for (let round = 0; round < 3; round += 1) {
            const verdict = tried(sends, set);
            if (!verdict?.proposal) break;
            set = {
              endMark: verdict.proposal.endMark ?? set.endMark,
              aimIdentifier: verdict.proposal.sendsAim ?? set.aimIdentifier,
            };
          }
          expect(tried(sends, set)).toMatchObject({
            endMark: 'right',
            whole: true,
            aim: sendsAim || !setAim ? 'right' : 'missing',
          });
        },
      ),
    );
  });

  it('says that a code came changed, as by a keyboard of another country', () => {
    expect(
      judgeScan(
        { bytes: new TextEncoder().encode(`x${testCodeText}`), aim: ']Q1' },
        { endMark: 'cr', aimIdentifier: true, model: 'serial-scanner' },
      ),
    ).toMatchObject({ whole: false });
  });

  it('another code is none, and the test code is known with anything around it', () => {
    expect(
      judgeScan(
        { bytes: new TextEncoder().encode('PAKET 4711'), aim: null },
        { endMark: 'cr', aimIdentifier: true, model: 'serial-scanner' },
      ),
    ).toBeNull();
    expect(isTestCode(new TextEncoder().encode(`]Q1${testCodeText}\r`))).toBe(true);
    expect(isTestCode(new TextEncoder().encode(testCodeText.slice(1)))).toBe(false);
  });
});
