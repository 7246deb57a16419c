import type { EndMark, ScannerCommandSet, SimulatedFault } from '../contract.ts';
import type { ByteLink } from '../link/link.ts';
import { onTheLine } from './faultyLine.ts';
import { heardCommand, metadataPacket } from './simulatedScannerCommands.ts';

const endBytes: Record<EndMark, { before: number[]; after: number[] }> = {
  cr: { before: [], after: [0x0d] },
  lf: { before: [], after: [0x0a] },
  crlf: { before: [], after: [0x0d, 0x0a] },
  tab: { before: [], after: [0x09] },
  etx: { before: [0x02], after: [0x03] },
  silence: { before: [], after: [] },
};

/** Exactly what a scanner with these settings sends for one code. */
export function scannerBytes(
  code: Uint8Array,
  aim: string,
  settings: { endMark: EndMark; aimIdentifier: boolean },
): Uint8Array {
  const { before, after } = endBytes[settings.endMark];
  const prefix = settings.aimIdentifier ? [...aim].map((character) => character.charCodeAt(0)) : [];
  return Uint8Array.of(...before, ...prefix, ...code, ...after);
}

/** The twin of a serial barcode scanner on the device's end of a cable. */
export function simulatedScanner(
  line: ByteLink,
  settings: { endMark: EndMark; aimIdentifier: boolean; commandSet?: ScannerCommandSet | undefined },
  fault: () => SimulatedFault,
) {
  const { commandSet } = settings;
  const commands: string[] = [];
  let turn = 0;
  let arrived = new Uint8Array();
  let metadata = false;

  if (commandSet) {
    line.onBytes((bytes) => {
      if (fault() === 'silent') return;
      arrived = Uint8Array.of(...arrived, ...bytes);
      for (let heard = heardCommand(commandSet, arrived); heard; heard = heardCommand(commandSet, arrived)) {
        arrived = arrived.slice(heard.length);
        commands.push(heard.name);
        if (heard.name.startsWith('DECHDR')) metadata = heard.name === 'DECHDR1';
        if (heard.answer.length > 0) void line.write(heard.answer).catch(() => {});
      }
    });
  }

  return {
    /** The commands it understood, in order. */
    commands: (): readonly string[] => commands,
    async scan(code: Uint8Array, aim: string): Promise<void> {
      turn += 1;
      const sent = metadata
        ? metadataPacket(scannerBytes(code, '', settings), 0x64, aim || ']X9')
        : scannerBytes(code, aim, settings);
      const bytes = onTheLine(sent, fault(), turn);
      if (bytes.length > 0) await line.write(bytes);
    },
  };
}
