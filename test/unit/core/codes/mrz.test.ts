import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit, parseMrz, serialCheckDigit, writeMrz } from '../../../../electron/core/codes/mrz.ts';
import { asOf, specimens, td3 } from './specimens.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';
const replaceAt = (text: string, index: number, character: string): string =>
  text.slice(0, index) + character + text.slice(index + 1);
const problemOf = (zone: string) => {
  const parsed = parseMrz(zone, asOf);
  return parsed.ok ? null : parsed.problem;
};

describe('check digits', () => {
  it('follow 7-3-1', () => {
    expect(checkDigit('D23145890')).toBe(7);
    expect(checkDigit('D23145890734')).toBe(9);
    expect(checkDigit('<<<<<<')).toBe(0);
    expect(serialCheckDigit('yz00ab123')).toBe(0);
    expect(checkDigit('ä')).toBeNaN();
  });
});

describe('a right zone', () => {
  it.each(specimens)('is read: $name', ({ zone, says }) => {
    expect(parseMrz(zone, asOf)).toMatchObject({ ok: true, mrz: says });
  });

  it.each(specimens)('is read however its lines are separated: $name', ({ zone }) => {
    const read = parseMrz(zone, asOf);
    const ways = [
      zone.replaceAll('\n', ''),
      zone.replaceAll('\n', '\r'),
      zone.replaceAll('\n', '\r\n'),
      `\x02${zone}\x03`,
      `${zone}\r\n`,
      zone.toLowerCase(),
      zone.replaceAll('<', '«'),
    ];
    for (const way of ways) expect(parseMrz(way, asOf)).toEqual(read);
  });

  it('is read when the OCR engine writes one « for two fillers', () => {
    expect(parseMrz(td3.replaceAll('<<', '«'), asOf)).toEqual(parseMrz(td3, asOf));
  });

  it('is read with letters for digits in dates and check digits, when all check digits then match', () => {
    expect(parseMrz(td3.replace('7408122', '74O8IZ2').replace(/10$/, 'IO'), asOf)).toEqual(parseMrz(td3, asOf));
  });

  it('says when the name goes on', () => {
    const zone = 'P<UTO' + 'ABCDEFGHIJKLMNOPQRSTUVWXYZ<<ANNA<MARIALUISE'.slice(0, 39) + td3.slice(44);
    expect(parseMrz(zone, asOf)).toMatchObject({ ok: true, mrz: { nameTruncated: true } });
  });
});

describe('dates', () => {
  const withDates = (birth: string, expiry = '120415') => {
    const number = 'L898902C36';
    const [b, e] = [birth + checkDigit(birth), expiry + checkDigit(expiry)];
    const optional = 'ZE184226B<<<<<1';
    return `${td3.slice(0, 45)}${number}UTO${b}F${e}${optional}${checkDigit(number + b + e + optional)}`;
  };

  it.each(['900230', '900431', '991301', '990100', '990001', '9<0101', '010229'])(
    'that cannot be are refused: %s',
    (birth) => {
      expect(problemOf(withDates(birth))).toMatchObject({ kind: 'date', field: 'birth-date', line: 2 });
    },
  );

  it('of expiry that cannot be are refused', () => {
    expect(problemOf(withDates('740812', '300230'))).toMatchObject({ kind: 'date', field: 'expiry' });
  });

  it.each([
    ['87<<<<', '1987-00-00'],
    ['8705<<', '1987-05-00'],
    ['<<<<<<', '0000-00-00'],
    ['000229', '2000-02-29'],
  ])('may have unknown parts: %s', (birth, date) => {
    expect(parseMrz(withDates(birth), asOf)).toMatchObject({ ok: true, mrz: { birthDate: date } });
  });

  it('get their century from today and from each other', () => {
    const read = (birth: string, expiry: string, now = asOf) => {
      const parsed = parseMrz(withDates(birth, expiry), now);
      return parsed.ok ? [parsed.mrz.birthDate, parsed.mrz.expiry] : parsed.problem;
    };
    expect(read('261121', '300101')).toEqual(['1926-11-21', '2030-01-01']);
    expect(read('261119', '300101')).toEqual(['2026-11-19', '2030-01-01']);
    expect(read('340712', '950712')).toEqual(['1934-07-12', '1995-07-12']);
    expect(read('340712', '950712', new Date('2040-01-01'))).toEqual(['1934-07-12', '1995-07-12']);
    expect(read('800101', '750101')).toEqual(['1980-01-01', '2075-01-01']);
  });
});

