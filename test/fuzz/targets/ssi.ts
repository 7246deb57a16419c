import { createSsiCodes } from '../../../native/barcode-scanner/ssiCodes.ts';
import {
  CONTINUED,
  createSsiParser,
  RETRANSMITTED,
  SSI,
  ssiPacket,
  type SsiPiece,
} from '../../../native/barcode-scanner/ssiPackets.ts';
import { inPieces } from '../mutate.ts';
import { ascii, hold, type Target } from '../target.ts';

const decoded = (code: string, status = 0): Uint8Array => ssiPacket(SSI.decodeData, [0xf1, ...ascii(code)], status, 0);
const long = [decoded(']Q1'.padEnd(200, 'a'), CONTINUED), decoded('b'.repeat(100))];
const packets = [
  decoded(']Q1SWT-7K2M9QXD'),
  decoded('A', RETRANSMITTED),
  ...long,
  Buffer.concat(long),
  ssiPacket(SSI.ack),
  ssiPacket(SSI.nak, [1]),
  ssiPacket(SSI.replyRevision, ascii('PAXABS00-001-R00')),
  Uint8Array.of(0, 0, 0),
];
const plain = (piece: SsiPiece): unknown =>
  piece.kind === 'packet'
    ? [piece.packet.opcode, piece.packet.source, piece.packet.status, ...piece.packet.data]
    : piece;

/**
 * Each packet was sent in one piece with a checksum that holds; every byte is a packet's or counted; codes are made of
 * packets' data alone.
 */
const ssi: Target = {
  name: 'ssi-packets',
  seeds: packets,
  attempt(input, random) {
    const parser = createSsiParser();
    const pieces = [...parser.push(input), ...parser.quiet()];
    const packetsOnly = (all: SsiPiece[]): string =>
      JSON.stringify(all.filter(({ kind }) => kind === 'packet').map(plain));
    const cut = createSsiParser();
    hold(
      packetsOnly(inPieces(input, random).flatMap((piece) => cut.push(piece))) === packetsOnly(pieces),
      'other packets when the line cuts the bytes elsewhere',
    );
    const bytes = Buffer.from(input);
    const codes = createSsiCodes(300);
    const data: number[] = [];
    let told = 0;
    for (const piece of pieces) {
      if (piece.kind === 'discarded') {
        told += piece.count;
        continue;
      }
      const { opcode, source, status, data: content } = piece.packet;
      const written = ssiPacket(opcode, content, status, source);
      hold(bytes.includes(Buffer.from(written)), 'a packet that was not sent');
      told += written.length;
      data.push(...content);
      if (opcode !== SSI.decodeData && opcode !== SSI.segment) continue;
      for (const code of codes.push(piece.packet))
        if (code.kind === 'code')
          hold(code.bytes.length <= 300 && data.length >= code.bytes.length, 'a code longer than what was sent');
    }
    codes.end();
    hold(told === input.length, 'bytes that are neither in a packet nor counted as thrown away');
  },
};

export const ssiTargets: Target[] = [ssi];
