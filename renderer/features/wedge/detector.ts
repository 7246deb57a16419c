import { altCharacter, type AltNumber } from './altNumber.ts';
import { isCharacter, isControlCharacter, isModifier, strokeOf, type KeyDown, type Stroke } from './stroke.ts';

/**
 * Tells a scanner that types from a person who does. People keep a key down for 50 ms and more, and the next key often goes down before
 * the last one is up; scanners let go of a key within some milliseconds and go on at once. So a character is held back until its key was
 * down too long for a scanner, or until nothing more came. Pure: time comes in with the events.
 */

/** A key that is down longer is a finger's. It is also the longest that a person waits for a character to appear. */
export const fingerMs = 40;
/** No key event for so long: a scanner would have gone on (the slowest send one every 25 ms). */
export const pauseMs = 40;
/** Silence that ends a code without end mark; with painting, below the 100 ms that were promised. */
export const silenceMs = 75;
/** With a set end mark a pause in the middle is one of a radio link, and more patience is possible. */
export const patientSilenceMs = 250;
/** So long after a code, what its scanner sends late (LF after CR, an end mark after a pause) belongs to it. */
export const wakeMs = 250;

export interface DetectorOptions {
  /** Fewer characters are no code. */
  minLength: number;
  /** `auto`: Enter, Tab or silence. Otherwise only this one; the others are part of the code. */
  endMark: 'auto' | 'enter' | 'tab' | 'silence';
  /** Is this the beginning that the scanner was set to put before each code? Without it, no burst is a code. */
  prefix: { length: number; fits(strokes: readonly Stroke[]): boolean } | null;
}

export interface Decision {
  /** This key event is not for the page. */
  hold: boolean;
  /** Held back until now, and a person's after all: to be written before anything else happens. */
  release: Stroke[];
  scan: Stroke[] | null;
}

const isEnter = (code: string): boolean => code === 'Enter' || code === 'NumpadEnter';
const nothing = (hold = false): Decision => ({ hold, release: [], scan: null });

export class WedgeDetector {
  readonly #options: DetectorOptions;
  #strokes: Stroke[] = [];
  #alt: AltNumber | null = null;
  #lastEventAt = -Infinity;
  #settledAt = -Infinity;
  /** The end mark came, but some key is not up yet: whose it is shows when it is. */
  #ended = false;
  #wakeUntil = -Infinity;
  #silentEnd = false;
  /** A dead key was let through: what it becomes with the next key is the system's business. */
  #deadKey = false;

  constructor(options: DetectorOptions) {
    this.#options = options;
  }

