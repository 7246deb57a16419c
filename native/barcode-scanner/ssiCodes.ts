/** Codes in SSI packets: which bytes of which packets make one code. Pure. */
import { createScanAssembly, type AssembledPiece } from './scanAssembly.ts';
import { CONTINUED, SSI, type SsiPacket } from './ssiPackets.ts';

/** The usual AIM identifier of a code type. A type that is not listed is delivered without one, never dropped. */
const aimOfType: Readonly<Record<number, string>> = {
  0x01: ']A0',
  0x02: ']F0',
  0x03: ']C0',
  0x06: ']I0',
  0x07: ']G0',
  0x0a: ']E4',
  0x0b: ']E0',
  0x0c: ']H0',
  0x0e: ']M0',
  0x0f: ']C1',
  0x11: ']L0',
  0x13: ']A0',
  0x1b: ']d1',
  0x1c: ']Q1',
  0x25: ']U0',
  0x2d: ']z0',
  0x30: ']e0',
  0x31: ']e0',
  0x32: ']e0',
};

/** `00`/`01`, length high, length low between code type and characters: newer scanners. */
function charactersOf(data: Uint8Array): Uint8Array {
  const newer = data.length >= 5 && (data[1] ?? 0) <= 1 && (((data[2] ?? 0) << 8) | (data[3] ?? 0)) === data.length - 4;
  return data.slice(newer ? 4 : 1);
}

/**
 * Puts codes together from packets of decoded data: classic ones (status bit 1: more follow, code type repeated) and
 * segments (opcode 73: the first says how long the code is). Packets of other kinds must not be given to it.
 */
export function createSsiCodes(maxBytes: number): {
  push(packet: SsiPacket): AssembledPiece[];
  quiet(): AssembledPiece[];
  end(): AssembledPiece[];
  pending(): boolean;
} {
  const classic = createScanAssembly(maxBytes);
  let classicType: number | undefined;
  let segments: { type: number; total: number; next: number; held: number[] } | undefined;

  function forgetSegments(extra = 0): AssembledPiece[] {
    const count = (segments?.held.length ?? 0) + extra;
    segments = undefined;
    return count > 0 ? [{ kind: 'discarded', count, why: 'unfinished' }] : [];
  }

  function pushClassic({ data, status }: SsiPacket): AssembledPiece[] {
    const type = data[0];
    if (type === undefined) return [];
    const other = classic.pending() && type !== classicType ? classic.end() : [];
    classicType = type;
    return [
      ...other,
      ...classic.push({
        aim: aimOfType[type] ?? null,
        bytes: charactersOf(data),
        continued: (status & CONTINUED) !== 0,
      }),
    ];
  }

  function pushSegment({ data }: SsiPacket): AssembledPiece[] {
    const pieces: AssembledPiece[] = [];
    const number = data[0];
    if (number === 0 && data[1] === SSI.decodeData && data.length >= 10) {
      pieces.push(...forgetSegments());
      segments = {
        type: data[6] ?? 0,
        total: ((data[8] ?? 0) << 8) | (data[9] ?? 0),
        next: 1,
        held: [...data.subarray(10)],
      };
    } else if (segments && number === segments.next) {
      segments.next = (segments.next + 1) & 0xff;
      segments.held.push(...data.subarray(1));
    } else return forgetSegments(data.length);
    const { type, total, held } = segments;
    // What is longer than it said, or than any code, is none.
    if (held.length > total || total > maxBytes) return [...pieces, ...forgetSegments()];
    if (held.length < total) return pieces;
    segments = undefined;
    return held.length > 0
      ? [...pieces, { kind: 'code', bytes: Uint8Array.from(held), aim: aimOfType[type] ?? null }]
      : pieces;
  }

  return {
    push: (packet) => (packet.opcode === SSI.segment ? pushSegment(packet) : pushClassic(packet)),
    quiet: () => [...classic.quiet(), ...forgetSegments()],
    end: () => [...classic.end(), ...forgetSegments()],
    pending: () => classic.pending() || segments !== undefined,
  };
}
