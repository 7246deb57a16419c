/**
 * C40 as digital seals use it (BSI TR-03137-1 § 4.1.3.1): capital letters, digits and space, three in two bytes.
 * `<` is written as space. Two characters are left: the third value is 0. One is left: 0xFE, then its ASCII plus one.
 */

const alphabet = ' 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Values 0 to 2 change the character set; seals have none but the filling zero. */
const firstValue = 3;
const unlatch = 0xfe;

/** Null when the bytes are not C40 of this alphabet; what is returned encodes to exactly these bytes. */
export function decodeC40(bytes: Uint8Array): string | null {
  if (bytes.length % 2 !== 0) return null;
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const [high, low] = [bytes[i]!, bytes[i + 1]!];
    const last = i + 2 === bytes.length;
    const piece = high === unlatch ? single(low) : three(high * 256 + low - 1);
    if (piece === null || (piece.length < 3 && !last)) return null;
    text += piece;
  }
  return text;
}

function single(byte: number): string | null {
  const character = String.fromCharCode(byte - 1);
  return byte > 1 && alphabet.includes(character) ? character : null;
}

function three(packed: number): string | null {
  if (packed < 0 || packed >= 64_000) return null;
  const values = [Math.floor(packed / 1600), Math.floor(packed / 40) % 40, packed % 40];
  const used = values[2] === 0 ? values.slice(0, 2) : values;
  const text = used.map((value) => alphabet[value - firstValue] ?? '').join('');
  return text.length === used.length ? text : null;
}

/** @throws RangeError for characters outside the alphabet (after `<` became space) */
export function encodeC40(text: string): Uint8Array {
  const plain = text.replaceAll('<', ' ');
  const bytes: number[] = [];
  for (let i = 0; i < plain.length; i += 3) {
    const piece = plain.slice(i, i + 3);
    const [first = 0, second = 0, third = 0] = [...piece].map(valueOf);
    if (piece.length === 1) bytes.push(unlatch, piece.charCodeAt(0) + 1);
    else {
      const packed = first * 1600 + second * 40 + third + 1;
      bytes.push(packed >> 8, packed & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}

function valueOf(character: string): number {
  const place = alphabet.indexOf(character);
  if (place < 0) throw new RangeError('not in the alphabet of C40');
  return place + firstValue;
}
