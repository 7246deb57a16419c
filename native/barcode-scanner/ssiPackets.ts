/**
 * Zebra Simple Serial Interface: packets <-> meaning, pure ("SSI Programmer's Guide" 72E-40451; what newer scanners do
 * differently from open implementations).
 *
 *   length | opcode | source | status | data 0..251 | checksum high, low
 *
 * `length` counts everything but the checksum; the checksum is the two's complement of the 16-bit sum of all bytes
 * before it.
 */

export const SSI = {
  segment: 0x73,
  segmentAck: 0x74,
  requestRevision: 0xa3,
  replyRevision: 0xa4,
  paramSend: 0xc6,
  ack: 0xd0,
  nak: 0xd1,
  startSession: 0xe4,
  stopSession: 0xe5,
  beep: 0xe6,
  scanEnable: 0xe9,
  decodeData: 0xf3,
} as const;

export const HOST = 0x04;

/** Status bits. Newer devices set others (0x80, 0x20): they mean nothing to us. */
export const RETRANSMITTED = 0x01;
export const CONTINUED = 0x02;

export interface SsiPacket {
  opcode: number;
  source: number;
  status: number;
  data: Uint8Array;
}

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return -sum & 0xffff;
}

/** A packet as it goes over the line. `data`: at most 251 bytes. */
export function ssiPacket(
  opcode: number,
  data: Uint8Array | readonly number[] = [],
  status = 0,
  source: number = HOST,
): Uint8Array {
  const body = Uint8Array.of(4 + data.length, opcode, source, status, ...data);
  const sum = checksum(body);
  return Uint8Array.of(...body, sum >> 8, sum & 0xff);
}

/** Parameter numbers and one-byte values, for this session only (never bit 3: the permanent memory wears). No beep. */
export const temporaryParameters = (...pairs: readonly (readonly [number: number, value: number])[]): Uint8Array =>
  ssiPacket(SSI.paramSend, [0xff, ...pairs.flat()]);

export type SsiPiece =
  | { kind: 'packet'; packet: SsiPacket }
  | { kind: 'discarded'; count: number; why: 'checksum' | 'noise' | 'unfinished' };

/**
 * Cuts a stream into packets. A packet with a wrong checksum is thrown away as a whole: nothing is looked for inside
 * it, so that a code which spells a packet is never taken for one. Knows no clock.
 */
export function createSsiParser(): {
  push(bytes: Uint8Array): SsiPiece[];
  /** The line was quiet for longer than a scanner pauses inside a packet. */
  quiet(): SsiPiece[];
  pending(): boolean;
} {
  let held: number[] = [];

  function take(pieces: SsiPiece[]): boolean {
    const length = held[0];
    if (length === undefined) return false;
    if (length < 4) {
      // No packet begins so: zeros to wake us, noise.
      const count = Math.max(
        1,
        held.findIndex((byte) => byte >= 4) < 0 ? held.length : held.findIndex((byte) => byte >= 4),
      );
      held = held.slice(count);
      pieces.push({ kind: 'discarded', count, why: 'noise' });
      return true;
    }
    if (held.length < length + 2) return false;
    const bytes = Uint8Array.from(held.slice(0, length + 2));
    held = held.slice(length + 2);
    const right = checksum(bytes.subarray(0, length)) === (((bytes[length] ?? 0) << 8) | (bytes[length + 1] ?? 0));
    if (right)
      pieces.push({
        kind: 'packet',
        packet: { opcode: bytes[1] ?? 0, source: bytes[2] ?? 0, status: bytes[3] ?? 0, data: bytes.slice(4, length) },
      });
    else pieces.push({ kind: 'discarded', count: bytes.length, why: 'checksum' });
    return true;
  }

  return {
    push(bytes) {
      const pieces: SsiPiece[] = [];
      held.push(...bytes);
      while (take(pieces));
      return pieces;
    },
    quiet() {
      const count = held.length;
      held = [];
      return count > 0 ? [{ kind: 'discarded', count, why: 'unfinished' }] : [];
    },
    pending: () => held.length > 0,
  };
}
