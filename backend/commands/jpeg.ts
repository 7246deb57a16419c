/** Width and height of a JPEG, read from its start-of-frame marker (ITU-T T.81, B.2.2); null when it is none. */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | null {
  const at = (index: number): number => bytes[index] ?? 0;
  const word = (index: number): number => at(index) * 256 + at(index + 1);
  if (word(0) !== 0xffd8) return null;
  let position = 2;
  while (position + 9 <= bytes.length && at(position) === 0xff) {
    const marker = at(position + 1);
    if (marker === 0xff) {
      position += 1;
      continue;
    } // Fill bytes may stand before a marker.
    if (isStartOfFrame(marker)) return { height: word(position + 5), width: word(position + 7) };
    if (marker === 0xd9 || marker === 0xda) return null;
    const length = word(position + 2);
    if (length < 2) return null;
    position += 2 + length;
  }
  return null;
}

/** C0 to CF without the tables and the arithmetic conditioning that share the range. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
