import type { EndMark, SimulatedFault } from '../contract.ts';
import type { ByteLink } from '../link/link.ts';
import { onTheLine } from './faultyLine.ts';

const endBytes: Record<EndMark, { before: number[]; after: number[] }> = {
  cr: { before: [], after: [0x0d] },
  lf: { before: [], after: [0x0a] },
  crlf: { before: [], after: [0x0d, 0x0a] },
  tab: { before: [], after: [0x09] },
  etx: { before: [0x02], after: [0x03] },
  silence: { before: [], after: [] },
};

/** Exactly what a scanner with these settings sends for one code. */
export function scannerBytes(code: Uint8Array, aim: string, settings: { endMark: EndMark; aimIdentifier: boolean }): Uint8Array {
  const { before, after } = endBytes[settings.endMark];
  const prefix = settings.aimIdentifier ? [...aim].map((character) => character.charCodeAt(0)) : [];
  return Uint8Array.of(...before, ...prefix, ...code, ...after);
}

/** The twin of a serial barcode scanner on the device's end of a cable. */
export function simulatedScanner(line: ByteLink, settings: { endMark: EndMark; aimIdentifier: boolean }, fault: () => SimulatedFault) {
  let turn = 0;
  return {
    async scan(code: Uint8Array, aim: string): Promise<void> {
      turn += 1;
      const bytes = onTheLine(scannerBytes(code, aim, settings), fault(), turn);
      if (bytes.length > 0) await line.write(bytes);
    },
  };
}
