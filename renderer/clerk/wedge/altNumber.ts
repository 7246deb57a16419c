/** A character that comes as its number on the keypad while Alt is down: what scanners call universal or Alt mode. */
export interface AltNumber {
  digits: string;
  lastAt: number;
  /** No pause that a person would make. */
  fast: boolean;
}

/**
 * Null: no number, or a person's, which is the system's business. A number of the old code pages (128 and up without
 * leading 0) is not guessed.
 */
export function altCharacter({ digits, lastAt, fast }: AltNumber, at: number, pauseMs: number): string | null {
  if (digits.length < 2 || !fast || at - lastAt > pauseMs) return null;
  const number = Number(digits);
  if (number > 255 || (number > 127 && !digits.startsWith('0'))) return '\ufffd';
  return new TextDecoder('windows-1252').decode(Uint8Array.of(number));
}
