import { altCharacter, type AltNumber } from './altNumber.ts';
import { isCharacter, isControlCharacter, isModifier, strokeOf, type KeyDown, type Stroke } from './stroke.ts';

/**
 * Tells a scanner that types from a person who does. People keep a key down for 50 ms and more, and the next key often
 * goes down before the last one is up; scanners let go of a key within some milliseconds and go on at once. So a
 * character is held back until its key was down too long for a scanner, or until nothing more came. Pure: time comes in
 * with the events.
 */

/** A key that is down longer is a finger's. It is also the longest that a person waits for a character to appear. */
export const fingerMs = 40;
/** No key event for so long: a scanner would have gone on (the slowest send one every 25 ms). */
export const pauseMs = 40;
/**
 * The wake time. So long after its last key something of a code may still come: the rest after a pause, an end mark, LF
 * after CR. Where codes have no end mark, one is whole only when this time brought nothing more.
 */
export const wakeMs = 250;
/** What trails behind a code that was told as torn just now is told no second time. */
const sameTearMs = 1000;

/** How codes end here: with Enter or Tab, or with nothing. */
export type CodeEnd = 'mark' | 'silence';

export interface DetectorOptions {
  /** Fewer characters are no code. */
  minLength: number;
  /**
   * `auto`: Enter or Tab, or silence where that was learned. Otherwise only this one; the others are part of the code.
   */
  endMark: 'auto' | 'enter' | 'tab' | 'silence';
  /** Is this the beginning that the scanner was set to put before each code? Without it, no burst is a code. */
  prefix: { length: number; fits(strokes: readonly Stroke[]): boolean } | null;
  /** What `auto` has learned here before; null: nothing yet. */
  known: CodeEnd | null;
}

export interface Decision {
  /** This key event is not for the page. */
  hold: boolean;
  /** Held back until now, and a person's after all: to be written before anything else happens. */
  release: Stroke[];
  scan: Stroke[] | null;
  /** Some of a code came, and not surely all of it: nothing of it is a code, and the clerk has to know. */
  torn: boolean;
}

const isEnter = (code: string): boolean => code === 'Enter' || code === 'NumpadEnter';
const nothing = (hold = false): Decision => ({ hold, release: [], scan: null, torn: false });
const both = (before: Decision, then: Decision): Decision => ({
  hold: then.hold,
  release: [...before.release, ...then.release],
  scan: before.scan ?? then.scan,
  torn: before.torn || then.torn,
});
const isTapped = ({ downAt, upAt }: Stroke): boolean => upAt !== null && upAt < downAt + fingerMs;

export class WedgeDetector {
  readonly #options: DetectorOptions;
  #known: CodeEnd | null;
  #strokes: Stroke[] = [];
  #alt: AltNumber | null = null;
  #lastEventAt = -Infinity;
  #settledAt = -Infinity;
  /** The end mark came, but some key is not up yet: whose it is shows when it is. */
  #ended = false;
  #wakeUntil = -Infinity;
  /** A dead key was let through: what it becomes with the next key is the system's business. */
  #deadKey = false;
  /** Between two keys of what is held back nothing came for longer than scanners take. */
  #paused = false;
  /** Something may have come before what is held back, and went elsewhere. */
  #headless = false;
  /**
   * Keys that went to the page although a scanner may have pressed them; a person's key after them says that it was
   * none.
   */
  #lost = 0;
  /** When a code was torn whose end mark has not come yet: whatever a scanner types up to that mark belongs to it. */
  #tornAt: number | null = null;
  /** Keys that the page got while they were down; the last of them went up at `#fingerUpAt`. */
  readonly #fingersDown = new Set<string>();
  #fingerUpAt = -Infinity;
  #markDownAt = -Infinity;
  #backAt = -Infinity;
  /** The keys of a code that came without end mark, before anything was known about ends. */
  #unproven = '';

  constructor(options: DetectorOptions) {
    this.#options = options;
    this.#known = options.known;
  }

  /** What `auto` knows by now. */
  get known(): CodeEnd | null {
    return this.#known;
  }

