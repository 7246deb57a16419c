import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchCodes } from '../../../../electron/core/codes/codeRules.ts';
import { labelCheck, labelCode, type LabelType } from '../../../../electron/core/codes/labels.ts';
import { understand } from '../../../../electron/core/codes/understand.ts';
import { Settings } from '../../../../electron/core/kernel/settings/settings.ts';

const read = (text: string, match?: ReturnType<typeof matchCodes>) =>
  understand(new TextEncoder().encode(text), null, new Date(), match);
const isRight = (text: string): boolean => {
  const found = read(text);
  return (found.what === 'compartment-label' || found.what === 'file-label') && found.check === 'right';
};
const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const labels = fc.oneof(
  fc.record({
    type: fc.constant<LabelType>('compartment-label'),
    label: fc.string({ unit: fc.constantFrom(...signs, '.', '-', 'Ä'), minLength: 1, maxLength: 8 }),
  }),
  fc.record({
    type: fc.constant<LabelType>('file-label'),
    label: fc.string({ unit: fc.constantFrom(...signs, '.', '-', '/'), minLength: 1, maxLength: 32 }),
  }),
);

describe('the check digits of a label', () => {
  it('are the rest of ISO/IEC 7064, MOD 97-10, over two digits a sign', () => {
    // With the two digits behind it, the number of the label leaves 1 when divided by 97.
    const [, check] = /^FACH(\d\d)-12-E$/.exec(labelCode('compartment-label', '12')) ?? [];
    expect(BigInt(`151012170102${check}`) % 97n).toBe(1n);
    expect(labelCheck('file-label', '12')).not.toBe(check);
  });

  it('come back right, in upper and lower case', () => {
    fc.assert(
      fc.property(labels, ({ type, label }) => {
        expect(read(labelCode(type, label))).toEqual({ what: type, label, check: 'right' });
        expect(isRight(labelCode(type, label).toLowerCase())).toBe(true);
      }),
    );
  });

  it('are wrong where one sign is another, or two neighbours are exchanged', () => {
    fc.assert(
      fc.property(labels, fc.nat(), fc.constantFrom(...signs), ({ type, label }, where, sign) => {
        const code = labelCode(type, label);
        const at = where % code.length;
        const other = code.slice(0, at) + sign + code.slice(at + 1);
        if (other !== code) expect(isRight(other), `${code} read as ${other}`).toBe(false);
        const exchanged =
          code.slice(0, at) +
          code
            .slice(at, at + 2)
            .split('')
            .reverse()
            .join('') +
          code.slice(at + 2);
        if (exchanged !== code && /^[A-Z0-9-]*$/.test(code)) expect(isRight(exchanged)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('never let a code through that was cut at its end, wherever, nor take it for a label without them', () => {
    for (let number = 1; number < 2000; number += 1)
      for (const label of [String(number), `A-${number}`, `${number}-E`]) {
        const code = labelCode('compartment-label', label);
        for (let length = code.length - 1; length > 'FACH'.length + 1; length -= 1) {
          const found = read(code.slice(0, length));
          if (found.what === 'compartment-label' && label !== `${number}-E`)
            expect(found, code.slice(0, length)).toMatchObject({ check: 'wrong' });
          else if (found.what === 'compartment-label') expect(found).not.toMatchObject({ check: 'absent' });
        }
      }
  });

  it("may stand in the labels of an office's own make", () => {
    const { codes } = Settings.parse({
      codes: [
        { pattern: 'BOX (\\w+) (\\d\\d)', type: 'compartment-label', value: '$1', check: '$2' },
        { pattern: 'ALT (\\w+)', type: 'compartment-label' },
      ],
    });
    const match = matchCodes(codes as Parameters<typeof matchCodes>[0]);
    expect(read(`BOX 12 ${labelCheck('compartment-label', '12')}`, match)).toEqual({
      what: 'compartment-label',
      label: '12',
      check: 'right',
    });
    expect(read('BOX 12 00', match)).toMatchObject({ check: 'wrong' });
    expect(read('ALT 12', match)).toMatchObject({ check: 'absent' });
  });
});
