/** The check values of frames. */

/** Low byte of the sum (Kerong). */
export function sum(bytes: Iterable<number>): number {
  let total = 0;
  for (const byte of bytes) total = (total + byte) & 0xff;
  return total;
}

/** Exclusive or of all bytes (0x8A/0x80 boards, WKLY). */
export function xor(bytes: Iterable<number>): number {
  let all = 0;
  for (const byte of bytes) all ^= byte;
  return all;
}

/**
 * CRC-16 of the polynomial 0xA001 (reflected): with 0xFFFF Modbus' (on the wire the low byte comes first), with 0 the
 * "ARC" of pads.
 */
export function crc16(bytes: Iterable<number>, start: 0 | 0xffff): number {
  let crc: number = start;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}
