import type { createScanFramer, ScanPiece } from './frames.ts';

type ScanFramer = ReturnType<typeof createScanFramer>;

/**
 * Honeywell metadata packets (menu command DECHDR1): the code's length stands in front of it, so that binary codes
 * survive any end mark. Between packets bytes go to the ordinary framer: the setting is lost with the scanner's power.
 *
 * 16 FE | payload length u32 LE | 0D || "MSGGET" | 4 digits: data length | code id | AIM letter | AIM modifier | 1D |
 * data
 */
const SYN = 0x16;
const MARK = 0xfe;
const HEADER = 7;
const PREFIX = 14;

/** The code in a whole packet; null when its parts contradict each other. */
export function readMetadata(packet: Uint8Array): { bytes: Uint8Array; aim: string } | null {
  const prefix = String.fromCharCode(...packet.subarray(HEADER, HEADER + PREFIX));
  const parts = /^MSGGET(\d{4})[\s\S]([A-Za-z][0-9A-Za-z])\x1d$/.exec(prefix);
  const bytes = packet.slice(HEADER + PREFIX);
  return parts && Number(parts[1]) === bytes.length ? { bytes, aim: `]${parts[2]}` } : null;
}

function payloadLength(header: readonly number[]): number {
  const [, , a = 0, b = 0, c = 0, d = 0] = header;
  return a + b * 0x100 + c * 0x1_0000 + d * 0x100_0000;
}

/** A framer that takes metadata packets out and gives all else to `inner`. */
export function withMetadata(inner: ScanFramer, maxBytes: number): ScanFramer {
  let held: number[] = [];
  let expected = 0;

  function giveUp(why: 'unfinished' | 'too-long' | 'outside-frame'): ScanPiece[] {
    const count = held.length;
    held = [];
    return count > 0 ? [{ kind: 'discarded', count, why }] : [];
  }

  function take(byte: number): ScanPiece[] {
    if (held.length === 0 && (byte !== SYN || inner.pending())) return inner.push(Uint8Array.of(byte));
    held.push(byte);
    if (held.length === 2 && byte !== MARK) {
      // Only a SYN that is data.
      const data = Uint8Array.from(held);
      held = [];
      return inner.push(data);
    }
    if (held.length === HEADER) {
      expected = HEADER + payloadLength(held);
      if (byte !== 0x0d || expected < HEADER + PREFIX) return giveUp('outside-frame');
      if (expected > HEADER + PREFIX + maxBytes) return giveUp('too-long');
    }
    if (held.length < HEADER || held.length < expected) return [];
    const code = readMetadata(Uint8Array.from(held));
    if (!code) return giveUp('outside-frame');
    held = [];
    return [{ kind: 'code', ...code }];
  }

  return {
    push: (bytes) => Array.from(bytes).flatMap(take),
    paused: () => inner.paused(),
    torn: (endMarks) => inner.torn(endMarks),
    quiet() {
      // The rest of that packet comes as bare bytes: CR ends its header, the end mark its code.
      const rests = held.length < HEADER ? 2 : 1;
      const pieces = giveUp('unfinished');
      if (pieces.length > 0) inner.torn(rests);
      return [...pieces, ...inner.quiet()];
    },
    end: () => [...giveUp('unfinished'), ...inner.end()],
    pending: () => held.length > 0 || inner.pending(),
  };
}
