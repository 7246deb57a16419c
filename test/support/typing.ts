import type { ScannerLayout } from '../../electron/contract/index.ts';
import { decode } from '../../renderer/clerk/wedge/decode.ts';
import { WedgeDetector, type CodeEnd, type DetectorOptions } from '../../renderer/clerk/wedge/detector.ts';
import { positionLayouts, signOf, type PositionLayout } from '../../renderer/clerk/wedge/layouts.ts';
import { writtenBy, type KeyDown, type Stroke } from '../../renderer/clerk/wedge/stroke.ts';

/** Keys as scanners and people press them, and what the detector makes of them. No clock: time is in the events. */

export type KeyEvent = (KeyDown & { down: true }) | { down: false; code: string; at: number };

const codes = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  .map((letter) => `Key${letter}`)
  .concat(
    [...'0123456789'].map((digit) => `Digit${digit}`),
    [
      'Space',
      'Backquote',
      'Minus',
      'Equal',
      'BracketLeft',
      'BracketRight',
      'Backslash',
      'IntlBackslash',
      'Semicolon',
      'Quote',
      'Comma',
      'Period',
      'Slash',
    ],
  );
export interface Chord {
  code: string;
  shift: boolean;
  altGr: boolean;
}

/** Which keys write a sign on a keyboard of that country, computed from the table of the program. */
const chords = Object.fromEntries(
  positionLayouts.map((layout) => {
    const found = new Map<string, Chord>();
    for (const altGr of [true, false])
      for (const shift of [true, false])
        for (const code of codes) {
          const sign = signOf(layout, { code, shift, altGr });
          if (sign && !sign.waits && !(altGr && shift)) found.set(sign.sign, { code, shift, altGr });
        }
    return [layout, found];
  }),
) as Record<PositionLayout, Map<string, Chord>>;

export function chordOf(layout: PositionLayout, sign: string): Chord {
  const chord = chords[layout].get(sign);
  if (!chord) throw new Error('the keyboard of this country has no such key');
  return chord;
}

export const canWrite = (layout: PositionLayout, text: string): boolean =>
  [...text].every((sign) => chords[layout].has(sign));

/** `key` as the computer's layout tells it. */
function keyOf(computer: PositionLayout, chord: Chord): string {
  const found = signOf(computer, chord);
  return !found ? 'Unidentified' : found.waits ? 'Dead' : found.sign;
}

const down = (code: string, key: string, at: number, held: Partial<KeyDown> = {}): KeyEvent => ({
  down: true,
  code,
  key,
  at,
  shift: false,
  ctrl: false,
  alt: false,
  altGr: false,
  repeat: false,
  ...held,
});
const up = (code: string, at: number): KeyEvent => ({ down: false, code, at });

export interface ScannerHabits {
  /** The country it is set to. */
  layout: PositionLayout;
  /** What the computer is set to. */
  computer: PositionLayout;
  /** Between two reports over USB; 0 where a report holds several keys. */
  reportMs: number;
  end: 'Enter' | 'Tab' | null;
}

/** A code as a scanner types it: one report a change, as a USB keyboard has them. GS as Ctrl+]. */
export function scannerTypes(
  text: string,
  start: number,
  { layout, computer, reportMs, end }: ScannerHabits,
): KeyEvent[] {
  const events: KeyEvent[] = [];
  let at = start;
  const report = (event: KeyEvent) => {
    events.push({ ...event, at });
    at += reportMs;
  };
  for (const sign of text) {
    const ctrl = sign === '\x1d';
    const chord = ctrl ? { code: 'BracketRight', shift: false, altGr: false } : chordOf(layout, sign);
    const modifier = ctrl ? 'ControlLeft' : chord.altGr ? 'AltRight' : chord.shift ? 'ShiftLeft' : null;
    if (modifier) report(down(modifier, modifier.replace(/Left|Right/, ''), at));
    report(down(chord.code, keyOf(computer, chord), at, { shift: chord.shift, altGr: chord.altGr, ctrl }));
    report(up(chord.code, at));
    if (modifier) report(up(modifier, at));
  }
  if (end) {
    report(down(end, end, at));
    report(up(end, at));
  }
  return events;
}

/** As a scanner in universal mode types it: each character as its number on the keypad. */
export function scannerTypesNumbers(text: string, start: number, reportMs: number): KeyEvent[] {
  const events: KeyEvent[] = [];
  let at = start;
  const report = (event: KeyEvent) => {
    events.push({ ...event, at });
    at += reportMs;
  };
  for (const sign of `${text}\r`) {
    report(down('AltLeft', 'Alt', at, { alt: true }));
    for (const digit of `0${String(sign.charCodeAt(0)).padStart(3, '0')}`) {
      report(down(`Numpad${digit}`, digit, at, { alt: true }));
      report(up(`Numpad${digit}`, at));
    }
    report(up('AltLeft', at));
  }
  return events;
}

