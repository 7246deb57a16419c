import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerMs, pauseMs, wakeMs } from '../../../../../renderer/clerk/wedge/detector.ts';
import {
  beginOf,
  chordOf,
  inOrder,
  personTypes,
  press,
  scannerTypes,
  scannerTypesNumbers,
  watch,
  withPauses,
  type Press,
  type ScannerHabits,
} from '../../../../support/typing.ts';

const german: ScannerHabits = { layout: 'de', computer: 'de', reportMs: 8, end: 'Enter' };
const typist = (text: string, after = 120, dwell = 80): Press[] => [...text].map((sign) => ({ sign, after, dwell }));
const unshifted = (keys: string[]) => keys.filter((code) => !/^(Shift|Alt|Control)/.test(code));

describe('a scanner', () => {
  test.each([0, 1, 4, 8, 12, 20, 25])(
    'with a report every %i ms arrives whole, and nothing of it reaches the page',
    (reportMs) => {
      for (const end of ['Enter', 'Tab', null] as const) {
        const seen = watch(scannerTypes('SWT-7K2M9QXD', 0, { ...german, reportMs, end }), {
          known: end ? null : 'silence',
        });
        expect(seen.codes).toEqual(['SWT-7K2M9QXD']);
        expect(seen.written).toBe('');
        expect(unshifted(seen.passed)).toEqual([]);
      }
    },
  );

  test('that puts all keys into one moment, before it lets go of any, arrives whole', () => {
    const events = scannerTypes('abcdefgh', 0, { ...german, reportMs: 0 });
    const keys = inOrder([
      ...events.filter(({ down }) => down),
      ...events.filter(({ down }) => !down).map((event) => ({ ...event, at: 8 })),
    ]);
    const seen = watch(keys);
    expect(seen.codes).toEqual(['abcdefgh']);
    expect(seen.passed).toEqual([]);
  });

  test.each(['auto', 'silence'] as const)(
    'without end mark is done when the wake time is over (end mark %s)',
    (endMark) => {
      const events = scannerTypes('C01X00T478', 0, { ...german, end: null });
      const last = events.at(-1)?.at ?? 0;
      const seen = watch(events, { endMark, known: 'silence' });
      expect(seen.codes).toEqual(['C01X00T478']);
      expect((seen.scannedAt ?? Infinity) - last).toBeLessThanOrEqual(wakeMs);
    },
  );

  test('without end mark is learned when the same code came twice; until then nothing is used, and it is said', () => {
    const silent = (text: string, at: number) => scannerTypes(text, at, { ...german, end: null });
    expect(watch(silent('C01X00T478', 0))).toMatchObject({ codes: [], torn: 1, known: null });
    expect(watch([...silent('C01X00T478', 0), ...silent('SWT-7K2M9QXD', 3000)])).toMatchObject({
      codes: [],
      torn: 2,
      known: null,
    });
    const twice = [...silent('C01X00T478', 0), ...silent('C01X00T478', 3000), ...silent('SWT-7K2M9QXD', 6000)];
    expect(watch(twice)).toMatchObject({ codes: ['C01X00T478', 'SWT-7K2M9QXD'], torn: 1, known: 'silence' });
  });

  test('that once ended a code with a mark is known to do so, and then silence ends none', () => {
    const first = scannerTypes('SWT-7K2M9QXD', 0, german);
    const silent = (at: number) => scannerTypes('C01X00T478', at, { ...german, end: null });
    expect(watch([...first, ...silent(3000), ...silent(6000), ...silent(9000)])).toMatchObject({
      codes: ['SWT-7K2M9QXD'],
      torn: 3,
      known: 'mark',
    });
    expect(watch(first, { known: 'silence' }).known).toBe('mark');
    expect(watch(silent(0), { endMark: 'enter', known: 'silence' })).toMatchObject({ codes: [], torn: 1 });
  });

  test('sends GS as Ctrl and bracket, and whole codes as numbers on the keypad', () => {
    expect(watch(scannerTypes('0104012345678901\x1d21ABC', 0, { ...german, layout: 'us' }), {}, 'us').codes).toEqual([
      '0104012345678901\x1d21ABC',
    ]);
    const numbers = watch(scannerTypesNumbers('SWT<7K2\x1dzY', 0, 8));
    expect(numbers.codes).toEqual(['SWT<7K2\x1dzY']);
    expect(numbers.passed.filter((code) => code === 'Enter')).toEqual([]);
  });

  test('that ends with CR LF presses nothing with either', () => {
    const events = [
      ...scannerTypes('SWT-7K2M9QXD', 0, german),
      ...press('KeyJ', 420, { ctrl: true, key: 'j' }),
      ...press('Enter', 430),
    ];
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
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (keys) => {
        const code = scannerTypes('SWT-7K2M9QXD', 0, german);
        const left = Math.min(keys, code.length);
        const whole = left > code.findIndex((event) => event.down && event.code === 'Enter');
        expect(watch(code.slice(0, left), {}, 'as-typed', left).codes).toEqual(whole ? ['SWT-7K2M9QXD'] : []);
        const next = scannerTypes('C01X00T478', 2000, german);
        expect(watch([...code.slice(0, left), ...next], {}, 'as-typed', left).codes.at(-1)).toBe('C01X00T478');
      }),
    );
  });

  test('two codes within 100 ms are two codes', () => {
    const first = scannerTypes('SWT-7K2M9QXD', 0, german);
    const seen = watch([...first, ...scannerTypes('C01X00T478', (first.at(-1)?.at ?? 0) + 20, german)]);
    expect(seen.codes).toEqual(['SWT-7K2M9QXD', 'C01X00T478']);
  });

  test('with a set prefix is known by it, also with short codes; without it nothing is a code', () => {
    const prefix = { length: 1, fits: ([first]: readonly { key: string }[]) => first?.key === '~' };
    expect(watch(scannerTypes('~A1', 0, { ...german, layout: 'us', computer: 'us' }), { prefix }).codes).toEqual([
      '~A1',
    ]);
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
    const seen = watch(
      personTypes(
        [
          { sign: 't', after: 0, dwell: 30 },
          { sign: 'h', after: 35, dwell: 80 },
        ],
        0,
        'de',
      ),
    );
    expect(seen.written).toBe('th');
  });

  test('who types on while the end of a code is still waited for does not become part of it', () => {
    const scan = scannerTypes('SWT-7K2M9QXD', 0, { ...german, end: null });
    const seen = watch([...scan, ...personTypes(typist('gut', 130), (scan.at(-1)?.at ?? 0) - 75, 'de')], {
      known: 'silence',
    });
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
    const seen = watch(
      inOrder([
        ...personTypes(typist('ab', 20, 60), 0, 'de'),
        ...press('Backspace', 45),
        ...press('KeyK', 70, { ctrl: true, key: 'k' }),
        ...press('F2', 90),
      ]),
    );
    expect(seen.passed).toEqual(['Backspace', 'KeyK', 'F2']);
    expect(seen.written).toBe('ab');
  });

  test("may keep a key down: its repetitions are the page's", () => {
    const repeats = Array.from({ length: 10 }, (_, index) => ({
      ...press('KeyA', 300 + index * 30, { key: 'a', repeat: true })[0]!,
    }));
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
const code = fc
  .array(fc.constantFrom(...'ABCDEFGHXYZ0123456789-_<>/#'), { minLength: 6, maxLength: 90 })
  .map((all) => all.join(''));
const habitsOf = (...ends: ScannerHabits['end'][]): fc.Arbitrary<ScannerHabits> =>
  fc.record({
    layout: fc.constant('de' as const),
    computer: fc.constant('de' as const),
    reportMs: fc.constantFrom(0, 1, 2, 8, 16, 25),
    end: fc.constantFrom(...ends),
  });
/** Also such who press the next keys while the last are down. */
const presses = fc
  .array(
    fc.record({
      sign: signs,
      after: fc.integer({ min: 12, max: 250 }),
      dwell: fc.integer({ min: fingerMs + 1, max: 160 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  // A key that is down cannot be pressed.
  .map((all) =>
    all.filter(
      ({ sign }, index) =>
        all.findIndex((other) => chordOf('de', other.sign).code === chordOf('de', sign).code) === index,
    ),
  );
const turnsOf = (...ends: ScannerHabits['end'][]) =>
  fc.array(fc.oneof(fc.record({ code, habits: habitsOf(...ends) }), fc.record({ presses })), {
    minLength: 1,
    maxLength: 8,
  });

describe('people and scanners in turn', () => {
  test.each([
    ['end marks', ['Enter', 'Tab'], null, 100],
    ['no end mark', [null], 'silence', wakeMs + 50],
  ] as const)(
    'no character of a person is lost, doubled, turned round or late; every code arrives whole, and none is invented (%s)',
    (_name, ends, known, shortestRest) => {
      fc.assert(
        fc.property(turnsOf(...ends), fc.integer({ min: shortestRest, max: 400 }), (parts, rest) => {
          let at = 0;
          const events = parts.flatMap((part) => {
            const those =
              'presses' in part ? personTypes(part.presses, at, 'de') : scannerTypes(part.code, at, part.habits);
            at = Math.max(at, ...those.map((event) => event.at)) + rest;
            return those;
          });
          const seen = watch(events, { known });
          expect(seen.codes).toEqual(parts.flatMap((part) => ('code' in part ? [part.code] : [])));
          expect(seen.written).toBe(
            parts.flatMap((part) => ('presses' in part ? part.presses.map(({ sign }) => sign) : [])).join(''),
          );
          expect(seen.longest).toBeLessThanOrEqual(fingerMs);
          expect(seen.torn).toBe(0);
        }),
        { numRuns: 300 },
      );
    },
  );

  test("a key that a person presses while a scanner is typing is the person's", () => {
    fc.assert(
      fc.property(
        code.filter((text) => text.length >= 12),
        fc.constantFrom(1, 4, 8),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (text, reportMs, share, before) => {
          const scan = scannerTypes(text, 100, { ...german, reportMs });
          const end = scan.at(-1)?.at ?? 100;
          const begins = scan.filter(({ down, code: key }) => down && !key.startsWith('Shift'));
          // Just before the first character, or when it is plain that a scanner types.
          const moment = before ? 95 : (begins[6]?.at ?? 100) + share * Math.max(0, end - (begins[6]?.at ?? 100)) + 0.5;
          const seen = watch(inOrder([...scan, ...personTypes([{ sign: 'ü', after: 0, dwell: 90 }], moment, 'de')]));
          expect(seen.written).toBe('ü');
          expect(seen.codes).toEqual([text]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a code with a pause in it', () => {
  const cut = (text: string, sign: number, ms: number, habits: ScannerHabits = german, options = {}) => {
    const events = scannerTypes(text, 0, habits);
    return watch(withPauses(events, [{ before: beginOf(events, sign), ms }]), options);
  };

  test.each([null, 'mark', 'silence'] as const)(
    'is no code, and told once: head and tail are discarded (known before: %s)',
    (known) => {
      expect(cut('FACH-12', 6, 80, german, { known })).toMatchObject({ codes: [], torn: 1 });
      expect(cut('C01X00T478', 5, 41, german, { known })).toMatchObject({ codes: [], torn: 1 });
      expect(cut('SWT-7K2M9QXD', 8, 200, german, { known })).toMatchObject({ codes: [], torn: 1 });
    },
  );

  test.each([41, 80, 300, 1000, 5000, 60_000])('its tail is no code of its own either, %i ms later', (ms) => {
    for (const endMark of ['auto', 'enter'] as const)
      for (let sign = 1; sign < 18; sign++) {
        const seen = cut('SWT-7K2M9QXDC01X00', sign, ms, german, { endMark });
        expect(seen.codes, `before sign ${sign}`).toEqual([]);
        expect(seen.torn, `before sign ${sign}`).toBeGreaterThan(0);
      }
  });

  test('presses nothing with the end mark of its tail', () => {
    expect(unshifted(cut('FACH-12', 6, 300).passed)).toEqual([]);
    expect(unshifted(cut('FACH-12', 3, 300).passed)).toEqual([]);
  });

  test('does not take the next code with it', () => {
    for (const sign of [1, 4, 6])
      for (const ms of [80, 300, 5000]) {
        const events = scannerTypes('FACH-12', 0, german);
        const torn = withPauses(events, [{ before: beginOf(events, sign), ms }]);
        expect(watch([...torn, ...scannerTypes('FACH-12', (torn.at(-1)?.at ?? 0) + 2000, german)]).codes).toEqual([
          'FACH-12',
        ]);
      }
  });

  test("whose tail never came is asked for once more; what a person types in between is the person's", () => {
    const head = scannerTypes('SWT-7K2', 0, { ...german, end: null });
    const person = personTypes(typist('gut 12'), 3000, 'de');
    const again = [5000, 8000].flatMap((at) => scannerTypes('SWT-7K2M9QXD', at, german));
    expect(watch([...head, ...person, ...again], { known: 'mark' })).toMatchObject({
      codes: ['SWT-7K2M9QXD'],
      torn: 2,
      written: 'gut 12',
    });
  });

  test("is none that follows a person's keys, or a code too short to be one", () => {
    const keys = inOrder([...personTypes([{ sign: 'h', after: 0, dwell: 70 }], 0, 'de'), ...press('ArrowLeft', 75)]);
    expect(watch([...keys, ...scannerTypes('SWT-7K2M9QXD', 100, german)])).toMatchObject({
      codes: ['SWT-7K2M9QXD'],
      torn: 0,
    });
    expect(watch([...scannerTypes('A1', 0, german), ...scannerTypes('SWT-7K2M9QXD', 500, german)])).toMatchObject({
      codes: ['SWT-7K2M9QXD'],
      torn: 0,
    });
  });

  test('that began elsewhere, or was clicked into, is no code', () => {
    const events = scannerTypes('SWT-7K2M9QXD', 0, german);
    expect(watch(events, {}, 'as-typed', 12, events[13]?.at ?? 0)).toMatchObject({ codes: [] });
    const later = scannerTypes('C01X00T478', 2000, german);
    expect(watch([...events, ...later], {}, 'as-typed', 12, events[13]?.at ?? 0).codes).toEqual(['C01X00T478']);
  });

  test('that lost a sign because a person pressed a key among its first ones is no code', () => {
    const scan = scannerTypes('SWT-7K2M9QXD', 100, { ...german, reportMs: 12 });
    const among = (scan[5]?.at ?? 0) + 1;
    const seen = watch(inOrder([...scan, ...personTypes([{ sign: 'ü', after: 0, dwell: 90 }], among, 'de')]));
    expect(seen.codes.filter((text) => text !== 'SWT-7K2M9QXD')).toEqual([]);
  });

  /** Whether the whole code was taken, or nothing and that was told. */
  const wholeOrNothing = (seen: ReturnType<typeof watch>, text: string): void => {
    if (seen.codes.length > 0) expect(seen.codes).toEqual([text]);
    else expect(seen.torn).toBeGreaterThan(0);
  };
  const marks = fc.constantFrom(
    { endMark: 'auto', known: null },
    { endMark: 'auto', known: 'mark' },
    { endMark: 'auto', known: 'silence' },
    { endMark: 'enter', known: null },
    { endMark: 'tab', known: null },
  ) as fc.Arbitrary<{ endMark: 'auto' | 'enter' | 'tab'; known: 'mark' | 'silence' | null }>;
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const anyMs = fc.oneof(fc.integer({ min: 1, max: 2 * wakeMs }), fc.integer({ min: 1, max: 100_000 }));
  const anyReport = fc.constantFrom(0, 1, 4, 8, 16, 25);
  const text = fc
    .array(fc.constantFrom(...'AB1C01X00T478-/'), { minLength: 6, maxLength: 30 })
    .map((all) => all.join(''));
  const endOf = (endMark: string) => (endMark === 'tab' ? 'Tab' : 'Enter');

  test('is whole or nothing, wherever between two key events the pause is and however long, where codes have an end mark', () => {
    fc.assert(
      fc.property(text, marks, anyReport, share, anyMs, (code, options, reportMs, where, ms) => {
        // A pause beyond the wake time is an end where silence was learned: what only looks like it must not be.
        fc.pre(options.known !== 'silence' || ms <= wakeMs);
        const events = scannerTypes(code, 0, { ...german, reportMs, end: endOf(options.endMark) });
        wholeOrNothing(
          watch(withPauses(events, [{ before: 1 + Math.floor(where * (events.length - 1)), ms }]), options),
          code,
        );
      }),
      { numRuns: 3000 },
    );
  });

  test('is whole or nothing with several pauses between its signs', () => {
    const pauses = fc.array(fc.record({ sign: fc.nat(29), ms: anyMs }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(text, marks, anyReport, pauses, (code, options, reportMs, those) => {
        fc.pre(options.known !== 'silence');
        const events = scannerTypes(code, 0, { ...german, reportMs, end: endOf(options.endMark) });
        const seen = watch(
          withPauses(
            events,
            those.map(({ sign, ms }) => ({ before: beginOf(events, 1 + (sign % (code.length - 1))), ms })),
          ),
          options,
        );
        wholeOrNothing(seen, code);
      }),
      { numRuns: 3000 },
    );
  });

  test('is whole or nothing up to the wake time where codes have no end mark', () => {
    const silent = fc.constantFrom(
      { endMark: 'silence', known: null },
      { endMark: 'auto', known: 'silence' },
    ) as fc.Arbitrary<{ endMark: 'auto' | 'silence'; known: 'silence' | null }>;
    fc.assert(
      fc.property(
        text,
        silent,
        anyReport,
        share,
        fc.integer({ min: 1, max: wakeMs - pauseMs }),
        (code, options, reportMs, where, ms) => {
          const events = scannerTypes(code, 0, { ...german, reportMs, end: null });
          const seen = watch(
            withPauses(events, [{ before: 1 + Math.floor(where * (events.length - 1)), ms }]),
            options,
          );
          // Two pieces of which neither is as long as a code are a person's text, for all that can be known.
          if (seen.codes.length > 0 || code.length > 12) wholeOrNothing(seen, code);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('is whole or nothing where each sign comes as its number on the keypad', () => {
    fc.assert(
      fc.property(text, share, anyMs, (code, where, ms) => {
        const events = scannerTypesNumbers(code, 0, 4);
        const seen = watch(withPauses(events, [{ before: 1 + Math.floor(where * (events.length - 1)), ms }]));
        if (seen.codes.length > 0) expect(seen.codes).toEqual([code]);
      }),
      { numRuns: 1000 },
    );
  });
});
