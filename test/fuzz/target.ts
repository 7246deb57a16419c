import type { Random } from './random.ts';

/** One thing that reads what it cannot trust. */
export interface Target {
  name: string;
  /** Good inputs to start from. */
  seeds: readonly Uint8Array[];
  /**
   * Gives the input to the reader and checks what came of it. Throws when the reader does, or when a property does not
   * hold.
   */
  attempt(input: Uint8Array, random: Random): void;
}

/** A property that must hold; the sentence says what does not. Never holds the input: it may be somebody's. */
export function hold(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}

export const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));
