import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understand } from '../../electron/core/codes/understand.ts';
import { createScanFramer } from '../../native/barcode-scanner/frames.ts';
import { createFrameParser } from '../../native/locker/frames.ts';
import { readCapability, readEserial, readInformation, readPen } from '../../native/signature-pad/reports.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** All text that a clerk is shown of a code. */
function shown(bytes: Uint8Array): string {
  const understood = understand(bytes, null);
  return 'start' in understood
    ? understood.start
    : 'code' in understood
      ? understood.code
      : 'serial' in understood
        ? understood.serial
        : 'label' in understood
          ? understood.label
          : '';
}
/** Control and format characters: escapes for terminals, and marks that turn the direction of a line. */
const dangerous = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;

describe('a hostile code', () => {
  it('of any bytes is understood as something, at once, and shows 14 characters at most, none of which acts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = shown(bytes);
        expect(text).not.toMatch(dangerous);
        expect([...text].length).toBeLessThanOrEqual(14);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(shown(bytesOf(text))).not.toMatch(dangerous);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['terminal escapes', '\u001b[2J\u001b]0;owned\u0007Hallo'],
    ['a turned direction', 'ABC\u202eTNEMUKOD'],
    ['isolates and invisible characters', '\u2066A\u200bB\u2069\ufeff\u00adC'],
    ['a broken line', 'Zeile\r\n2026-11-22T09:00:00Z info  Signed in'],
    ['a deletion', 'x\b\b\b\u007f'],
  ])('with %s shows letters only', (_what, text) => {
    expect(shown(bytesOf(text))).not.toMatch(dangerous);
  });

  it('with markup is text', () => {
    expect(shown(bytesOf('<img src=x onerror=alert(1)>'))).toBe('<img src=x o');
  });

  it('that looks like one of ours in other letters is not one of ours', () => {
    expect(understand(bytesOf('SWТ-7K2M9QXD'), null).what).toBe('unknown'); // Cyrillic Te
    expect(understand(bytesOf('FАCH-7'), null).what).toBe('unknown'); // Cyrillic A
    expect(understand(bytesOf('ＳＷＴ-7K2M9QXD'), null).what).toBe('unknown'); // full width
  });

  it.each([['a'], ['<'], ['SWT-'], [' '], ['\u0000'], ['4g'], ['A<'], ['FACH-'], ['ß'], ['\\\\'], [';;']])(
    'of 12,000 times %j is understood within the blink of an eye',
    (piece) => {
      // Of the processor: what else the machine does meanwhile says nothing about the pattern.
      const began = process.cpuUsage();
      understand(bytesOf(piece.repeat(12_000 / piece.length)), null);
      expect(process.cpuUsage(began).user / 1000).toBeLessThan(500);
    },
  );

  it('that is a link, a seal or a photo code gives nothing of its content away', () => {
    const link = understand(bytesOf('https://evil.example/akte?q=geheim'), null);
    expect(link.what).toBe('link');
    expect(JSON.stringify(link)).not.toMatch(/akte|geheim/);
    expect(shown(Uint8Array.of(0xdc, 0x03, 1, 2, 3))).toBe('');
    expect(shown(bytesOf(`4gEh${'A'.repeat(60)}`))).toBe('');
  });
});

describe('a device that sends without end', () => {
  const junk = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, n) => (n * 73 + 11) & 0xff);

  it.each(['cr', 'lf', 'crlf', 'tab', 'etx', 'silence'] as const)(
    'a scanner with the end mark %s is never held on to',
    (endMark) => {
      const framer = createScanFramer(endMark, 8192);
      const block = Uint8Array.from(junk(65_536), (byte) => (byte < 0x20 ? 0x41 : byte));
      for (let n = 0; n < 60; n += 1) expect(framer.push(block)).toEqual([]);
      // What was too long is counted, not kept: what is left to throw away are numbers.
      const pieces = framer.quiet();
      expect(pieces.every((piece) => piece.kind === 'discarded')).toBe(true);
      expect(framer.pending() && endMark !== 'etx').toBe(false);
    },
  );

  it('a lock board is read frame by frame and the rest thrown away', () => {
    const parser = createFrameParser();
    let longest = 0;
    for (let n = 0; n < 40; n += 1)
      for (const frame of parser.push(junk(65_536))) longest = Math.max(longest, frame.length);
    expect(longest).toBeLessThanOrEqual(16);
    expect(parser.takeDiscarded()).toBeGreaterThan(1_000_000);
  });

  it('a pad that calls itself by escapes, or by nothing, is named in plain letters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const information = readInformation(bytes);
        expect(information?.model ?? '').toMatch(/^[\x20-\x7e]*$/);
        expect(readEserial(bytes)).toMatch(/^[\x20-\x7e]*$/);
        const numbers = readCapability(bytes);
        if (numbers) expect(numbers.width * numbers.height).toBeLessThanOrEqual(4096 * 4096);
        readPen(bytes);
      }),
    );
  });
});
