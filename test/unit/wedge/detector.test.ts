import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerMs } from '../../../renderer/features/wedge/detector.ts';
import { chordOf, inOrder, personTypes, press, scannerTypes, scannerTypesNumbers, watch, type Press, type ScannerHabits } from '../../support/typing.ts';

const german: ScannerHabits = { layout: 'de', computer: 'de', reportMs: 8, end: 'Enter' };
const typist = (text: string, after = 120, dwell = 80): Press[] => [...text].map((sign) => ({ sign, after, dwell }));
const unshifted = (keys: string[]) => keys.filter((code) => !/^(Shift|Alt|Control)/.test(code));

describe('a scanner', () => {
  test.each([0, 1, 4, 8, 12, 20, 25])('with a report every %i ms arrives whole, and nothing of it reaches the page', (reportMs) => {
    for (const end of ['Enter', 'Tab', null] as const) {
      const seen = watch(scannerTypes('SWT-7K2M9QXD', 0, { ...german, reportMs, end }));
      expect(seen.codes).toEqual(['SWT-7K2M9QXD']);
      expect(seen.written).toBe('');
      expect(unshifted(seen.passed)).toEqual([]);
    }
  });

  test('that puts all keys into one moment, before it lets go of any, arrives whole', () => {
    const events = scannerTypes('abcdefgh', 0, { ...german, reportMs: 0 });
    const keys = inOrder([...events.filter(({ down }) => down), ...events.filter(({ down }) => !down).map((event) => ({ ...event, at: 8 }))]);
    const seen = watch(keys);
    expect(seen.codes).toEqual(['abcdefgh']);
    expect(seen.passed).toEqual([]);
  });

  test('without end mark is done within 100 ms of silence', () => {
    const events = scannerTypes('C01X00T478', 0, { ...german, end: null });
    const last = events.at(-1)?.at ?? 0;
    const seen = watch(events);
    expect(seen.codes).toEqual(['C01X00T478']);
    expect((seen.scannedAt ?? Infinity) - last).toBeLessThanOrEqual(80);
  });

  test('sends GS as Ctrl and bracket, and whole codes as numbers on the keypad', () => {
    expect(watch(scannerTypes('0104012345678901\x1d21ABC', 0, { ...german, layout: 'us' }), {}, 'us').codes).toEqual(['0104012345678901\x1d21ABC']);
    const numbers = watch(scannerTypesNumbers('SWT<7K2\x1dzY', 0, 8));
    expect(numbers.codes).toEqual(['SWT<7K2\x1dzY']);
    expect(numbers.passed.filter((code) => code === 'Enter')).toEqual([]);
  });

  test('that ends with CR LF presses nothing with either', () => {
    const events = [...scannerTypes('SWT-7K2M9QXD', 0, german), ...press('KeyJ', 420, { ctrl: true, key: 'j' }), ...press('Enter', 430)];
    const seen = watch(events);
    expect(seen.codes).toEqual(['SWT-7K2M9QXD']);
    expect(unshifted(seen.passed)).toEqual([]);
  });

  test('that hesitates before its end mark presses nothing with it', () => {
    const events = scannerTypes('SWT-7K2M9QXD', 0, { ...german, end: null });
    const seen = watch([...events, ...press('Enter', (events.at(-1)?.at ?? 0) + 200)]);
    expect(seen.codes).toEqual(['SWT-7K2M9QXD']);
    expect(unshifted(seen.passed)).toEqual([]);
  });

  test('sends the lines of a zone as one code where silence is its end mark', () => {
    const lines = [...scannerTypes('P<D<<MUSTERMANN<<ERIKA', 0, german), ...scannerTypes('C01X00T478', 900, german)];
    const second = lines.findIndex(({ at }) => at === 900);
    const gap = 900 - (lines[second - 1]?.at ?? 0) - 8;
    const joined = lines.map((event, index) => (index < second ? event : { ...event, at: event.at - gap }));
    expect(watch(joined, { endMark: 'silence' }).codes).toEqual(['P<D<<MUSTERMANN<<ERIKA\rC01X00T478\r']);
    expect(watch(joined).codes).toEqual(['P<D<<MUSTERMANN<<ERIKA', 'C01X00T478']);
  });

  test('from whose code the window is taken away is half a code, and none; the next one is whole', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), (keys) => {
      const code = scannerTypes('SWT-7K2M9QXD', 0, german);
      const left = Math.min(keys, code.length);
      const whole = left > code.findIndex((event) => event.down && event.code === 'Enter');
      expect(watch(code.slice(0, left), {}, 'as-typed', left).codes).toEqual(whole ? ['SWT-7K2M9QXD'] : []);
      const next = scannerTypes('C01X00T478', 2000, german);
      expect(watch([...code.slice(0, left), ...next], {}, 'as-typed', left).codes.at(-1)).toBe('C01X00T478');
    }));
  });

  test('two codes within 100 ms are two codes', () => {
    const first = scannerTypes('SWT-7K2M9QXD', 0, german);
    const seen = watch([...first, ...scannerTypes('C01X00T478', (first.at(-1)?.at ?? 0) + 20, german)]);
    expect(seen.codes).toEqual(['SWT-7K2M9QXD', 'C01X00T478']);
  });

  test('with a set prefix is known by it, also with short codes; without it nothing is a code', () => {
    const prefix = { length: 1, fits: ([first]: readonly { key: string }[]) => first?.key === '~' };
    expect(watch(scannerTypes('~A1', 0, { ...german, layout: 'us', computer: 'us' }), { prefix }).codes).toEqual(['~A1']);
    const other = watch(scannerTypes('SWT-7K2M9QXD', 0, german), { prefix });
    expect([other.codes, other.written]).toEqual([[], 'SWT-7K2M9QXD']);
  });
});

