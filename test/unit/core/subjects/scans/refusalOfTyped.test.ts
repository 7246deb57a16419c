import { describe, expect, test } from 'vitest';
import type { ScannerLayout } from '../../../../../electron/contract/index.ts';
import { understand } from '../../../../../electron/core/codes/understand.ts';
import { refusalOfTyped } from '../../../../../electron/core/subjects/scans/refusalOfTyped.ts';
import { decode } from '../../../../../renderer/clerk/wedge/decode.ts';
import { positionLayouts, type PositionLayout } from '../../../../../renderer/clerk/wedge/layouts.ts';
import { scannerTypes, watch } from '../../../../support/typing.ts';

/** The specimen of ICAO Doc 9303: nobody's. */
const zone = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10';
const readAs = (text: string) => ({
  text,
  code: understand(new TextEncoder().encode(text), null, new Date('2026-11-25')),
  gs1: false,
});

/** Typed by a scanner of one country at a German computer, read with the setting given. */
function judge(text: string, scanner: PositionLayout, setting: ScannerLayout = 'as-typed') {
  const [strokes = []] = watch(
    scannerTypes(text, 0, { layout: scanner, computer: 'de', reportMs: 4, end: 'Enter' }),
  ).scans;
  const typed = decode(strokes, setting);
  const others = positionLayouts.filter((layout) => layout !== setting && decode(strokes, layout) !== typed);
  return refusalOfTyped(
    readAs(typed),
    others.map((layout) => ({ layout, ...readAs(decode(strokes, layout)) })),
  );
}

describe('what a scanner typed', () => {
  test('is used where the layouts agree', () => {
    for (const text of [zone, 'SWT-7K2M9QXD', 'FACH-3', 'Akte-17/2026']) expect(judge(text, 'de'), text).toBeNull();
  });

  test('is refused with the country that it would be right with', () => {
    for (const [text, layout] of [
      [zone, 'us'],
      [zone, 'be'],
      ['SWT-7Y2M9QZD', 'us'],
    ] as const)
      expect(judge(text, layout), text).toEqual({ code: 'scanner-layout', values: { layout } });
  });

  test('is right once the country is set', () => {
    for (const layout of positionLayouts) expect(judge(zone, layout, layout)).toBeNull();
  });

  test('cannot be a photo code or a seal, also where the layout damaged it', () => {
    const code = Buffer.concat([
      Buffer.from([0xe2, 1, 20]),
      Buffer.from('https://example.test'),
      Buffer.alloc(16, 7),
      Buffer.from([1, 65, 1, 66, 1, 67, 2, 68, 69]),
    ]).toString('base64');
    expect(judge(code, 'us')).toEqual({ code: 'wedge-cannot-carry' });
    expect(judge(code, 'us', 'us')).toEqual({ code: 'wedge-cannot-carry' });
    expect(refusalOfTyped(readAs('Ü\x03KVD<<7'), [])).toEqual({ code: 'wedge-cannot-carry' });
    expect(refusalOfTyped(readAs('ABCDEF\ufffdGH'), [])).toEqual({ code: 'wedge-cannot-carry' });
  });

  test('that nobody knows stays an unknown code', () => {
    expect(judge('HELLO WORLD', 'de')).toBeNull();
  });
});
