/** The check values of the lock boards' frames. */

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

/** CRC-16/Modbus: polynomial 0xA001 (reflected), start 0xFFFF. On the wire the low byte comes first. */
export function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}