describe('a person', () => {
  test('waits no longer than a finger is down', () => {
    const seen = watch(personTypes(typist('guten tag 1111'), 0, 'de'));
    expect(seen.written).toBe('guten tag 1111');
    expect(seen.longest).toBeLessThanOrEqual(fingerMs);
    expect(seen.codes).toEqual([]);
  });

  test('may roll quickly over several keys, and press Enter in the same breath', () => {
    const seen = watch(inOrder([...personTypes(typist('schnell', 18, 60), 0, 'de'), ...press('Enter', 150)]));
    expect(seen.written).toBe('schnell');
    expect(seen.passed).toEqual(['Enter']);
  });

  test('may touch a key more lightly than the next: the order stays', () => {
    const seen = watch(personTypes([{ sign: 't', after: 0, dwell: 30 }, { sign: 'h', after: 35, dwell: 80 }], 0, 'de'));
    expect(seen.written).toBe('th');
  });

  test('who types on while the end of a code is still waited for does not become part of it', () => {
    const scan = scannerTypes('SWT-7K2M9QXD', 0, { ...german, end: null });
    const seen = watch([...scan, ...personTypes(typist('gut', 130), (scan.at(-1)?.at ?? 0) - 75, 'de')]);
    expect(seen.codes).toEqual(['SWT-7K2M9QXD']);
    expect(seen.written).toBe('gut');
  });

  test('who types and presses Enter right after a code gets both', () => {
    const scan = scannerTypes('SWT-7K2M9QXD', 0, german);
    const end = scan.at(-1)?.at ?? 0;
    const seen = watch(inOrder([...scan, ...personTypes(typist('x', 60), end, 'de'), ...press('Enter', end + 160)]));
    expect(seen.written).toBe('x');
    expect(seen.passed).toContain('Enter');
  });

  test('keeps keys for moving, deleting and shortcuts, in order with what was typed before', () => {
    const seen = watch(inOrder([...personTypes(typist('ab', 20, 60), 0, 'de'), ...press('Backspace', 45), ...press('KeyK', 70, { ctrl: true, key: 'k' }), ...press('F2', 90)]));
    expect(seen.passed).toEqual(['Backspace', 'KeyK', 'F2']);
    expect(seen.written).toBe('ab');
  });

  test('may keep a key down: its repetitions are the page\'s', () => {
    const repeats = Array.from({ length: 10 }, (_, index) => ({ ...press('KeyA', 300 + index * 30, { key: 'a', repeat: true })[0]! }));
    const events = inOrder([...personTypes([{ sign: 'a', after: 0, dwell: 900 }], 0, 'de'), ...repeats]);
    expect(watch(events).written).toBe('a'.repeat(11));
  });

  test('presses a button with the space bar at once', () => {
    expect(watch(personTypes(typist('   ', 30, 30), 0, 'de')).longest).toBe(0);
  });

  test('writes accents with dead keys as the system makes them', () => {
    const events = [...press('Equal', 0, { key: 'Dead' }), ...press('KeyE', 60, { key: 'é' })];
    const seen = watch(events);
    expect(seen.longest).toBe(0);
    expect(seen.written).toBe('é');
  });
});

