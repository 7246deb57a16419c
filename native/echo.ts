/**
 * Some RS-485 adapters return what we send. Bytes that come back exactly as they were sent, at the very beginning of
 * what follows, are that echo and are taken out once; equal bytes after them are an answer.
 */
export interface EchoFilter {
  /**
   * `mayAnswerAlike`: a right answer may consist of the same bytes. Then they are an echo only on a line known to echo.
   */
  sent(bytes: Uint8Array, mayAnswerAlike: boolean): void;
  /** What is left of these bytes. */
  take(bytes: Uint8Array): Uint8Array;
  /** The echo of the last command was seen. */
  seen(): boolean;
  /** Found as a whole frame, behind junk. */
  found(): void;
}

export function createEchoFilter(): EchoFilter {
  const none = new Uint8Array();
  let echoes = false;
  let seen = false;
  let expected: Uint8Array = none;
  let matched = 0;
  return {
    sent(bytes, mayAnswerAlike) {
      expected = mayAnswerAlike && !echoes ? none : bytes;
      matched = 0;
      seen = false;
    },
    take(bytes) {
      if (expected.length === 0) return bytes;
      let used = 0;
      while (used < bytes.length && matched < expected.length && bytes[used] === expected[matched]) {
        used += 1;
        matched += 1;
      }
      if (matched === expected.length) {
        echoes = true;
        seen = true;
      } else if (used === bytes.length) return none; // So far it looks like the echo.
      const rest = seen
        ? bytes.subarray(used)
        : Uint8Array.of(...expected.subarray(0, matched), ...bytes.subarray(used));
      expected = none;
      return rest;
    },
    seen: () => seen,
    found() {
      echoes = true;
      seen = true;
      expected = none;
    },
  };
}
