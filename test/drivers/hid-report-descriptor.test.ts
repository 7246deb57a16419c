import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasData, parseReportDescriptor, readField, usage, type HidReport } from '../../native/hid/reportDescriptor.ts';
import { hex } from './support.ts';

const scannerA = hex(
  '05 8C 09 02 A1 01 85 02 09 12 A1 02 15 00 26 FF 00 75 08 95 01 05 01 09 3B 81 02 95 03 05 8C 09 FB 09 FC 09 FD 81 02 95 38 09 FE 82 02 01 25 01 75 01 95 01 09 FF 81 02 75 07 81 03 C0 C0',
);
// Four switches, one bit of padding, in range; then X, Y with a unit, pressure.
const pen = hex(
  '05 0D 09 02 A1 01 85 10 09 20 A1 00 09 42 09 44 09 3C 09 45 15 00 25 01 75 01 95 04 81 02 95 01 81 03 09 32 81 02 95 02 81 03 A4 05 01 09 30 35 00 46 00 50 55 0D 65 13 27 FF FF 00 00 75 10 95 01 81 42 09 31 81 42 B4 09 30 26 FF 03 75 10 95 01 81 02 C0 C0',
);

function parsed(bytes: Uint8Array): HidReport[] {
  const it = parseReportDescriptor(bytes);
  if (!it.ok) throw new Error(JSON.stringify(it.error));
  return it.value;
}
const codeOf = (text: string) => {
  const it = parseReportDescriptor(hex(text));
  return it.ok ? 'ok' : it.error.code;
};

