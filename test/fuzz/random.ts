/** Numbers that look random and are the same for the same seed, so that every finding can be repeated. */
export interface Random {
  /** 0 <= n < bound */
  below(bound: number): number;
  chance(oneIn: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

/** mulberry32 over a mix of what names the input: target, seed, number. */
export function randomOf(...names: (string | number)[]): Random {
  let state = 0x9e3779b9;
  for (const character of names.join('/')) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (bound: number): number => (bound <= 1 ? 0 : next() % bound);
  return {
    below,
    chance: (oneIn) => below(oneIn) === 0,
    pick: (from) => from[below(from.length)]!,
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
  };
}