  /** When `tick` has to be called at the latest, if no key comes before; null: nothing is held back. */
  get deadline(): number | null {
    if (this.#strokes.length === 0) return null;
    const fingers = this.#strokes.filter(({ upAt }) => upAt === null).map(({ downAt }) => downAt + fingerMs);
    return Math.min(this.#lastEventAt + this.#patience(), ...fingers.filter((at) => at > this.#settledAt));
  }

  down(key: KeyDown): Decision {
    const before = this.tick(key.at);
    const then = this.#take(key);
    return { hold: then.hold, release: [...before.release, ...then.release], scan: before.scan ?? then.scan };
  }

  up(code: string, at: number): Decision {
    const before = this.tick(at);
    const stroke = this.#strokes.findLast((one) => one.code === code && one.upAt === null);
    if (stroke) stroke.upAt = at;
    if (this.#strokes.length > 0) this.#lastEventAt = at;
    const typed = code === 'AltLeft' && this.#alt ? altCharacter(this.#alt, at, pauseMs) : null;
    if (code === 'AltLeft') this.#alt = null;
    const then = typed === null ? this.#settle(at) : this.#takeTyped(typed, at);
    return { hold: typed !== null, release: [...before.release, ...then.release], scan: before.scan ?? then.scan };
  }

  /** Time has passed. */
  tick(at: number): Decision {
    return this.#settle(at);
  }

  /** Something that is no key comes in between (a click, composing): what is undecided is a person's. */
  giveUp(): Stroke[] {
    return this.#isCode() ? [] : this.#empty();
  }

  /** The window is left: the rest of a code goes elsewhere, and half a code is none. */
  leave(): Stroke[] {
    if (!this.#isCode()) return this.#empty();
    if (!this.#ended) this.#strokes = [];
    return [];
  }

  #take(key: KeyDown): Decision {
    if (isModifier(key.code)) return this.#modifier(key);
    if (this.#alt && /^Numpad\d$/.test(key.code)) return this.#altDigit(key);
    // A key that a person keeps down: the page's own repetition.
    if (key.repeat) return nothing(this.#strokes.some(({ code, upAt }) => code === key.code && upAt === null));
    if (this.#isEndMark(key)) return this.#endMark(key.at);
    if (this.#isCode() && (isEnter(key.code) || key.code === 'Tab')) return this.#hold(key);
    if (isControlCharacter(key) && this.#tapped() >= 2) return this.#hold(key);
    if (isCharacter(key)) return this.#character(key);
    if (key.ctrl && key.code === 'KeyJ' && key.at < this.#wakeUntil) return nothing(true);
    return this.#isCode() ? nothing() : { ...nothing(), release: this.#empty() };
  }

  /** A space presses what is in focus, and a dead key waits for the next: neither is held back before it is plain that a scanner types. */
  #character(key: KeyDown): Decision {
    const early = this.#tapped() < 2;
    const afterDeadKey = this.#deadKey;
    this.#deadKey = early && key.key === 'Dead';
    if (early && this.#strokes.length === 0 && (afterDeadKey || key.key === ' ') && !this.#deadKey) return nothing();
    return { ...this.#hold(key), hold: !this.#deadKey };
  }

  #hold(key: KeyDown): Decision {
    for (const stroke of this.#strokes) if (stroke.upAt === null) stroke.overlapped = true;
    this.#strokes.push({ ...strokeOf(key), afterPause: this.#strokes.length > 0 && key.at - this.#lastEventAt > pauseMs });
    this.#lastEventAt = key.at;
    return nothing(true);
  }

  #modifier(key: KeyDown): Decision {
    for (const stroke of this.#strokes) if (stroke.upAt === null) stroke.overlapped = true;
    if (this.#strokes.length > 0) this.#lastEventAt = key.at;
    if (key.code === 'AltLeft' && !key.repeat) this.#alt = { digits: '', lastAt: key.at, fast: true };
    return nothing();
  }

  #altDigit({ code, at }: KeyDown): Decision {
    const alt = this.#alt;
    if (alt) this.#alt = { digits: alt.digits + code.slice(-1), lastAt: at, fast: alt.fast && at - alt.lastAt <= pauseMs };
    if (this.#strokes.length > 0) this.#lastEventAt = at;
    return nothing();
  }

  #takeTyped(typed: string, at: number): Decision {
    if (this.#ends(typed === '\r' ? 'enter' : typed === '\t' ? 'tab' : null)) return this.#endMark(at);
    this.#strokes.push({ ...strokeOf({ code: '', key: '', shift: false, ctrl: false, alt: false, altGr: false, repeat: false, at }), typed, upAt: at });
    this.#lastEventAt = at;
    return nothing(true);
  }

  #isEndMark({ code, ctrl, alt, altGr, shift }: KeyDown): boolean {
    if (ctrl || alt || altGr || shift) return false;
    return this.#ends(isEnter(code) ? 'enter' : code === 'Tab' ? 'tab' : null);
  }

  #ends(mark: 'enter' | 'tab' | null): boolean {
    const { endMark } = this.#options;
    return mark !== null && (endMark === 'auto' || endMark === mark);
  }

  #endMark(at: number): Decision {
    if (this.#isCode()) {
      this.#ended = true;
      this.#lastEventAt = at;
      return { ...this.#settle(at), hold: true };
    }
    if (at < this.#wakeUntil) return nothing(true);
    return { ...nothing(), release: this.#empty() };
  }

  /** What is clear by now. */
  #settle(at: number): Decision {
    this.#settledAt = at;
    const release = this.#fingers(at);
    if (this.#strokes.length === 0) {
      this.#ended = false;
      return { ...nothing(), release };
    }
    const open = this.#strokes.some(({ upAt, downAt }) => upAt === null && at < downAt + fingerMs);
    const silent = at >= this.#lastEventAt + this.#patience();
    if (!silent && (!this.#ended || open)) return { ...nothing(), release };
    if (!this.#isCode()) return { ...nothing(), release: [...release, ...this.#empty()] };
    const scan = this.#strokes;
    this.#silentEnd = !this.#ended;
    this.#wakeUntil = at + wakeMs;
    this.#strokes = [];
    this.#ended = false;
    return { ...nothing(), release, scan };
  }

  /** Takes out what a finger pressed. In what is no code yet, everything before it goes with it, so that the order stays. */
  #fingers(at: number): Stroke[] {
    const taken: Stroke[] = [];
    for (;;) {
      const code = this.#isCode();
      const found = this.#strokes.findIndex(({ downAt, upAt, overlapped, afterPause }) => (upAt ?? at) >= downAt + fingerMs && (!code || overlapped || afterPause));
      if (found < 0) return taken;
      this.#wakeUntil = -Infinity;
      taken.push(...(code ? this.#strokes.splice(found, 1) : this.#strokes.splice(0, found + 1)));
    }
  }

  #isCode(): boolean {
    const { prefix, minLength } = this.#options;
    if (prefix) return this.#strokes.length > prefix.length && prefix.fits(this.#strokes);
    return this.#strokes.length >= minLength;
  }

  #tapped(): number {
    return this.#strokes.filter(({ upAt, downAt }) => upAt !== null && upAt < downAt + fingerMs).length;
  }

  #patience(): number {
    if (!this.#isCode()) return pauseMs;
    return ['auto', 'silence'].includes(this.#options.endMark) ? silenceMs : patientSilenceMs;
  }

  /** What was held back and is no code. What trails behind a code that a pause cut off is still nobody's. */
  #empty(): Stroke[] {
    const all = this.#strokes;
    this.#strokes = [];
    this.#ended = false;
    const trailing = this.#silentEnd && this.#lastEventAt < this.#wakeUntil;
    return trailing ? all.filter(({ downAt, upAt }) => upAt === null || upAt >= downAt + fingerMs) : all;
  }
}