describe('a damaged zone', () => {
  it('names the field, the line, and a wrong kind of character exactly', () => {
    expect(problemOf(td3.replace('7408122', '7408132'))).toEqual({ kind: 'check-digit', field: 'birth-date', line: 2 });
    expect(problemOf(td3.replace('L898902C3', 'L898902D3'))).toMatchObject({
      kind: 'check-digit',
      field: 'document-number',
      line: 2,
    });
    expect(problemOf(td3.replace('ZE184226B', 'ZE184226C'))).toMatchObject({ kind: 'check-digit', field: 'optional' });
    expect(problemOf(td3.replace('7408122', '74X8122'))).toEqual({
      kind: 'characters',
      field: 'birth-date',
      line: 2,
      column: 16,
    });
    expect(problemOf(td3.replace('ANNA', 'ANN4'))).toEqual({ kind: 'characters', line: 1, column: 19 });
  });

  it('names the line that is too short or too long', () => {
    expect(problemOf(td3.slice(0, -1))).toEqual({ kind: 'length', line: 2 });
    expect(problemOf(td3.slice(0, 44))).toEqual({ kind: 'length' });
    expect(problemOf(specimens[0]!.zone.replace('UTO<<', 'UTO<'))).toEqual({ kind: 'length', line: 2 });
    expect(problemOf(`${td3.slice(0, 43)}\n${td3[43]}${td3.slice(45)}`)).toEqual({ kind: 'length', line: 1 });
  });

  it('does not join lines of different documents', () => {
    const [a, b] = [specimens[5]!.zone.split('\n'), specimens[7]!.zone.split('\n')];
    expect(a[0]).toBe(b[0]);
    expect(problemOf(`${specimens[3]!.zone.split('\n')[0]}\n${a[1]}`)).toMatchObject({ kind: 'length' });
  });

  it('with one wrong character in a protected field is always found, unless 7-3-1 cannot see it', () => {
    for (const { zone } of specimens) {
      const original = parseMrz(zone, asOf);
      const lines = zone.split('\n');
      const visa = zone.startsWith('V');
      const protectedPlaces =
        lines.length === 3
          ? [...range(0, 5, 29), ...range(1, 0, 6), ...range(1, 8, 14), ...range(1, 18, 29)]
          : [
              ...range(1, 0, 9),
              ...range(1, 13, 19),
              ...range(1, 21, 27),
              ...(visa ? [] : range(1, 28, lines[1]!.length - 1)),
            ];
      for (const [line, column] of protectedPlaces) {
        // A fifth of the alphabet at each place, another one at the next.
        for (const character of [...alphabet].filter((_, i) => (i + column) % 5 === 0)) {
          const before = lines[line]![column]!;
          if (character === before || (valueOf(character) - valueOf(before)) % 10 === 0) continue;
          const changed = parseMrz(lines.with(line, replaceAt(lines[line]!, column, character)).join('\n'), asOf);
          // A letter for a digit may be put right; then the result is the true one.
          if (changed.ok) expect(changed, `${zone} ${line}:${column} ${character}`).toEqual(original);
        }
      }
    }
  });

  it('is pointed at only where it really is wrong', () => {
    let pointed = 0;
    for (const { zone } of specimens.filter((_, i) => i % 3 === 1)) {
      const lines = zone.split('\n');
      const line = 1;
      for (let column = 0; column < lines[line]!.length; column++) {
        for (const character of '07X') {
          if (character === lines[line]![column]) continue;
          const problem = problemOf(lines.with(line, replaceAt(lines[line]!, column, character)).join('\n'));
          if (problem?.column === undefined) continue;
          pointed += 1;
          expect(problem).toMatchObject({ line: line + 1, column: column + 1 });
        }
      }
    }
    expect(pointed).toBeGreaterThan(10);
  });

  it('never makes the reader throw, and random text is never a zone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        expect(parseMrz(text, asOf).ok).toBe(false);
      }),
    );
    const character = fc.constantFrom(...alphabet);
    fc.assert(
      fc.property(
        fc
          .constantFrom(72, 88, 90)
          .chain((length) => fc.string({ unit: character, minLength: length, maxLength: length })),
        (text) => {
          parseMrz(text, asOf);
        },
      ),
    );
  });
});

describe('writing a zone', () => {
  const name = fc
    .string({
      unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzäöüßéñçşğıøåł'- "),
      minLength: 1,
      maxLength: 50,
    })
    .filter((text) => /[A-Za-z]/.test(text));
  const day = fc
    .date({ min: new Date('1930-01-01'), max: new Date('2026-11-19'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const expiry = fc
    .date({ min: new Date('2027-01-01'), max: new Date('2036-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const number = fc.string({ unit: fc.constantFrom(...'CFGHJKLMNPRTVWXYZ123456789'), minLength: 6, maxLength: 9 });

  it('gives one that is read back', () => {
    fc.assert(
      fc.property(
        name,
        name,
        day,
        expiry,
        number,
        fc.constantFrom('F', 'M', 'X'),
        (familyName, givenNames, birthDate, until, documentNumber, sex) => {
          const zone = writeMrz({
            issuer: 'UTO',
            nationality: 'UTO',
            familyName,
            givenNames,
            birthDate,
            expiry: until,
            documentNumber,
            sex: sex as 'F',
          });
          expect(zone).toMatch(/^[A-Z0-9<]{44}\n[A-Z0-9<]{44}$/);
          expect(parseMrz(zone, asOf)).toMatchObject({
            ok: true,
            mrz: { format: 'TD3', issuer: 'UTO', documentNumber, birthDate, expiry: until, sex },
          });
        },
      ),
    );
  });

  it('writes names as ICAO does', () => {
    const zone = writeMrz({
      issuer: 'D',
      nationality: 'D',
      familyName: 'Müller-Groß',
      givenNames: 'José Đorđe İsmail',
      birthDate: '1987-00-00',
      expiry: '2031-05-06',
      documentNumber: 'C01X00T47',
      sex: 'M',
    });
    expect(zone).toMatch(/^P<D<<MUELLER<GROSS<<JOSE<DORDE<ISMAIL<+\nC01X00T478D<<87<<<</);
    expect(parseMrz(zone, asOf)).toMatchObject({
      ok: true,
      mrz: { birthDate: '1987-00-00', primary: 'MUELLER GROSS', secondary: 'JOSE DORDE ISMAIL' },
    });
  });
});

function range(line: number, from: number, to: number): [number, number][] {
  return Array.from({ length: to - from + 1 }, (_, i) => [line, from + i]);
}

function valueOf(character: string): number {
  return character === '<' ? 0 : Number.parseInt(character, 36);
}