describe('a report descriptor', () => {
  it('of a HID POS scanner gives byte count, three symbology bytes, 56 bytes of data and the continuation bit', () => {
    const [report, ...others] = parsed(scannerA);
    expect(others).toEqual([]);
    expect(report).toMatchObject({ kind: 'input', id: 2, application: usage(0x8c, 0x02), bytes: 61 });
    expect(
      report?.fields.map(({ usage: of, bitOffset, bitSize, count, bufferedBytes }) => [
        of,
        bitOffset,
        bitSize,
        count,
        bufferedBytes,
      ]),
    ).toEqual([
      [usage(0x01, 0x3b), 0, 8, 1, false],
      [usage(0x8c, 0xfb), 8, 8, 1, false],
      [usage(0x8c, 0xfc), 16, 8, 1, false],
      [usage(0x8c, 0xfd), 24, 8, 1, false],
      [usage(0x8c, 0xfe), 32, 8, 56, true],
      [usage(0x8c, 0xff), 480, 1, 1, false],
    ]);
    expect(report?.fields[0]?.collections.map((each) => each.usage)).toEqual([usage(0x8c, 0x02), usage(0x8c, 0x12)]);
  });

  it('of a pen gives switches in bits, coordinates with their unit, and forgets the unit at the pop', () => {
    const fields = parsed(pen)[0]?.fields ?? [];
    expect(fields.map((field) => field.usage & 0xffff)).toEqual([0x42, 0x44, 0x3c, 0x45, 0x32, 0x30, 0x31, 0x30]);
    expect(fields[5]).toMatchObject({
      usage: usage(1, 0x30),
      bitOffset: 8,
      bitSize: 16,
      logicalMin: 0,
      logicalMax: 65_535,
      physicalMax: 0x5000,
      unit: 0x13,
      unitExponent: -3,
      nullState: true,
    });
    expect(fields[7]).toMatchObject({
      usage: usage(0x0d, 0x30),
      bitOffset: 40,
      logicalMax: 1023,
      unit: 0,
      unitExponent: 0,
      physicalMax: 0,
      nullState: false,
    });
    const report = hex('10 21 F7 1C 1B 2E 2A 01');
    expect(fields.map((field) => readField(report, field))).toEqual([[1], [0], [0], [0], [1], [7415], [11_803], [298]]);
  });

  it('takes a maximum below its minimum as unsigned, whatever its size, and keeps negative minima', () => {
    const logical = (text: string) => {
      const field = parsed(hex(`05 01 09 30 ${text} 75 20 95 01 81 02`))[0]?.fields[0];
      return [field?.logicalMin, field?.logicalMax];
    };
    expect(logical('15 00 25 FF')).toEqual([0, 255]);
    expect(logical('15 00 26 FF FF')).toEqual([0, 65_535]);
    expect(logical('26 FF FF 15 00')).toEqual([0, 65_535]);
    expect(logical('15 00 27 FF FF FF FF')).toEqual([0, 4_294_967_295]);
    expect(logical('15 81 25 7F')).toEqual([-127, 127]);
    expect(logical('16 00 80 26 FF 7F')).toEqual([-32_768, 32_767]);
  });

  it('reads signed values, fields at any bit, and tells "no data" from data', () => {
    const fields =
      parsed(
        hex('05 01 15 F8 25 07 75 04 95 02 09 30 09 31 81 42 75 03 95 01 81 03 75 0B 16 00 FC 26 FE 03 09 32 81 42'),
      )[0]?.fields ?? [];
    expect(fields.map((field) => readField(hex('8F F8 3F'), field))).toEqual([[-1], [-8], [-1]]);
    expect(fields[2] && hasData(1023, fields[2])).toBe(false);
    expect(fields[2] && hasData(-1024, fields[2])).toBe(true);
  });

  it('knows usage ranges of variables and arrays, complete usages, long items, alternatives and reports of every kind', () => {
    const [mouse, keys, out] = parsed(
      hex(
        '05 09 85 01 19 01 29 03 15 00 25 01 75 01 95 03 81 02 05 07 85 02 19 00 29 65 75 08 95 06 81 00 FE 02 33 AA BB 85 03 0B 01 00 00 FF A9 01 09 05 09 06 A9 00 75 08 95 02 91 02',
      ),
    );
    expect(mouse?.fields.map((field) => field.usage)).toEqual([usage(9, 1), usage(9, 2), usage(9, 3)]);
    expect(keys?.fields).toMatchObject([{ count: 6, arrayUsages: [{ first: usage(7, 0), last: usage(7, 0x65) }] }]);
    expect(out).toMatchObject({ kind: 'output', id: 3, bytes: 2 });
    expect(out?.fields.map((field) => field.usage)).toEqual([usage(0xff00, 1), usage(7, 5)]);
  });

  it('gives nothing for another report, a short one, or elements that are no numbers', () => {
    const field = parsed(scannerA)[0]?.fields[4];
    if (!field) throw new Error('no field');
    expect(readField(new Uint8Array(62), field)).toBeNull();
    expect(readField(Uint8Array.of(2, 1, 2), field)).toBeNull();
    expect(readField(Uint8Array.of(2, ...new Uint8Array(61)), field)).toHaveLength(56);
    const wide = parsed(hex('06 00 FF 09 01 75 40 95 01 81 02'))[0]?.fields[0];
    expect(wide && readField(new Uint8Array(8), wide)).toBeNull();
  });

  it('that is cut, unbalanced or lies about its size is refused', () => {
    expect(codeOf('05 8C 09 02 A1 01 26 FF')).toBe('cut');
    expect(codeOf('FE 40 00')).toBe('cut');
    expect(codeOf('05 8C 09 02 A1 01')).toBe('unbalanced');
    expect(codeOf('C0')).toBe('unbalanced');
    expect(codeOf('B4')).toBe('unbalanced');
    expect(codeOf('85 00')).toBe('bad-report-id');
    expect(codeOf('05 01 09 30 75 20 97 FF FF FF FF 81 02')).toBe('too-large');
    expect(codeOf('05 09 1A 00 00 2A FF FF 75 01 96 FF FF 81 02')).toBe('too-large');
    expect(codeOf(`05 01 ${'A1 01 '.repeat(40)}`)).toBe('too-large');
    expect(codeOf(`A4 `.repeat(40))).toBe('too-large');
    expect(parseReportDescriptor(new Uint8Array(5000))).toMatchObject({ ok: false, error: { code: 'too-large' } });
  });
});

describe('whatever bytes come as a descriptor', () => {
  const bounded = (bytes: Uint8Array) => {
    const it = parseReportDescriptor(bytes);
    if (!it.ok) return;
    const fields = it.value.flatMap((report) => report.fields.map((field) => ({ field, report })));
    expect(fields.length).toBeLessThanOrEqual(2048);
    for (const { field, report } of fields) {
      expect(field.bitOffset + field.bitSize * field.count).toBeLessThanOrEqual(report.bytes * 8);
      const values = readField(
        Uint8Array.of(...(report.id ? [report.id] : []), ...new Uint8Array(report.bytes).fill(0xa5)),
        field,
      );
      expect(values?.length ?? field.count).toBe(field.count);
    }
  };

  it('nothing throws, nothing hangs, every field lies inside its report', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), bounded), { numRuns: 1500 });
  });

  it('also for real descriptors with damaged bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(scannerA, pen),
        fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (good, damage) => {
          const bytes = good.slice();
          for (const [at, byte] of damage) if (at < bytes.length) bytes[at] = byte;
          bounded(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });
});
