import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { understand } from '../../../../electron/core/codes/understand.ts';
import { matchCodes, ownCodeRules, type CodeRule } from '../../../../electron/core/codes/codeRules.ts';
import { printedGs1 } from '../../../../electron/core/codes/gs1.ts';
import { Settings } from '../../../../electron/core/kernel/settings/settings.ts';
import { sealBytes, sealExamples } from './seals.ts';
import { asOf, photoCode, specimens, td3 } from './specimens.ts';

const scan = (code: string | Uint8Array, aim: string | null = null) =>
  understand(typeof code === 'string' ? Buffer.from(code) : code, aim, asOf);

describe('an appointment code', () => {
  it.each(['SWT-7K2M9QXD', 'swt-7k2m9qxd', ' SWT-7K2M9QXD\r\n', 'SWTß7K2M9QXD', 'SWT7K2M9QXD', ']Q1SWT-7K2M9QXD'])(
    'is known: %j',
    (text) => {
      expect(scan(text)).toEqual({ what: 'appointment-code', code: 'SWT-7K2M9QXD' });
    },
  );
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
    expect(scan(td3.replace('7408122', '7408132'))).toEqual({
      what: 'mrz-damaged',
      problem: { kind: 'check-digit', field: 'birth-date', line: 2 },
    });
    expect(scan(td3.slice(0, 80))).toMatchObject({ what: 'mrz-damaged', problem: { kind: 'length' } });
    expect(scan(td3.slice(0, 44))).toMatchObject({ what: 'mrz-damaged', problem: { kind: 'length' } });
    expect(scan(td3.replace('ANNA', 'A?NA'))).toMatchObject({
      what: 'mrz-damaged',
      problem: { kind: 'characters', line: 1, column: 17 },
    });
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
  it.each(['123456789', '1234567890', '750384216', 'PAKET1234', 'PAKET12345', '0C1X00T47'])(
    "is not guessed from somebody's number: %s",
    (text) => {
      expect(scan(text).what).toBe('unknown');
    },
  );
  it('is no word, no number of goods, and has no other length', () => {
    expect(scan('Formulare').what).toBe('unknown');
    expect(scan('C01X00T478', ']C1').what).toBe('unknown');
    expect(scan('C01X00T4').what).toBe('unknown');
    expect(scan('C01X00T4788').what).toBe('unknown');
  });
});

describe('other codes', () => {
  it('are told apart', () => {
    expect(scan('FACH-12')).toEqual({ what: 'compartment-label', label: '12', check: 'absent' });
    expect(scan('fachßA7')).toEqual({ what: 'compartment-label', label: 'A7', check: 'absent' });
    expect(scan('AKTE-33-11/2026')).toEqual({ what: 'file-label', label: '33-11/2026', check: 'absent' });
    expect(scan('Az. 33-11/2026 Muster')).toEqual({ what: 'unknown', start: 'Az. 33-11/20', length: 21 });
    for (const nothing of ['', ' \r\n', '\x00\x02\x03', ']Q1']) expect(scan(nothing)).toEqual({ what: 'empty' });
  });

  it('a link keeps its host, never its path, its token or its user', () => {
    expect(scan('HTTPS://user:wort@Termin.example:8443/a/b?auth=geheim#x')).toEqual({
      what: 'link',
      host: 'termin.example',
    });
    expect(scan('httpsÖ--termin.example')).toEqual({ what: 'link', host: '' });
    expect(scan('https://')).toEqual({ what: 'link', host: '' });
    expect(scan('https://bücher.example/')).toEqual({ what: 'link', host: 'xn--bcher-kva.example' });
  });

  it('are read past the character set that some scanners write in front', () => {
    expect(scan('\\000026SWT-7K2M9QXD', ']Q2')).toEqual({ what: 'appointment-code', code: 'SWT-7K2M9QXD' });
    expect(scan('\\000026SWT-7K2M9QXD', ']Q1').what).toBe('unknown');
  });
});

describe('goods', () => {
  it.each([
    ['4006381333931', ']E0', '(01)04006381333931'],
    ['96385074', ']E4', '(01)00000096385074'],
    ['010304692002975915251031', ']C1', '(01)03046920029759(15)251031'],
    ['0104006381333931\x1d10A7\x1d21C01X00T47', ']d2', '(01)04006381333931(10)A7(21)C01X00T47'],
    ['10A7\x1d21C01X00T47', null, '(10)A7(21)C01X00T47'],
  ])('are known: %j with %s', (text, aim, printed) => {
    const understood = scan(text, aim);
    expect(understood.what === 'gs1' && printedGs1(understood.elements)).toBe(printed);
  });

  it('are never a document, also where their content looks like a serial', () => {
    for (const aim of [']C1', ']E0', ']E4', ']e0', ']d2', ']Q3']) expect(scan('C01X00T478', aim).what).toBe('unknown');
    expect(scan('4006381333932', ']E0')).toEqual({ what: 'unknown', start: '400638133393', length: 13 });
    expect(scan('0104006381333931').what).toBe('unknown');
  });
});

describe('a digital seal', () => {
  it.each(sealExamples)(
    'of a $document is content read, and carries only a zone that may confirm a person',
    ({ hex, version, document, zone }) => {
      const bytes = sealBytes(hex);
      for (const aim of [']d1', null]) {
        expect(scan(bytes, aim)).toEqual({
          what: 'digital-seal',
          version,
          document,
          mrz: zone ? expect.objectContaining(zone) : null,
        });
      }
    },
  );
  it('that is cut, or was taken for text on its way, says so and shows nothing', () => {
    const whole = sealBytes(sealExamples[0]!.hex);
    expect(scan(whole.subarray(0, 60))).toEqual({ what: 'seal-damaged', problem: 'torn' });
    expect(scan(Buffer.from(whole.toString('latin1'), 'utf8'))).toEqual({ what: 'seal-damaged', problem: 'replaced' });
    expect(scan(Buffer.from(whole.toString('utf8'), 'utf8'))).toEqual({ what: 'seal-damaged', problem: 'replaced' });
    expect(scan(Buffer.from('DC046ABC', 'hex')).what).toBe('unknown');
  });
});

