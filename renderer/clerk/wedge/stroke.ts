/** A key going down, as the window (or the kernel) tells it. */
export interface KeyDown {
  /** Physical position (W3C UI Events `code`), the same whatever the layouts of scanner and computer are. */
  code: string;
  /** What the computer's own layout makes of it. */
  key: string;
  shift: boolean;
  ctrl: boolean;
  /** Alt that is not AltGr. */
  alt: boolean;
  altGr: boolean;
  repeat: boolean;
  /** Milliseconds, of any clock that only goes forward. */
  at: number;
}

/** One character of a burst. */
export interface Stroke {
  code: string;
  key: string;
  shift: boolean;
  ctrl: boolean;
  altGr: boolean;
  /** The character itself, where it came as Alt and its number on the keypad. */
  typed: string | null;
  downAt: number;
  /** Null while it is down. */
  upAt: number | null;
  /** Another key went down while this one was. */
  overlapped: boolean;
  /** Came after a pause that scanners do not make. */
  afterPause: boolean;
}

export const strokeOf = (down: KeyDown): Stroke => ({
  code: down.code,
  key: down.key,
  shift: down.shift,
  ctrl: down.ctrl,
  altGr: down.altGr,
  typed: null,
  downAt: down.at,
  upAt: null,
  overlapped: false,
  afterPause: false,
});

export const isModifier = (code: string): boolean =>
  /^(Shift|Control|Alt|Meta)(Left|Right)$|^(CapsLock|NumLock)$/.test(code);

/** Keys that can stand for a control character together with Ctrl. */
const controlKeys =
  /^(Key[A-Z]|Bracket(Left|Right)|Backslash|IntlBackslash|Digit\d|Minus|Slash|Equal|Semicolon|Quote)$/;
export const isControlCharacter = (down: KeyDown): boolean =>
  down.ctrl && !down.alt && !down.altGr && controlKeys.test(down.code);

/**
 * A letter, digit or sign; also a dead key, or one that the computer's layout has no sign for: the scanner's has
 * perhaps.
 */
export const isCharacter = (down: KeyDown): boolean =>
  (!down.ctrl || down.altGr) &&
  !down.alt &&
  ([...down.key].length === 1 || down.key === 'Dead' || (down.key === 'Unidentified' && down.code !== ''));

/** What a person who pressed this key wanted written. */
export const writtenBy = (stroke: Stroke): string =>
  stroke.typed ?? (stroke.ctrl || [...stroke.key].length !== 1 ? '' : stroke.key);
