import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ByteLink } from '../link/link.ts';
import { sleep } from '../time.ts';
import { createSsiParser, HOST, RETRANSMITTED, SSI, ssiPacket, type SsiPacket, type SsiPiece } from './ssiPackets.ts';

const ACK = ssiPacket(SSI.ack);
const RESEND = ssiPacket(SSI.nak, [0x01]);
const SEGMENT_ACK = ssiPacket(SSI.segmentAck);
const NAK_RESEND = 0x01;

export interface SsiCommand {
  name: string;
  bytes: Uint8Array;
  /** Opcode of the packet that answers. Absent: an acknowledgement answers. */
  reply?: number;
}

/** The same packet with the mark "sent again". */
function again(bytes: Uint8Array): Uint8Array {
  return ssiPacket(bytes[1] ?? 0, bytes.slice(4, -2), (bytes[3] ?? 0) | RETRANSMITTED);
}

const sameContent = (a: SsiPacket, b: SsiPacket): boolean =>
  a.opcode === b.opcode &&
  (a.status | RETRANSMITTED) === (b.status | RETRANSMITTED) &&
  a.data.length === b.data.length &&
  a.data.every((byte, index) => byte === b.data[index]);

/**
 * The handshake of SSI on one line: every packet of the scanner is acknowledged, one sent twice is dropped but
 * acknowledged all the same, a damaged one is asked for again. One command of ours at a time, sent again twice when
 * nothing answers.
 */
export function createSsiLine(
  link: ByteLink,
  limits: Limits['ssi'],
  tell: { decoded(packet: SsiPacket): void; discarded(count: number, why: string): void },
) {
  const parser = createSsiParser();
  let over = false;
  let gapTimer: NodeJS.Timeout | undefined;
  let last: { packet: SsiPacket; at: number } | undefined;
  let waiting: { take(packet: SsiPacket): void; fail(fault: DeviceFault): void } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const say = (bytes: Uint8Array) => void link.write(bytes).catch(() => {}); // The loss is told by the link itself.

  function handlePacket(packet: SsiPacket): void {
    if (packet.source === HOST) return; // An echo of ours.
    if (packet.opcode === SSI.ack || packet.opcode === SSI.nak) return waiting?.take(packet);
    say(packet.opcode === SSI.segment ? SEGMENT_ACK : ACK);
    const now = performance.now();
    const twice =
      (packet.status & RETRANSMITTED) !== 0 &&
      last !== undefined &&
      now - last.at < limits.duplicateWithin &&
      sameContent(packet, last.packet);
    last = { packet, at: now };
    if (twice) return;
    if (packet.opcode === SSI.decodeData || packet.opcode === SSI.segment) tell.decoded(packet);
    else waiting?.take(packet);
  }

  function handle(pieces: SsiPiece[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'packet') handlePacket(piece.packet);
      else {
        tell.discarded(piece.count, piece.why);
        if (piece.why === 'checksum') say(RESEND);
      }
    }
  }

  /** After a stall of this process the timer is due before the bytes that wait are read: let them in first. */
  function afterGap(): void {
    const due = gapTimer;
    setImmediate(() => {
      if (gapTimer !== due || over) return;
      const pieces = parser.quiet();
      handle(pieces);
      if (pieces.length > 0) say(RESEND);
    });
  }

  const stopBytes = link.onBytes((bytes) => {
    handle(parser.push(bytes));
    clearTimeout(gapTimer);
    gapTimer = parser.pending() ? setTimeout(afterGap, limits.byteGap) : undefined;
  });

  function attempt(command: SsiCommand, bytes: Uint8Array): Promise<SsiPacket | 'again'> {
    if (over) return Promise.reject(new DeviceFault('device-not-ready', 'nothing was sent'));
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => {
        clearTimeout(timer);
        waiting = undefined;
        outcome();
      };
      const timer = setTimeout(() => settle(() => resolve('again')), limits.reply);
      waiting = {
        take(packet) {
          if (packet.opcode === SSI.nak) {
            const cause = packet.data[0] ?? 0;
            settle(() =>
              cause === NAK_RESEND
                ? resolve('again')
                : reject(new DeviceFault('device-refused', `${command.name}: cause ${cause}`)),
            );
          } else if (packet.opcode === (command.reply ?? SSI.ack)) settle(() => resolve(packet));
        },
        fail: (fault) => settle(() => reject(fault)),
      };
      link
        .write(bytes)
        .catch((thrown: unknown) => waiting?.fail(new DeviceFault('device-lost', errorOf(thrown).detail)));
    });
  }

  async function runNow(command: SsiCommand): Promise<SsiPacket | null> {
    for (let sent = 0; sent <= limits.repeats; sent += 1) {
      const answer = await attempt(command, sent === 0 ? command.bytes : again(command.bytes));
      if (answer !== 'again') return command.reply === undefined ? null : answer;
    }
    throw new DeviceFault('device-silent', command.name);
  }

  return {
    /**
     * The reply packet, null where an acknowledgement is all. Rejects with `DeviceFault`: `device-refused` when the
     * scanner says no.
     */
    run(command: SsiCommand): Promise<SsiPacket | null> {
      const mine = turn.then(() => runNow(command));
      turn = mine.catch(() => {}).then(() => (over ? undefined : sleep(limits.rest)));
      return mine;
    },
    /** Half a packet is there. */
    receiving: () => parser.pending(),
    /** A sleeping scanner loses the first byte it gets: let it be one that means nothing. */
    async wake(): Promise<void> {
      await link.write(Uint8Array.of(0x00));
      await sleep(limits.wake);
    },
    stop(): void {
      if (over) return;
      over = true;
      clearTimeout(gapTimer);
      stopBytes();
      waiting?.fail(new DeviceFault('device-lost', 'closed while it was asked'));
    },
  };
}
