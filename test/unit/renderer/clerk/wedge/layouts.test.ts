import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../../../renderer/clerk/wedge/decode.ts';
import { explain, testCode } from '../../../../../renderer/clerk/wedge/explain.ts';
import { positionLayouts, type PositionLayout } from '../../../../../renderer/clerk/wedge/layouts.ts';
import type { Stroke } from '../../../../../renderer/clerk/wedge/stroke.ts';
import { canWrite, scannerTypes, watch } from '../../../../support/typing.ts';

function keys(text: string, layout: PositionLayout, computer: PositionLayout): Stroke[] {
  const { scans } = watch(scannerTypes(text, 0, { layout, computer, reportMs: 4, end: 'Enter' }));
  return scans[0] ?? [];
}

describe('the layout of a scanner', () => {
  test('what a scanner set to the USA types on a German computer', () => {
    expect(decode(keys('yz-/<>@&;:_', 'us', 'de'), 'as-typed')).toBe('zyß-;:"/öÖ?');
    expect(decode(keys('yz-/<>@&;:_', 'us', 'de'), 'us')).toBe('yz-/<>@&;:_');
  });

  test('what a Belgian scanner types on a German computer', () => {
    expect(decode(keys('aqwzm123', 'be', 'de'), 'as-typed')).toBe('qaywö!"§');
    expect(decode(keys('aqwzm123', 'be', 'de'), 'be')).toBe('aqwzm123');
  });

  test("every code is read by position under the scanner's country, whatever the computer's is", () => {
    const sign = fc.constantFrom(...'abyzABYZ0123456789-_<>/;:=+#[]{}@\\|!?"$%&()*,.');
    fc.assert(
      fc.property(
        fc.array(sign, { minLength: 6, maxLength: 40 }),
        fc.constantFrom(...positionLayouts),
        fc.constantFrom(...positionLayouts),
        (signs, layout, computer) => {
          const text = signs.join('');
          fc.pre(canWrite(layout, text));
          expect(decode(keys(text, layout, computer), layout)).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the test code tells which country a scanner is set to', () => {
    for (const layout of positionLayouts)
      for (const computer of positionLayouts) {
        expect(explain(keys(testCode, layout, computer), 'as-typed'), `${layout} on ${computer}`).toEqual(
          layout === computer ? { result: 'right' } : { result: 'layout', layout },
        );
        expect(explain(keys(testCode, layout, computer), layout)).toEqual({ result: 'right' });
      }
  });

  test('CapsLock is named, and plays no part in reading by position', () => {
    const strokes = keys(testCode, 'de', 'de').map((stroke) => ({
      ...stroke,
      key: stroke.key === stroke.key.toUpperCase() ? stroke.key.toLowerCase() : stroke.key.toUpperCase(),
    }));
    expect(explain(strokes, 'as-typed')).toEqual({ result: 'layout', layout: 'de' });
    expect(explain(strokes, 'de')).toEqual({ result: 'right' });
  });

  test('another code is not taken for the test code, a damaged one is', () => {
    expect(explain(keys('SWT-7K2M9QXD', 'de', 'de'), 'as-typed')).toBeNull();
    expect(explain(keys(testCode.slice(0, 15), 'us', 'de'), 'as-typed')).toEqual({ result: 'unknown-layout' });
  });
});
