import type { SimulatedFault } from '../contract.ts';
import {
  createSsiParser,
  CONTINUED,
  HOST,
  RETRANSMITTED,
  SSI,
  ssiPacket,
  type SsiPacket,
} from '../barcode-scanner/ssiPackets.ts';
import type { ByteLink } from '../link/link.ts';
import { onTheLine } from './faultyLine.ts';

const DECODER = 0x00;
const PACKETED = 0xee;

const codeTypes: Readonly<Record<string, number>> = {
  A: 0x01,
  C: 0x03,
  E: 0x0b,
  I: 0x06,
  L: 0x11,
  Q: 0x1c,
  d: 0x1b,
  z: 0x2d,
};

/**
 * `classic`: packets with a continuation bit; `newer`: the length stands in front of the characters; `segments`: opcode
 * 73.
 */
export type SsiForm = 'classic' | 'newer' | 'segments';

/** Exactly the packets a scanner sends for one code, before any is repeated. */
export function ssiCodePackets(
  code: Uint8Array,
  type: number,
  form: SsiForm,
  extraStatus = 0,
): { opcode: number; source: number; status: number; data: number[] }[] {
  const decoder = { opcode: SSI.decodeData as number, source: DECODER };
  if (form === 'newer' && code.length <= 247)
    return [{ ...decoder, status: extraStatus, data: [type, 1, code.length >> 8, code.length & 0xff, ...code] }];
  if (form === 'segments') {
    const inner = code.length + 3;
    const first = {
      opcode: SSI.segment,
      source: 0x02,
      status: extraStatus,
      data: [
        0,
        SSI.decodeData,
        0,
        0,
        inner >> 8,
        inner & 0xff,
        type,
        1,
        code.length >> 8,
        code.length & 0xff,
        ...code.slice(0, 241),
      ],
    };
    const others = Array.from({ length: Math.ceil(Math.max(0, code.length - 241) / 250) }, (_, index) => ({
      opcode: SSI.segment,
      source: DECODER,
      status: extraStatus,
      data: [(index + 1) & 0xff, ...code.slice(241 + index * 250, 241 + (index + 1) * 250)],
    }));
    return [first, ...others];
  }
  const count = Math.max(1, Math.ceil(code.length / 250));
  return Array.from({ length: count }, (_, index) => ({
    ...decoder,
    status: extraStatus | (index < count - 1 ? CONTINUED : 0),
    data: [type, ...code.slice(index * 250, (index + 1) * 250)],
  }));
}

/**
 * The twin of a scanner that speaks SSI, on the device's end of a cable. Sends bare text until packeted data is
 * switched on.
 */
export function simulatedSsiScanner(
  line: ByteLink,
  fault: () => SimulatedFault,
  options: {
    form?: SsiForm;
    patience?: number;
    refuses?: readonly number[];
    repeatAll?: boolean;
    extraStatus?: number;
  } = {},
) {
  const { form = 'classic', patience = 2000, refuses = [], repeatAll = false, extraStatus = 0 } = options;
  const parser = createSsiParser();
  const commands: SsiPacket[] = [];
  let packeted = false;
  let turn = 0;
  let answered: ((how: 'ack' | 'nak') => void) | undefined;
  let scanning: Promise<unknown> = Promise.resolve();

  async function put(bytes: Uint8Array): Promise<void> {
    turn += 1;
    const real = onTheLine(bytes, fault(), turn);
    if (real.length > 0) await line.write(real).catch(() => {});
  }

  const reply = (opcode: number, data: readonly number[] = []) => void put(ssiPacket(opcode, data, 0, DECODER));

  function obey(packet: SsiPacket): void {
    if (packet.opcode === SSI.ack || packet.opcode === SSI.segmentAck) return answered?.('ack');
    if (packet.opcode === SSI.nak) return answered?.('nak');
    commands.push(packet);
    if (refuses.includes(packet.opcode === SSI.paramSend ? (packet.data[1] ?? 0) : packet.opcode))
      return reply(SSI.nak, [0x06]);
    if (packet.opcode === SSI.paramSend && packet.data[1] === PACKETED) packeted = packet.data[2] === 1;
    if (packet.opcode === SSI.requestRevision)
      reply(
        SSI.replyRevision,
        Array.from('PAABLS00-001-R00 SIMULATED', (character) => character.charCodeAt(0)),
      );
    else reply(SSI.ack);
  }

  const stop = line.onBytes((bytes) => {
    if (fault() === 'silent' || fault() === 'unplugged') return;
    for (const piece of parser.push(bytes)) {
      if (piece.kind === 'packet' && piece.packet.source === HOST) obey(piece.packet);
      else if (piece.kind === 'discarded' && piece.why === 'checksum') reply(SSI.nak, [0x01]);
    }
  });

  /** Sent, and sent again twice when nothing comes back; true when it was acknowledged. */
  async function deliver(packet: ReturnType<typeof ssiCodePackets>[number]): Promise<boolean> {
    let acknowledged = false;
    for (let attempt = 0; attempt < (repeatAll ? 2 : 3) && (!acknowledged || repeatAll); attempt += 1) {
      const outcome = new Promise<'ack' | 'nak' | 'nothing'>((resolve) => {
        const timer = setTimeout(() => resolve('nothing'), patience);
        answered = (how) => {
          clearTimeout(timer);
          resolve(how);
        };
      });
      await put(
        ssiPacket(packet.opcode, packet.data, packet.status | (attempt > 0 ? RETRANSMITTED : 0), packet.source),
      );
      acknowledged = (await outcome) === 'ack' || acknowledged;
      answered = undefined;
    }
    return acknowledged;
  }

  return {
    /** Commands that arrived, in order. */
    commands: (): readonly SsiPacket[] => commands,
    stop,
    /** Loses its temporary settings, as after a loss of power. */
    powerCycle(): void {
      packeted = false;
    },
    async scan(code: Uint8Array, aim: string): Promise<void> {
      const turnOfMine = scanning.then(async () => {
        if (!packeted) return put(Uint8Array.of(...code, 0x0d));
        for (const packet of ssiCodePackets(code, codeTypes[aim[1] ?? ''] ?? 0x7f, form, extraStatus))
          if (!(await deliver(packet))) return;
      });
      scanning = turnOfMine;
      await turnOfMine;
    },
  };
}
