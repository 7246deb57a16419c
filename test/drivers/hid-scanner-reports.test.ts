import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScanAssembly, withoutEndMark } from '../../native/barcode-scanner/scanAssembly.ts';
import { describedReader, tableReader, type ScanReportReader } from '../../native/barcode-scanner/posReports.ts';
import { parseReportDescriptor, type HidReport } from '../../native/hid/reportDescriptor.ts';
import { posReports, simulatedPosScanner, type PosLayout } from '../../native/simulated/simulatedPosScanner.ts';
import { ascii, hex } from './support.ts';

function reportsOf(bytes: Uint8Array | null): HidReport[] {
  const parsed = parseReportDescriptor(bytes ?? new Uint8Array());
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
const described = (layout: PosLayout): ScanReportReader => {
  const reader = describedReader(reportsOf(simulatedPosScanner(() => 'none', { layout }).connect().descriptor));
  if (!reader) throw new Error('no reader');
  return reader;
};
const layouts = ['a', 'a-late', 'b', 'c'] as const;
const bytesTo64 = (begin: Uint8Array, end: string) => {
  const report = new Uint8Array(64);
  report.set(begin);
  report.set(hex(end), 64 - hex(end).length);
  return report;
};

function assembled(reader: ScanReportReader, reports: Uint8Array[], maxBytes = 8192) {
  const assembly = createScanAssembly(maxBytes);
  const pieces = reports.flatMap((report) => {
    const it = reader(report);
    return it.kind === 'part' ? assembly.push(it.part) : it.kind === 'garbled' ? assembly.spoil(report.length) : [];
  });
  return [...pieces, ...assembly.quiet()];
}

describe('scan reports of HID POS scanners', () => {
  it('the EAN-13 of the Honeywell layout, whatever stands in its reserved bytes', () => {
    const report = bytesTo64(Uint8Array.of(0x02, 0x0d, 0x5d, 0x45, 0x30, ...ascii('3046920029759')), '64 45 00');
    for (const read of [described('a'), tableReader(0x0c2e)]) {
      expect(read(report)).toEqual({
        kind: 'part',
        part: { aim: ']E0', bytes: ascii('3046920029759'), continued: false },
      });
    }
  });

  it('the boarding pass of 60 characters in two reports is one code', () => {
    const first = 'M1GATHERGOOD/MICHAEL YABCDE F LHRDURAK 3542 052Y003D23  ';
    const reports = [
      bytesTo64(Uint8Array.of(0x02, 0x38, ...ascii(`]Q0${first}`)), '73 00 01'),
      bytesTo64(Uint8Array.of(0x02, 0x04, ...ascii(']Q0A123')), '73 00 00'),
    ];
    expect(assembled(described('a'), reports)).toEqual([{ kind: 'code', aim: ']Q0', bytes: ascii(`${first}A123`) }]);
    expect(assembled(tableReader(0x0c2e), reports)).toEqual([
      { kind: 'code', aim: ']Q0', bytes: ascii(`${first}A123`) },
    ]);
  });

  it('the published descriptor of layout A reads the same', () => {
    const published = hex(
      '05 8C 09 02 A1 01 85 02 09 12 A1 02 15 00 26 FF 00 75 08 95 01 05 01 09 3B 81 02 95 03 05 8C 09 FB 09 FC 09 FD 81 02 95 38 09 FE 82 02 01 25 01 75 01 95 01 09 FF 81 02 75 07 81 03 C0 C0',
    );
    const report = Uint8Array.of(0x02, 0x03, ...ascii(']d1'), 0x41, 0x00, 0x42, ...new Uint8Array(53), 0x01);
    expect(describedReader(reportsOf(published))?.(report)).toEqual({
      kind: 'part',
      part: { aim: ']d1', bytes: Uint8Array.of(0x41, 0, 0x42), continued: true },
    });
  });

  it.each(layouts)('any code comes back whole from layout %s, by its descriptor and by the table', (layout) => {
    const vendorId = layout === 'b' ? 0x1eab : 0x0c2e;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (code) => {
        const reports = posReports(code, ']d1', layout);
        const expected = [{ kind: 'code', bytes: code, aim: layout.startsWith('a') ? ']d1' : null }];
        expect(assembled(described(layout), reports)).toEqual(expected);
        expect(assembled(tableReader(vendorId), reports)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('a byte count larger than the report, a short report and an unknown report are no code', () => {
    for (const read of [described('a'), tableReader(0x0c2e)]) {
      expect(read(bytesTo64(Uint8Array.of(0x02, 0x39, ...ascii(']Q1ABC')), '00 00 00')).kind).toBe('garbled');
      expect(read(Uint8Array.of(0x02, 0x03, ...ascii(']Q1ABC'))).kind).toBe('garbled');
      expect(read(new Uint8Array(64).fill(7)).kind).toBe('other');
      expect(read(new Uint8Array()).kind).toBe('other');
    }
  });

  it('a descriptor that calls its bytes signed shortens no code', () => {
    // Count and data from -128 to 127: a count of 200 reads as -56.
    const read = describedReader(
      reportsOf(hex('05 8C 09 02 A1 01 15 80 25 7F 75 08 95 01 05 01 09 3B 81 02 05 8C 96 FA 00 09 FE 82 02 01 C0')),
    );
    const code = Uint8Array.from({ length: 200 }, (_, index) => index + 1);
    expect(read?.(Uint8Array.of(200, ...code, ...new Uint8Array(50)))).toEqual({
      kind: 'part',
      part: { aim: null, bytes: code, continued: false },
    });
  });

  it('a descriptor without decoded data gives no reader, one without a byte count drops only NULs at the end', () => {
    expect(describedReader(reportsOf(hex('05 01 09 06 A1 01 09 06 75 08 95 08 81 02 C0')))).toBeNull();
    const read = describedReader(reportsOf(hex('05 8C 09 02 A1 01 15 00 26 FF 00 75 08 95 08 09 FE 82 02 01 C0')));
    expect(read?.(hex('41 00 42 00 00 00 00 00'))).toEqual({
      kind: 'part',
      part: { aim: null, bytes: hex('41 00 42'), continued: false },
    });
  });

  it('whatever report comes: no exception, and never more bytes than it has', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...layouts),
        fc.constantFrom(1, 2, 0x0c2e),
        fc.uint8Array({ maxLength: 80 }),
        (layout, id, rest) => {
          const report = Uint8Array.of(id & 0xff, ...rest);
          for (const read of [described(layout), tableReader(0x0c2e), tableReader(0x1eab)]) {
            const it = read(report);
            if (it.kind === 'part') expect(it.part.bytes.length).toBeLessThan(report.length);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('putting the parts of a code together', () => {
  const part = (text: string, continued: boolean, aim = ']Q1') => ({ aim, bytes: ascii(text), continued });

  it('throws half a code away when the rest does not come, or when another code begins', () => {
    const assembly = createScanAssembly(100);
    assembly.push(part('HALF', true));
    expect(assembly.quiet()).toEqual([{ kind: 'discarded', count: 4, why: 'unfinished' }]);
    expect(assembly.push(part('REST', true)).concat(assembly.push(part('OF IT', false)))).toMatchObject([
      { kind: 'discarded', why: 'rest' },
      { kind: 'discarded', why: 'rest' },
    ]);
    assembly.push(part('HALF', true));
    expect(assembly.push(part('NEW', false, ']C0'))).toEqual([
      { kind: 'discarded', count: 4, why: 'unfinished' },
      { kind: 'code', bytes: ascii('NEW'), aim: ']C0' },
    ]);
  });

  it('takes no full part for a whole code because the rest is late, once the scanner was seen to end its codes with a mark', () => {
    const full = (text: string) => ({ aim: null, bytes: ascii(text), continued: 'full' as const });
    const last = (text: string) => ({ aim: null, bytes: ascii(text), continued: false as const });
    const assembly = createScanAssembly(100, 'cr');
    assembly.push(full('NOTHING KNOWN'));
    expect(assembly.quiet()).toMatchObject([{ kind: 'code' }]);
    expect(assembly.push(last('MARKED\r'))).toMatchObject([{ kind: 'code' }]);
    assembly.push(full('HEAD'));
    expect(assembly.quiet()).toMatchObject([{ kind: 'discarded', why: 'unfinished' }]);
    expect(assembly.push(last('TAIL\r'))).toMatchObject([{ kind: 'discarded', why: 'rest' }]);
    assembly.push(full('EXACTLY FULL\r'));
    expect(assembly.quiet()).toMatchObject([{ kind: 'code' }]);
  });

  it('delivers nothing of a code with an unreadable part, and the next one whole', () => {
    const assembly = createScanAssembly(100);
    assembly.push(part('ONE', true));
    assembly.spoil(64);
    expect(
      assembly
        .push(part('THREE', true))
        .concat(assembly.push(part('END', false)))
        .every((piece) => piece.kind === 'discarded'),
    ).toBe(true);
    expect(assembly.push(part('NEXT', false))).toEqual([{ kind: 'code', bytes: ascii('NEXT'), aim: ']Q1' }]);
  });

  it('never holds more than its limit, and says how much it threw away', () => {
    const assembly = createScanAssembly(10);
    for (let index = 0; index < 50; index += 1) expect(assembly.push(part('12345', true))).toEqual([]);
    expect(assembly.push(part('1', false))).toEqual([{ kind: 'discarded', count: 251, why: 'too-long' }]);
    expect(assembly.push(part('NEXT', false))).toMatchObject([{ kind: 'code' }]);
  });

  it('takes exactly one end mark off', () => {
    const bare = (text: string, mark: Parameters<typeof withoutEndMark>[1]) =>
      Buffer.from(withoutEndMark(ascii(text), mark)).toString('latin1');
    expect([
      bare('A\r\r', 'cr'),
      bare('A\r\n', 'cr'),
      bare('A\r\n', 'crlf'),
      bare('A\r', 'crlf'),
      bare('A\n', 'lf'),
      bare('A\t', 'tab'),
      bare('A\r', 'silence'),
      bare('A', 'cr'),
    ]).toEqual(['A\r', 'A', 'A', 'A\r', 'A', 'A', 'A\r', 'A']);
  });
});
