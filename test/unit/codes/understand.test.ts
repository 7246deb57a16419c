import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { understand } from '../../../electron/core/codes/understand.ts';
import { asOf, photoCode, specimens, td3 } from './specimens.ts';

const scan = (code: string | Uint8Array, aim: string | null = null) => understand(typeof code === 'string' ? Buffer.from(code) : code, aim, asOf);

describe('an appointment code', () => {
  it.each(['SWT-7K2M9QXD', 'swt-7k2m9qxd', ' SWT-7K2M9QXD\r\n', 'SWTß7K2M9QXD', 'SWT7K2M9QXD', ']Q1SWT-7K2M9QXD'])('is known: %j', (text) => {
    expect(scan(text)).toEqual({ what: 'appointment-code', code: 'SWT-7K2M9QXD' });
  });
  it('reads letters that Crockford leaves out as the digits they look like', () => {
    expect(scan('SWT-OIL00000')).toEqual({ what: 'appointment-code', code: 'SWT-01100000' });
  });
  it.each(['SWT-7K2M9QX', 'SWT-7K2M9QXDD', 'SWT-7K2M9QXU', 'ABC-7K2M9QXD'])('is not: %s', (text) => {
    expect(scan(text).what).toBe('unknown');
  });
});

describe('a machine readable zone', () => {
  it.each(specimens)('is known: $name', ({ zone, says }) => {
    expect(scan(zone.replaceAll('\n', '\r'))).toMatchObject({ what: 'mrz', mrz: says });
  });
  it('in Latin-1 with « is known', () => {
    expect(scan(Buffer.from(td3.replaceAll('<<', '«'), 'latin1'))).toMatchObject({ what: 'mrz' });
  });
  it('that is damaged says why', () => {
    expect(scan(td3.replace('7408122', '7408132'))).toEqual({ what: 'mrz-damaged', problem: { kind: 'check-digit', field: 'birth-date', line: 2 } });
    expect(scan(td3.slice(0, 80))).toMatchObject({ what: 'mrz-damaged', problem: { kind: 'length' } });
    expect(scan(td3.slice(0, 44))).toMatchObject({ what: 'mrz-damaged', problem: { kind: 'length' } });
    expect(scan(td3.replace('ANNA', 'A?NA'))).toMatchObject({ what: 'mrz-damaged', problem: { kind: 'characters', line: 1, column: 17 } });
  });
  it.each([';', '\\'])('typed with another keyboard layout is recognised by its filler %s', (filler) => {
    expect(scan(td3.replaceAll('<', filler))).toEqual({ what: 'mrz-damaged', problem: { kind: 'keyboard-layout' } });
  });
});

describe('a document serial', () => {
  it.each([
    ['YZ00AB1230', { serial: 'YZ00AB123', checkDigit: 'right', doubtful: ['A', 'B'] }],
    ['YZ00AB1231', { serial: 'YZ00AB123', checkDigit: 'wrong', doubtful: ['A', 'B'] }],
    ['c01x 00t47', { serial: 'C01X00T47', checkDigit: 'absent', doubtful: [] }],
    ['C01X00T478', { serial: 'C01X00T47', checkDigit: 'right', doubtful: [] }],
    ['CFGHJKLMN', { serial: 'CFGHJKLMN', checkDigit: 'absent', doubtful: [] }],
  ])('is taken apart: %s', (text, says) => {
    expect(scan(text)).toEqual({ what: 'document-serial', ...says });
  });
  it('is no word, no number of goods, and has no other length', () => {
    expect(scan('Formulare').what).toBe('unknown');
    expect(scan('C01X00T478', ']C1').what).toBe('unknown');
    expect(scan('C01X00T4').what).toBe('unknown');
    expect(scan('C01X00T4788').what).toBe('unknown');
  });
});

describe('other codes', () => {
  it('are told apart', () => {
    expect(scan('FACH-12')).toEqual({ what: 'compartment-label', label: '12' });
    expect(scan('fachßA7')).toEqual({ what: 'compartment-label', label: 'A7' });
    expect(scan('HTTPS://termin.example/?auth=geheim')).toEqual({ what: 'link' });
    expect(scan('httpsÖ--termin.example')).toEqual({ what: 'link' });
    expect(scan('Az. 33-11/2026 Muster')).toEqual({ what: 'unknown', start: 'Az. 33-11/20' });
    for (const nothing of ['', ' \r\n', '\x00\x02\x03', ']Q1']) expect(scan(nothing)).toEqual({ what: 'empty' });
  });

  it('a digital seal is known by its header, and nothing of it is kept', () => {
    const arrival = Buffer.from('DC026ABC6D32C8A519FC0F71341145F4FD020230A5621353D9A275735BD4134BC549133C133C133C133C133CA32519A519A4344A5E681AE7204B20D532CF4B7C133C133F', 'hex');
    expect(scan(arrival, ']d1')).toEqual({ what: 'digital-seal', version: 3 });
    expect(scan(Buffer.from('DC036ABC6D32C8A72739', 'hex'))).toEqual({ what: 'digital-seal', version: 4 });
    expect(scan(Buffer.from('DC046ABC', 'hex')).what).toBe('unknown');
  });
});

describe('a photo code', () => {
  const secretParts = (code: string) => {
    const bytes = Buffer.from(code, 'base64');
    return [code, bytes.toString('hex'), bytes.subarray(-16).toString('hex'), bytes.subarray(-16).toString('base64'), '123e4567', 'abruf'];
  };

  it('is recognised, and its result holds nothing but version and host', () => {
    for (const code of [photoCode, photoCode.replace(/=+$/, ''), photoCode.replace(/(.{76})/, '$1\r\n'), `]d1${photoCode}`, ` ${photoCode}\r`]) {
      const understood = scan(code);
      expect(understood).toEqual({ what: 'photo-code', version: 1, host: 'lichtbild.example' });
      for (const secret of secretParts(photoCode)) expect(JSON.stringify(understood)).not.toContain(secret);
    }
    expect(scan(Buffer.from(photoCode, 'base64'))).toEqual({ what: 'photo-code', version: 1, host: 'lichtbild.example' });
  });

  it('of another version is recognised as such', () => {
    const bytes = Buffer.from(photoCode, 'base64');
    bytes[1] = 2;
    expect(scan(bytes.toString('base64'))).toEqual({ what: 'photo-code', version: 2, host: 'lichtbild.example' });
  });

  it('that is torn shows not one character', () => {
    for (let length = 30; length < photoCode.length; length += 7) {
      expect(scan(photoCode.slice(0, length))).toEqual({ what: 'unknown', start: '' });
    }
    expect(scan(photoCode.slice(60))).toEqual({ what: 'unknown', start: '' });
  });
});

describe('anything at all', () => {
  it('never makes it throw, and never becomes a zone by chance', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.option(fc.constantFrom(']d1', ']Q1', ']C0', ']C1', ']E0', 'x')), (bytes, aim) => {
      const understood = understand(bytes, aim, asOf);
      expect(['mrz', 'photo-code', 'appointment-code']).not.toContain(understood.what);
      if (understood.what === 'unknown') expect([...understood.start].length).toBeLessThanOrEqual(12);
    }), { numRuns: 500 });
  });

  it('leaves the scanned bytes as they are', () => {
    const bytes = Buffer.from(photoCode, 'base64');
    const before = bytes.toString('hex');
    scan(bytes);
    expect(bytes.toString('hex')).toBe(before);
  });
});