const signs = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäöü0123456789-_<>#,.ABCXYZ');
const code = fc.array(fc.constantFrom(...'ABCDEFGHXYZ0123456789-_<>/#'), { minLength: 6, maxLength: 90 }).map((all) => all.join(''));
const habits: fc.Arbitrary<ScannerHabits> = fc.record({ layout: fc.constant('de' as const), computer: fc.constant('de' as const), reportMs: fc.constantFrom(0, 1, 2, 8, 16, 25), end: fc.constantFrom('Enter' as const, 'Tab' as const, null) });
/** Also such who press the next keys while the last are down. */
const presses = fc.array(fc.record({ sign: signs, after: fc.integer({ min: 12, max: 250 }), dwell: fc.integer({ min: fingerMs + 1, max: 160 }) }), { minLength: 1, maxLength: 20 })
  // A key that is down cannot be pressed.
  .map((all) => all.filter(({ sign }, index) => all.findIndex((other) => chordOf('de', other.sign).code === chordOf('de', sign).code) === index));
const turns = fc.array(fc.oneof(fc.record({ code, habits }), fc.record({ presses })), { minLength: 1, maxLength: 8 });

describe('people and scanners in turn', () => {
  test('no character of a person is lost, doubled, turned round or late; every code arrives whole, and none is invented', () => {
    fc.assert(fc.property(turns, fc.integer({ min: 100, max: 400 }), (parts, rest) => {
      let at = 0;
      const events = parts.flatMap((part) => {
        const those = 'presses' in part ? personTypes(part.presses, at, 'de') : scannerTypes(part.code, at, part.habits);
        at = Math.max(at, ...those.map((event) => event.at)) + rest;
        return those;
      });
      const seen = watch(events);
      expect(seen.codes).toEqual(parts.flatMap((part) => ('code' in part ? [part.code] : [])));
      expect(seen.written).toBe(parts.flatMap((part) => ('presses' in part ? part.presses.map(({ sign }) => sign) : [])).join(''));
      expect(seen.longest).toBeLessThanOrEqual(fingerMs);
    }), { numRuns: 500 });
  });

  test('a key that a person presses while a scanner is typing is the person\'s', () => {
    fc.assert(fc.property(code.filter((text) => text.length >= 12), fc.constantFrom(1, 4, 8), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (text, reportMs, share, before) => {
      const scan = scannerTypes(text, 100, { ...german, reportMs });
      const end = scan.at(-1)?.at ?? 100;
      const begins = scan.filter(({ down, code: key }) => down && !key.startsWith('Shift'));
      // Just before the first character, or when it is plain that a scanner types.
      const moment = before ? 95 : (begins[6]?.at ?? 100) + share * Math.max(0, end - (begins[6]?.at ?? 100)) + 0.5;
      const seen = watch(inOrder([...scan, ...personTypes([{ sign: 'ü', after: 0, dwell: 90 }], moment, 'de')]));
      expect(seen.written).toBe('ü');
      expect(seen.codes).toEqual([text]);
    }), { numRuns: 300 });
  });
});
