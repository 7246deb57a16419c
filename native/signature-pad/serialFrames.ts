import { crc16 } from '../checks.ts';
import type { FrameParser } from '../exchange.ts';

/**
 * Wacom STU over a serial line (signature-pads, chapter 1.8): only the first byte of a frame has bit 7 set, the rest is
 * repacked from eight to seven bits. The host always appends a checksum, the pad's short answers have none.
 */

const START = 0x80;
const HAS_CRC = 0x40;
/** The largest report with its id and checksum is 2600 bytes; so long it is when packed. */
const LONGEST_PACKED = Math.ceil((2600 * 8) / 7);

const crcOf = (bytes: Uint8Array): number => crc16(bytes, 0);

/** Eight bits to seven, most significant first; the last group is filled with zeros. */
export function pack(bytes: Uint8Array): Uint8Array {
  const packed = new Uint8Array(Math.ceil((bytes.length * 8) / 7));
  let [held, bits, at] = [0, 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 7) {
      bits -= 7;
      packed[at++] = (held >> bits) & 0x7f;
      held &= (1 << bits) - 1;
    }
  }
  if (bits > 0) packed[at] = (held << (7 - bits)) & 0x7f;
  return packed;
}

/** The whole bytes in a packed payload. */
export function unpack(packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.floor((packed.length * 7) / 8));
  let [held, bits, at] = [0, 0, 0];
  for (const group of packed) {
    held = (held << 7) | group;
    bits += 7;
    if (bits >= 8 && at < bytes.length) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
      held &= (1 << bits) - 1;
    }
  }
  return bytes;
}

/** One frame around `payload` (id and data). */
export function frame(payload: Uint8Array, withCrc = true): Uint8Array {
  const crc = crcOf(payload);
  const packed = pack(withCrc ? Uint8Array.of(...payload, crc & 0xff, crc >> 8) : payload);
  return Uint8Array.of(START | (withCrc ? HAS_CRC : 0) | (packed.length >> 7), packed.length & 0x7f, ...packed);
}

/**
 * Payloads (id and data, checksum removed) out of a stream. A new start ends a frame that is not complete: half a frame
 * is never filled up with the next one.
 */
export function createPadFrames(): FrameParser {
  let buffer: number[] = [];
  let discarded = 0;

  const lengthSaid = () => (((buffer[0] ?? 0) & 0x3f) << 7) | (buffer[1] ?? 0);

  function drop(): void {
    discarded += buffer.length;
    buffer = [];
  }

  function complete(): Uint8Array | undefined {
    const withCrc = ((buffer[0] ?? 0) & HAS_CRC) !== 0;
    const bytes = unpack(Uint8Array.from(buffer.slice(2)));
    const payload = withCrc ? bytes.subarray(0, -2) : bytes;
    const said = (bytes.at(-2) ?? 0) | ((bytes.at(-1) ?? 0) << 8);
    if (payload.length === 0 || (withCrc && said !== crcOf(payload))) {
      drop();
      return undefined;
    }
    buffer = [];
    return payload;
  }

  return {
    push(bytes) {
      const payloads: Uint8Array[] = [];
      for (const byte of bytes) {
        if ((byte & START) !== 0) {
          drop();
          buffer = [byte];
          continue;
        }
        if (buffer.length === 0) {
          discarded += 1;
          continue;
        }
        buffer.push(byte);
        const length = lengthSaid();
        if (buffer.length === 2 && (length === 0 || length > LONGEST_PACKED)) drop();
        else if (buffer.length >= 2 && buffer.length - 2 === length) {
          const payload = complete();
          if (payload) payloads.push(payload);
        }
      }
      return payloads;
    },
    takeDiscarded() {
      const count = discarded;
      discarded = 0;
      return count;
    },
    reset: drop,
  };
}
