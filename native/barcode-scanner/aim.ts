/**
 * Splits the AIM symbology identifier (ISO/IEC 15424) off: `]`, a letter, a modifier. null where there is none, so that
 * a scanner that does not send it in spite of its setting still delivers whole codes.
 */
export function splitAim(bytes: Uint8Array): { aim: string | null; bytes: Uint8Array } {
  const [bracket, letter, modifier] = bytes;
  if (bracket !== 0x5d || letter === undefined || modifier === undefined) return { aim: null, bytes };
  const code = String.fromCharCode(letter, modifier);
  if (!/^[A-Za-z][0-9A-Za-z]$/.test(code)) return { aim: null, bytes };
  return { aim: `]${code}`, bytes: bytes.slice(3) };
}
