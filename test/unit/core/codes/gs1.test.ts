import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasCheckDigit,
  readGoodsNumber,
  readGs1,
  writeGs1,
  type Gs1Element,
} from '../../../../electron/core/codes/gs1.ts';
import { applicationRows } from '../../../../electron/core/codes/gs1Table.ts';
import { symbologyOf, takeAim } from '../../../../electron/core/codes/symbologies.ts';
import { Symbology } from '../../../../electron/contract/index.ts';
import { asOf } from './specimens.ts';

const read = (text: string) => readGs1(text, asOf);

describe('GS1 element strings', () => {
  it('are taken apart: fixed lengths need no separator, all others end at GS', () => {
    expect(read('010304692002975915251031')).toEqual([
      { ai: '01', value: '03046920029759' },
      { ai: '15', value: '251031', date: '2025-10-31' },
    ]);
    expect(read('0104006381333931\x1d10A7\x1d3103001750')).toEqual([
      { ai: '01', value: '04006381333931' },
      { ai: '10', value: 'A7' },
      { ai: '3103', value: '001750' },
    ]);
    expect(read('\x1d10A7\x1d')).toEqual([{ ai: '10', value: 'A7' }]);
  });

  it('a day 00 is the last of the month, and the century the nearest', () => {
    expect(read('15240200')).toEqual([{ ai: '15', value: '240200', date: '2024-02-29' }]);
    expect(read('11770101')).toEqual([{ ai: '11', value: '770101', date: '1977-01-01' }]);
    expect(read('17760131')).toEqual([{ ai: '17', value: '760131', date: '2076-01-31' }]);
    for (const impossible of ['15251301', '15250230', '15250000']) expect(read(impossible)).toBeNull();
  });

  it.each([
    ['a wrong check digit', '0104006381333932'],
    ['an unknown identifier', '0504006381333931'],
    ['a value that is too short', '010400638133393'],
    ['a value that is too long', `10${'A'.repeat(21)}`],
    ['an empty value', '10\x1d21A'],
    ['letters in a number', '37A'],
    ['a character outside the set', '10Ä'],
    ['nothing', ''],
    ['a lone separator', '\x1d'],
    ['a split identifier', '310'],
  ])('with %s are none', (_what, text) => {
    expect(read(text)).toBeNull();
  });

  it('come back as they were written, whatever the elements', () => {
    const element = fc.constantFrom(...applicationRows).chain(([pattern, application]) =>
      fc
        .tuple(
          fc.stringMatching(/^\d{4}$/),
          fc.stringMatching(/^[0-9]{90}$/),
          fc.integer({ min: application.least, max: application.most }),
        )
        .map(([level, digits, length]): Gs1Element => {
          const ai = pattern.replace(/n+/, (places) => level.slice(0, places.length));
          const value = application.date ? '261122' : digits.slice(0, length);
          if (application.check === undefined) return { ai, value };
          const right = [...'0123456789']
            .map((digit) => value.slice(0, application.check! - 1) + digit + value.slice(application.check))
            .find((candidate) => hasCheckDigit(candidate.slice(0, application.check)));
          return { ai, value: right! };
        }),
    );
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 6 }), (elements) => {
        expect(read(writeGs1(elements))?.map(({ ai, value }) => ({ ai, value }))).toEqual(elements);
      }),
      { numRuns: 500 },
    );
  });

  it('identifiers of the table never begin with each other', () => {
    const starts = applicationRows.map(([pattern]) => pattern.replaceAll('n', ''));
    for (const a of starts) expect(starts.filter((b) => b.startsWith(a))).toEqual([a]);
  });

  it('numbers on goods have their check digit', () => {
    expect(readGoodsNumber('4006381333931')).toEqual([{ ai: '01', value: '04006381333931' }]);
    expect(readGoodsNumber('036000291452')).toEqual([{ ai: '01', value: '00036000291452' }]);
    for (const wrong of ['4006381333932', '400638133393', '12345']) expect(readGoodsNumber(wrong)).toBeNull();
  });
});

describe('symbology identifiers', () => {
  it.each([
    [']C0', 'code-128', false],
    [']C1', 'gs1-128', true],
    [']E0', 'ean-13', false],
    [']E4', 'ean-8', false],
    [']Q1', 'qr', false],
    [']Q3', 'gs1-qr', true],
    [']d1', 'data-matrix', false],
    [']d2', 'gs1-data-matrix', true],
    [']e0', 'gs1-databar', true],
    [']L0', 'pdf417', false],
    [']A0', 'code-39', false],
    [']XC', 'vendor', false],
  ])('%s is %s', (aim, name, gs1) => {
    expect(symbologyOf(aim)).toMatchObject({ name, gs1 });
  });
  it('that are none are none', () => {
    for (const aim of [null, '', ']', ']C', 'C1', ']CC1', ']Z6', ']__', ']t0']) expect(symbologyOf(aim)).toBeNull();
  });
  it('every letter and modifier names something that has a text', () => {
    const all = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
    for (const letter of all)
      for (const modifier of all) {
        const facts = symbologyOf(`]${letter}${modifier}`);
        if (facts) expect(Symbology.options).toContain(facts.name);
      }
  });
  it('are taken off a code only where the scanner did not name one itself', () => {
    const bytes = Buffer.from(']C1X');
    expect(takeAim(bytes, null)).toEqual({ bytes: Buffer.from('X'), aim: ']C1' });
    expect(takeAim(bytes, ']Q1')).toEqual({ bytes, aim: ']Q1' });
    expect(takeAim(Buffer.from(']-1X'), null)).toEqual({ bytes: Buffer.from(']-1X'), aim: null });
  });
});