  /** When `tick` has to be called at the latest, if no key comes before; null: nothing is held back. */
  get deadline(): number | null {
    if (this.#strokes.length === 0) return null;
    const fingers = this.#strokes.filter(({ upAt }) => upAt === null).map(({ downAt }) => downAt + fingerMs);
    return Math.min(this.#lastEventAt + this.#patience(), ...fingers.filter((at) => at > this.#settledAt));
  }

  down(key: KeyDown): Decision {
    return both(this.tick(key.at), this.#take(key));
  }

  up(code: string, at: number): Decision {
    const before = this.tick(at);
    const stroke = this.#strokes.findLast((one) => one.code === code && one.upAt === null);
    if (stroke) stroke.upAt = at;
    if (stroke || isModifier(code)) this.#event(at);
    if (this.#fingersDown.delete(code)) this.#fingerUpAt = at;
    // An end mark that came so late that the page got it; a person keeps the key down for longer.
    if (this.#tornAt !== null && this.#isMark(code) && at < this.#markDownAt + fingerMs) this.#tornAt = null;
    const typed = code === 'AltLeft' && this.#alt ? altCharacter(this.#alt, at, pauseMs) : null;
    // The system writes it; if it was a scanner's, the code lacks it.
    if (code === 'AltLeft' && this.#alt && typed === null && this.#alt.digits.length >= 2) this.#lost += 1;
    if (code === 'AltLeft') this.#alt = null;
    const then = typed === null ? this.#settle(at) : this.#takeTyped(typed, at);
    return both(before, { ...then, hold: typed !== null });
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
  leave(): Decision {
    this.#tornAt = null;
    if (!this.#isCode()) {
      const release = this.#empty();
      this.#lost = 0;
      return { ...nothing(), release };
    }
    const torn = !this.#ended;
    if (torn) this.#strokes = [];
    return { ...nothing(), torn };
  }

  /** The window is back: what comes at once may be the rest of a code that began elsewhere. */
  back(at: number): void {
    this.#backAt = at;
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
    if (this.#strokes.length === 0) this.#isPersons();
    return this.#isCode() ? nothing() : { ...nothing(), release: this.#empty() };
  }

  /** Such a key no scanner presses: what was given back before it was a person's, too. */
  #isPersons(): void {
    this.#lost = 0;
    this.#fingerUpAt = -Infinity;
  }

  /**
   * A space presses what is in focus, and a dead key waits for the next: neither is held back before it is plain that a
   * scanner types.
   */
  #character(key: KeyDown): Decision {
    const early = this.#tapped() < 2;
    const afterDeadKey = this.#deadKey;
    this.#deadKey = early && key.key === 'Dead';
    if (early && this.#strokes.length === 0 && (afterDeadKey || key.key === ' ') && !this.#deadKey) return nothing();
    return { ...this.#hold(key), hold: !this.#deadKey };
  }

  #hold(key: KeyDown): Decision {
    for (const stroke of this.#strokes) if (stroke.upAt === null) stroke.overlapped = true;
    this.#begin(key.at);
    this.#strokes.push({ ...strokeOf(key), afterPause: this.#paused });
    return nothing(true);
  }

  /** A character comes, perhaps the first of a code. */
  #begin(at: number): void {
    if (this.#strokes.length > 0) return this.#event(at);
    this.#paused = false;
    this.#headless = at <= this.#fingerUpAt + pauseMs || at <= this.#backAt + wakeMs;
    this.#lastEventAt = at;
  }

  #event(at: number): void {
    if (this.#strokes.length === 0) {
      // A modifier that follows without a pause goes on with what that key began.
      if (at <= this.#fingerUpAt + pauseMs) this.#fingerUpAt = Math.max(at, this.#fingerUpAt);
      return;
    }
    if (at > this.#lastEventAt + pauseMs) this.#paused = true;
    this.#lastEventAt = at;
  }

  #modifier(key: KeyDown): Decision {
    for (const stroke of this.#strokes) if (stroke.upAt === null) stroke.overlapped = true;
    this.#event(key.at);
    if (key.code === 'AltLeft' && !key.repeat) this.#alt = { digits: '', lastAt: key.at, fast: true };
    return nothing();
  }

  #altDigit({ code, at }: KeyDown): Decision {
    const alt = this.#alt;
    if (alt)
      this.#alt = { digits: alt.digits + code.slice(-1), lastAt: at, fast: alt.fast && at - alt.lastAt <= pauseMs };
    this.#event(at);
    return nothing();
  }

  #takeTyped(typed: string, at: number): Decision {
    if (this.#ends(typed === '\r' ? 'enter' : typed === '\t' ? 'tab' : null)) return this.#endMark(at);
    this.#begin(at);
    const key = { code: '', key: '', shift: false, ctrl: false, alt: false, altGr: false, repeat: false, at };
    this.#strokes.push({ ...strokeOf(key), typed, upAt: at, afterPause: this.#paused });
    return nothing(true);
  }

  #isEndMark({ code, ctrl, alt, altGr, shift }: KeyDown): boolean {
    return !ctrl && !alt && !altGr && !shift && this.#isMark(code);
  }

  #isMark(code: string): boolean {
    return this.#ends(isEnter(code) ? 'enter' : code === 'Tab' ? 'tab' : null);
  }

  #ends(mark: 'enter' | 'tab' | null): boolean {
    const { endMark } = this.#options;
    return mark !== null && (endMark === 'auto' || endMark === mark);
  }

  #endMark(at: number): Decision {
    this.#markDownAt = at;
    if (this.#isCode()) {
      this.#ended = true;
      this.#event(at);
      return { ...this.#settle(at), hold: true };
    }
    if (this.#isRest()) {
      this.#learn('mark');
      return { ...this.#tear(at, true), hold: true };
    }
    if (at < this.#wakeUntil) {
      this.#lost = 0;
      this.#tornAt = null;
      return nothing(true);
    }
    const release = this.#empty();
    // Whatever it was, this was its end.
    this.#lost = 0;
    return { ...nothing(), release };
  }

  /** Too short for a code, but the end of one: a scanner pressed it, and the beginning is known to have come. */
  #isRest(): boolean {
    const keys = this.#strokes.length;
    if (keys === 0 || this.#tapped() < keys) return false;
    return (
      this.#tornAt !== null ||
      (this.#mayLackBeginning() && this.#lost + Number(this.#headless) + keys >= this.#options.minLength)
    );
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
    return { ...this.#finish(at), release };
  }

  /** No more comes of this burst: is it a whole code? */
  #finish(at: number): Decision {
    const ended = this.#ended;
    const broken = this.#mayLackBeginning() || this.#strokes.some(({ afterPause }) => afterPause);
    if (ended && !this.#paused) this.#learn('mark');
    if (!ended && !broken && this.#options.endMark === 'auto' && this.#known === null) this.#tryProof();
    if (broken || this.#tornAt !== null || (!ended && this.#endsWithMark())) return this.#tear(at, ended);
    const scan = this.#strokes;
    this.#wakeUntil = at + wakeMs;
    this.#strokes = [];
    this.#ended = false;
    return { ...nothing(), scan };
  }

  /** A code with its prefix has its beginning. */
  #mayLackBeginning(): boolean {
    return this.#options.prefix === null && (this.#headless || this.#lost > 0);
  }

  /** Silence is the end of codes here when the same keys came twice, each time up to the same silence. */
  #tryProof(): void {
    const keys = this.#strokes.map(({ code, shift, typed }) => `${code}${shift ? '+' : ''}${typed ?? ''}`).join(' ');
    if (keys === this.#unproven) {
      this.#learn('silence');
      this.#tornAt = null;
    }
    this.#unproven = keys;
  }

  /** Not learned yet counts as a mark: of a code of which more may come, nothing is used. */
  #endsWithMark(): boolean {
    const { endMark } = this.#options;
    return endMark === 'auto' ? this.#known !== 'silence' : endMark !== 'silence';
  }

  #learn(end: CodeEnd): void {
    if (this.#options.endMark !== 'auto') return;
    this.#known = end;
    this.#unproven = '';
  }

  /** What is held back is no whole code. Without the mark that ends it, more of it is still to come. */
  #tear(at: number, ended: boolean): Decision {
    const first = this.#strokes[0]?.downAt ?? at;
    const torn = this.#tornAt === null || first > this.#tornAt + sameTearMs;
    this.#tornAt = !ended && this.#endsWithMark() ? at : null;
    this.#lost = 0;
    this.#wakeUntil = at + wakeMs;
    this.#strokes = [];
    this.#ended = false;
    return { ...nothing(), torn };
  }

  /**
   * Takes out what a finger pressed. In what is no code yet, everything before it goes with it, so that the order
   * stays.
   */
  #fingers(at: number): Stroke[] {
    const taken: Stroke[] = [];
    for (;;) {
      const code = this.#isCode();
      const found = this.#strokes.findIndex(
        ({ downAt, upAt, overlapped, afterPause }) =>
          (upAt ?? at) >= downAt + fingerMs && (!code || overlapped || afterPause),
      );
      const finger = this.#strokes[found];
      if (!finger) return taken;
      this.#wakeUntil = -Infinity;
      if (finger.upAt === null) this.#fingersDown.add(finger.code);
      else this.#fingerUpAt = finger.upAt;
      taken.push(...(code ? this.#strokes.splice(found, 1) : this.#givenBack(this.#strokes.splice(0, found + 1))));
      if (this.#strokes.length === 0 && found === 0) this.#lost = 0;
      // How long a scanner has been silent is not for a person's keys to say.
      if (this.#strokes.length > 0)
        this.#lastEventAt = Math.max(...this.#strokes.map(({ downAt, upAt }) => upAt ?? downAt));
    }
  }

  #isCode(): boolean {
    const { prefix, minLength } = this.#options;
    if (prefix) return this.#strokes.length > prefix.length && prefix.fits(this.#strokes);
    return this.#strokes.length >= minLength;
  }

  #tapped(): number {
    return this.#strokes.filter(isTapped).length;
  }

  #patience(): number {
    return this.#isCode() ? wakeMs : pauseMs;
  }

  /**
   * What goes to the page as a person's; what a scanner may have pressed among it is missing in the code that comes.
   */
  #givenBack(strokes: Stroke[]): Stroke[] {
    this.#lost += strokes.filter(isTapped).length;
    return strokes;
  }

  /** What was held back and is no code. What trails behind a torn code is nobody's. */
  #empty(): Stroke[] {
    const all = this.#strokes;
    const trailing = this.#tornAt !== null && this.#lastEventAt < this.#wakeUntil;
    this.#strokes = [];
    this.#ended = false;
    return this.#givenBack(trailing ? all.filter((stroke) => !isTapped(stroke)) : all);
  }
}