describe("the office's own codes", () => {
  const own = (rules: CodeRule[], text: string) => understand(Buffer.from(text), null, asOf, matchCodes(rules));
  it('are tried in their order, and the first that fits decides', () => {
    const rules: CodeRule[] = [
      { pattern: 'T(\\d{4})', type: 'appointment-code', value: 'TERMIN-$1' },
      { pattern: 'T\\d+', type: 'file-label' },
    ];
    expect(own(rules, ' t1234\r')).toEqual({ what: 'appointment-code', code: 'TERMIN-1234' });
    expect(own(rules, 'T12345')).toEqual({ what: 'file-label', label: 'T12345', check: 'absent' });
    expect(own(rules, 'SWT-7K2M9QXD').what).toBe('unknown');
  });
  it('may be links and serials, but never secrets', () => {
    expect(
      own(
        [{ pattern: 'https://termin\\.example/\\?nr=(\\d+).*', type: 'appointment-code' }],
        'https://termin.example/?nr=77&auth=x',
      ),
    ).toEqual({ what: 'appointment-code', code: '77' });
    expect(own([{ pattern: 'EAT:(.{9,10})', type: 'document-serial' }], 'EAT:YZ00AB1230')).toMatchObject({
      what: 'document-serial',
      serial: 'YZ00AB123',
      checkDigit: 'right',
    });
    expect(own([{ pattern: '.*', type: 'file-label' }], photoCode).what).toBe('photo-code');
  });
  it('that a scan could keep busy for ever are passed over, and told', () => {
    const slow: number[] = [];
    const match = matchCodes(
      [
        { pattern: '(a+)+b', type: 'file-label' },
        { pattern: 'a+', type: 'file-label' },
      ],
      (rule) => slow.push(rule),
    );
    expect(match('a'.repeat(100))).toMatchObject({ type: 'file-label' });
    expect(slow).toEqual([1]);
  });
  it('are not passed over because the machine stood still for a moment', () => {
    const slow: number[] = [];
    const match = matchCodes([{ pattern: 'a+', type: 'file-label' }], (rule) => slow.push(rule));
    const { exec } = RegExp.prototype;
    let stalls = 2;
    const stalling = vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text) {
      if (stalls-- > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120);
      return exec.call(this, text);
    });
    try {
      expect(match('aaa')).toMatchObject({ type: 'file-label' });
    } finally {
      stalling.mockRestore();
    }
    expect([slow, stalls]).toEqual([[], -1]);
  });
  it('have their default in the settings, and a broken pattern is refused there', () => {
    expect(Settings.parse({}).codes).toEqual(ownCodeRules);
    expect(Settings.safeParse({ codes: [{ pattern: '(', type: 'file-label' }] }).success).toBe(false);
    expect(Settings.safeParse({ codes: [{ pattern: 'A', type: 'photo-code' }] }).success).toBe(false);
  });
});

describe('a photo code', () => {
  const secretParts = (code: string) => {
    const bytes = Buffer.from(code, 'base64');
    return [
      code,
      bytes.toString('hex'),
      bytes.subarray(-16).toString('hex'),
      bytes.subarray(-16).toString('base64'),
      '123e4567',
      'abruf',
    ];
  };

  it('is recognised, and its result holds nothing but version and host', () => {
    for (const code of [
      photoCode,
      photoCode.replace(/=+$/, ''),
      photoCode.replace(/(.{76})/, '$1\r\n'),
      `]d1${photoCode}`,
      ` ${photoCode}\r`,
    ]) {
      const understood = scan(code);
      expect(understood).toEqual({ what: 'photo-code', version: 1, host: 'lichtbild.example' });
      for (const secret of secretParts(photoCode)) expect(JSON.stringify(understood)).not.toContain(secret);
    }
    expect(scan(Buffer.from(photoCode, 'base64'))).toEqual({
      what: 'photo-code',
      version: 1,
      host: 'lichtbild.example',
    });
  });

  it('of another version is recognised as such', () => {
    const bytes = Buffer.from(photoCode, 'base64');
    bytes[1] = 2;
    expect(scan(bytes.toString('base64'))).toEqual({ what: 'photo-code', version: 2, host: 'lichtbild.example' });
  });

  it('that is torn shows not one character', () => {
    for (let length = 30; length < photoCode.length; length += 7) {
      expect(scan(photoCode.slice(0, length))).toEqual({ what: 'unknown', start: '', length: 0 });
    }
    expect(scan(photoCode.slice(60))).toEqual({ what: 'unknown', start: '', length: 0 });
  });
});

describe('anything at all', () => {
  it('never makes it throw, and never becomes a zone by chance', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.option(fc.constantFrom(']d1', ']Q1', ']C0', ']C1', ']E0', 'x')),
        (bytes, aim) => {
          const understood = understand(bytes, aim, asOf);
          expect(['mrz', 'photo-code', 'appointment-code']).not.toContain(understood.what);
          if (understood.what === 'unknown') expect([...understood.start].length).toBeLessThanOrEqual(12);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves the scanned bytes as they are', () => {
    const bytes = Buffer.from(photoCode, 'base64');
    const before = bytes.toString('hex');
    scan(bytes);
    expect(bytes.toString('hex')).toBe(before);
  });
});
