import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSsiCodes } from '../../native/barcode-scanner/ssiCodes.ts';
import {
  createSsiParser,
  SSI,
  ssiPacket,
  temporaryParameters,
  type SsiPiece,
} from '../../native/barcode-scanner/ssiPackets.ts';
import { ssiCodePackets } from '../../native/simulated/simulatedSsiScanner.ts';
import { ascii, hex, inPieces } from './support.ts';

const parse = (bytes: Uint8Array): SsiPiece[] => createSsiParser().push(bytes);
const codesIn = (bytes: Uint8Array) => {
  const codes = createSsiCodes(8192);
  return [
    ...parse(bytes).flatMap((piece) => (piece.kind === 'packet' ? codes.push(piece.packet) : [])),
    ...codes.end(),
  ];
};

describe('SSI packets', () => {
  it.each([
    ['host ACK', ssiPacket(SSI.ack), '04 D0 04 00 FF 28'],
    ['host NAK, resend', ssiPacket(SSI.nak, [1]), '05 D1 04 00 01 FF 25'],
    ['start session', ssiPacket(SSI.startSession), '04 E4 04 00 FF 14'],
    ['stop session', ssiPacket(SSI.stopSession), '04 E5 04 00 FF 13'],
    ['scan enable', ssiPacket(SSI.scanEnable), '04 E9 04 00 FF 0F'],
    ['beep', ssiPacket(SSI.beep, [1]), '05 E6 04 00 01 FF 10'],
    ['request revision', ssiPacket(SSI.requestRevision), '04 A3 04 00 FF 55'],
    ['packeted data, temporary', temporaryParameters([0xee, 1]), '07 C6 04 00 FF EE 01 FD 41'],
  ])('%s is written as in the guide', (_name, bytes, expected) => {
    expect(bytes).toEqual(hex(expected));
  });

  it.each([
    ['decoder ACK of a newer device', '04 D0 00 80 FE AC', { opcode: 0xd0, status: 0x80 }],
    ['decoder NAK, denied', '05 D1 00 00 06 FF 24', { opcode: 0xd1, data: hex('06') }],
    ['event', '05 F6 00 00 20 FE E5', { opcode: 0xf6 }],
    ['parameters', '0A C6 00 00 FF F4 F0 3E 04 FF FB 0C', { opcode: 0xc6 }],
    [
      'attributes',
      '21 80 00 00 00 1D 02 00 27 4D 41 01 42 00 0E 00 00 00 00 01 03 02 03 03 03 04 03 05 03 06 03 FF FF FC 15',
      { opcode: 0x80 },
    ],
  ])('%s is read', (_name, bytes, expected) => {
    expect(parse(hex(bytes))).toMatchObject([{ kind: 'packet', packet: expected }]);
  });

  it('a wrong checksum throws the whole packet away, also when a packet is spelled inside it', () => {
    const inside = ssiPacket(SSI.decodeData, [0x03, ...ascii('FAKE')], 0, 0);
    const outer = ssiPacket(SSI.decodeData, [0x1c, ...inside], 0, 0);
    outer[5] = (outer[5] ?? 0) ^ 1;
    expect(parse(outer)).toEqual([{ kind: 'discarded', count: outer.length, why: 'checksum' }]);
  });

  it('what is cut is thrown away when the line is quiet, and what follows is read', () => {
    const parser = createSsiParser();
    expect(parser.push(hex('08 F3 00 00 03 41'))).toEqual([]);
    expect(parser.pending()).toBe(true);
    expect(parser.quiet()).toEqual([{ kind: 'discarded', count: 6, why: 'unfinished' }]);
    expect(parser.push(hex('00 00 04 D0 00 00 FF 2C'))).toMatchObject([
      { kind: 'discarded', count: 2, why: 'noise' },
      { kind: 'packet' },
    ]);
  });

  it('comes out the same whatever the pieces', () => {
    const stream = hex('04 D0 00 00 FF 2C 08 F3 00 00 03 41 42 43 FE 3C 00 05 F6 00 00 20 FE E5');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 10 }), (sizes) => {
        const parser = createSsiParser();
        expect(inPieces(stream, sizes).flatMap((piece) => parser.push(piece))).toEqual(parse(stream));
      }),
      { numRuns: 100 },
    );
  });

  it('random bytes never throw, and every byte is accounted for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
        const parser = createSsiParser();
        const counted = [...parser.push(bytes), ...parser.quiet()].reduce(
          (sum, piece) => sum + (piece.kind === 'packet' ? piece.packet.data.length + 6 : piece.count),
          0,
        );
        expect(counted).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('codes in SSI packets', () => {
  it('reads the frames of the guide', () => {
    expect(codesIn(hex('07 F3 00 00 01 4E 52 FE 65'))).toEqual([{ kind: 'code', bytes: ascii('NR'), aim: ']A0' }]);
    expect(codesIn(hex('08 F3 00 00 03 41 42 43 FE 3C'))).toEqual([{ kind: 'code', bytes: ascii('ABC'), aim: ']C0' }]);
    expect(codesIn(hex('0B F3 00 02 1C 48 45 4C 4C 4F 2D FD 43 0A F3 00 00 1C 57 4F 52 4C 44 FD 5F'))).toEqual([
      { kind: 'code', bytes: ascii('HELLO-WORLD'), aim: ']Q1' },
    ]);
  });

  it('reads 500 characters in three segments', () => {
    const z = (count: number) => new Uint8Array(count).fill(0x5a);
    const stream = Uint8Array.of(
      ...hex('FF 73 02 00 00 F3 00 00 01 F7 1C 01 01 F4'),
      ...z(241),
      ...hex('A6 D5'),
      ...hex('FF 73 00 00 01'),
      ...z(250),
      ...hex('A6 A9'),
      ...hex('0E 73 00 00 02'),
      ...z(9),
      ...hex('FC 53'),
    );
    expect(codesIn(stream)).toEqual([{ kind: 'code', bytes: z(500), aim: ']Q1' }]);
  });

  it('delivers an unknown code type, ignores unknown status bits, and reads the newer form', () => {
    expect(codesIn(ssiPacket(SSI.decodeData, [0xb7, ...ascii('ODD')], 0xa0, 0))).toEqual([
      { kind: 'code', bytes: ascii('ODD'), aim: null },
    ]);
    expect(codesIn(ssiPacket(SSI.decodeData, [0x1c, 1, 0, 5, ...ascii('NEWER')], 0x20, 0))).toEqual([
      { kind: 'code', bytes: ascii('NEWER'), aim: ']Q1' },
    ]);
  });

  it.each(['classic', 'newer', 'segments'] as const)('any code comes back whole in the form %s', (form) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 1200 }), (code) => {
        // Classic packets whose first bytes read as a length of their own rest are the newer form: nobody can tell them
        // apart.
        fc.pre(form !== 'classic' || !((code[0] ?? 0) <= 1 && code.length >= 4));
        const bytes = ssiCodePackets(code, 0x1b, form).flatMap(({ opcode, data, status, source }) => [
          ...ssiPacket(opcode, data, status, source),
        ]);
        expect(codesIn(Uint8Array.from(bytes))).toEqual([{ kind: 'code', bytes: code, aim: ']d1' }]);
      }),
      { numRuns: 60 },
    );
  });

  it('a lost, doubled or foreign segment spoils the code, and the next one is whole', () => {
    const segments = ssiCodePackets(new Uint8Array(900).fill(0x41), 0x1c, 'segments').map((packet) => ({
      ...packet,
      data: Uint8Array.from(packet.data),
    }));
    for (const order of [
      [0, 2, 3],
      [1, 2, 3],
      [0, 1, 1, 2],
      [0, 3],
    ]) {
      const codes = createSsiCodes(8192);
      const pieces = order.flatMap((index) => codes.push(segments[index] ?? segments[0]!));
      expect(pieces.every((piece) => piece.kind === 'discarded')).toBe(true);
      expect(segments.flatMap((packet) => codes.push(packet)).filter((piece) => piece.kind === 'code')).toHaveLength(1);
    }
  });

  it('another code type in the middle belongs to another code; a code longer than any is thrown away', () => {
    const packet = (type: number, text: string, status: number) => ({
      opcode: SSI.decodeData,
      source: 0,
      status,
      data: Uint8Array.of(type, ...ascii(text)),
    });
    const codes = createSsiCodes(20);
    codes.push(packet(0x77, 'HALF', 2));
    expect(codes.push(packet(0x78, 'WHOLE', 0))).toEqual([
      { kind: 'discarded', count: 4, why: 'unfinished' },
      { kind: 'code', bytes: ascii('WHOLE'), aim: null },
    ]);
    codes.push(packet(0x1c, 'x'.repeat(15), 2));
    expect(codes.push(packet(0x1c, 'x'.repeat(15), 0))).toEqual([{ kind: 'discarded', count: 30, why: 'too-long' }]);
    expect(
      codes.push({ opcode: SSI.segment, source: 2, status: 0, data: hex('00 F3 00 00 FF FF 1C 01 FF FF 41') }),
    ).toMatchObject([{ kind: 'discarded' }]);
  });
});
