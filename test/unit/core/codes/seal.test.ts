import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeC40, encodeC40 } from '../../../../electron/core/codes/c40.ts';
import { mrzOf, readSeal, sealVersion, zoneOf } from '../../../../electron/core/codes/seal.ts';
import { asOf } from './specimens.ts';
import { sealBytes, sealExamples } from './seals.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

describe('C40', () => {
  it.each([
    ['BSI01', '62D719C9'],
    ['XKCD', 'EB11FE45'],
    ['XK CD', 'EB0466A9'],
    ['D<<', '6ABC'],
    ['UFO001979', 'D79519A65306'],
  ])('reads and writes %s', (text, bytes) => {
    expect(hex(encodeC40(text))).toBe(bytes);
    expect(decodeC40(Buffer.from(bytes, 'hex'))).toBe(text.replaceAll('<', ' '));
  });

  it('is one to one: every text comes back, and what can be read is written with the same bytes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9 ]{0,40}$/), (text) => {
        expect(decodeC40(encodeC40(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        const text = decodeC40(bytes);
        if (text !== null) expect(hex(encodeC40(text))).toBe(hex(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a digital seal', () => {
  it.each(sealExamples)(
    'of a $document is read: header, message, signature',
    ({ hex: bytes, version, document, says, fields }) => {
      const read = readSeal(sealBytes(bytes));
      expect(read).toMatchObject({ ok: true, seal: { version, ...says, profile: { document } } });
      if (!read.ok) return;
      expect(Object.fromEntries(read.seal.fields.map(({ tag, value }) => [tag, decodeC40(value)]))).toEqual(fields);
      expect(read.seal.signature.length).toBe(document === 'address-sticker' ? 56 : 64);
    },
  );

  it.each(sealExamples)('of a $document gives the zone with all its check digits, or none', ({ hex: bytes, zone }) => {
    const read = readSeal(sealBytes(bytes));
    const mrz = read.ok ? mrzOf(read.seal, asOf) : undefined;
    if (zone) expect(mrz).toMatchObject(zone);
    else expect(mrz).toBeNull();
  });

  it('of a visa fills up the second line of its zone, which stands in the seal without fillers', () => {
    const visa = 'VCD<<DENT<<ARTHUR<PHILIP<<<<<<<<<<<<1234567XY7GBR5203116M2005250';
    const bytes = Buffer.concat([
      sealBytes('DC036ABC6D32C8A727390F71341145F45D01'),
      Buffer.from([0x02, 44]),
      encodeC40(visa),
      sealBytes(`FF40${'00'.repeat(64)}`),
    ]);
    const read = readSeal(bytes);
    expect(read.ok && zoneOf(read.seal)).toBe(visa.padEnd(72, '<'));
    expect(read.ok && mrzOf(read.seal, asOf)).toMatchObject({
      format: 'MRV-B',
      documentNumber: '1234567XY',
      primary: 'DENT',
    });
  });

  it.each(sealExamples)('of a $document that ends too early is torn, wherever it ends', ({ hex: bytes }) => {
    const whole = sealBytes(bytes);
    for (let length = 2; length < whole.length; length++)
      expect(readSeal(whole.subarray(0, length)), String(length)).toEqual({ ok: false, problem: 'torn' });
    expect(readSeal(Buffer.concat([whole, Buffer.from([0x0d])]))).toEqual({ ok: false, problem: 'altered' });
  });

  it('with an impossible country, signer or date was altered', () => {
    const whole = sealBytes(sealExamples[1]!.hex);
    for (const [at, value] of [
      [2, 0xff],
      [4, 0xfb],
      [10, 0xff],
      [13, 0xff],
    ] as const) {
      const bytes = Buffer.from(whole);
      bytes[at] = value;
      expect(readSeal(bytes), String(at)).toEqual({ ok: false, problem: 'altered' });
    }
  });

  it('with one wrong byte never gives a zone whose check digits are wrong, and never throws', () => {
    const whole = sealBytes(sealExamples[0]!.hex);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const bytes = Buffer.from(whole);
        bytes[at] = value;
        if (sealVersion(bytes) === null) return;
        const read = readSeal(bytes);
        if (read.ok) mrzOf(read.seal, asOf);
      }),
      { numRuns: 1000 },
    );
  });
});