export interface Press {
  sign: string;
  /** After the press before it began. */
  after: number;
  /** How long the key is down. */
  dwell: number;
}

/** A person at the computer's keyboard; presses may overlap. Shifted signs without the Shift key's own events. */
export function personTypes(presses: readonly Press[], start: number, computer: PositionLayout): KeyEvent[] {
  let at = start;
  return inOrder(
    presses.flatMap(({ sign, after, dwell }) => {
      at += after;
      const chord = chordOf(computer, sign);
      return [down(chord.code, sign, at, { shift: chord.shift, altGr: chord.altGr }), up(chord.code, at + dwell)];
    }),
  );
}

export const press = (code: string, at: number, held: Partial<KeyDown> = {}): KeyEvent[] => [
  down(code, code, at, held),
  up(code, at + 70),
];

export const inOrder = (events: readonly KeyEvent[]): KeyEvent[] => events.toSorted((a, b) => a.at - b.at);

/** The same keys, held up: `before` is the number of the event that comes `ms` later than it would. */
export function withPauses(events: readonly KeyEvent[], pauses: readonly { before: number; ms: number }[]): KeyEvent[] {
  return events.map((event, index) => ({
    ...event,
    at: event.at + pauses.reduce((sum, { before, ms }) => sum + (before <= index ? ms : 0), 0),
  }));
}

/** The number of the event with which a scanner begins to press the keys of that sign (from 0). */
export function beginOf(events: readonly KeyEvent[], sign: number): number {
  const modifier = /^(Shift|Control|Alt)/;
  const key =
    events.map((event, index) => ({ event, index })).filter(({ event }) => event.down && !modifier.test(event.code))[
      sign
    ]?.index ?? 0;
  const before = events[key - 1];
  return before?.down && modifier.test(before.code) ? key - 1 : key;
}

export interface Seen {
  /** What ended up where the caret is. */
  written: string;
  scans: Stroke[][];
  codes: string[];
  scannedAt: number | null;
  /** Keys that the page got itself. */
  passed: string[];
  /** The longest that something written was held back. */
  longest: number;
  /** How often a code was told as torn. */
  torn: number;
  /** What was learned about the end of codes. */
  known: CodeEnd | null;
}

/**
 * Plays the events with a timer that is always on time. `leftAfter`: after so many of them the window is left, and back
 * at `backAt`.
 */
export function watch(
  events: readonly KeyEvent[],
  options: Partial<DetectorOptions> = {},
  layout: ScannerLayout = 'as-typed',
  leftAfter = Infinity,
  backAt: number | null = null,
): Seen {
  const detector = new WedgeDetector({ minLength: 6, endMark: 'auto', prefix: null, known: null, ...options });
  const seen: Seen = {
    written: '',
    scans: [],
    codes: [],
    scannedAt: null,
    passed: [],
    longest: 0,
    torn: 0,
    known: null,
  };
  const take = ({ release, scan, torn }: ReturnType<WedgeDetector['tick']>, at: number) => {
    if (torn) seen.torn += 1;
    for (const stroke of release) {
      seen.written += writtenBy(stroke);
      if (writtenBy(stroke) !== '') seen.longest = Math.max(seen.longest, at - stroke.downAt);
    }
    if (scan) {
      seen.scans.push(scan);
      seen.scannedAt = at;
      seen.codes.push(decode(scan, layout));
    }
  };
  const timersUntil = (limit: number) => {
    for (let deadline = detector.deadline; deadline !== null && deadline <= limit; deadline = detector.deadline)
      take(detector.tick(deadline), deadline);
  };
  for (const [index, event] of events.entries()) {
    if (index === leftAfter) {
      take(detector.leave(), event.at);
      if (backAt !== null) detector.back(backAt);
    }
    timersUntil(event.at - 0.001);
    if (!event.down) {
      take(detector.up(event.code, event.at), event.at);
      continue;
    }
    const decision = detector.down(event);
    take(decision, event.at);
    if (decision.hold) continue;
    if (event.key.length === 1 && !event.ctrl && !event.alt) seen.written += event.key;
    else seen.passed.push(event.code);
  }
  if (leftAfter === events.length) take(detector.leave(), events.at(-1)?.at ?? 0);
  timersUntil(Infinity);
  seen.known = detector.known;
  return seen;
}
