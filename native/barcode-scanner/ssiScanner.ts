import type { EndMark, RawScan, ScannerDeed } from '../contract.ts';
import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ByteLink } from '../link/link.ts';
import type { Health } from '../supervisor.ts';
import type { ScannerSession } from './hidPosScanner.ts';
import { withoutEndMark, type AssembledPiece } from './scanAssembly.ts';
import { createSsiCodes } from './ssiCodes.ts';
import { createSsiLine } from './ssiLine.ts';
import { SSI, ssiPacket, temporaryParameters, type SsiPacket } from './ssiPackets.ts';

/** Packeted data: without it the scanner sends bare text, and no packet says where a code ends. */
const packetedData = temporaryParameters([0xee, 1]);

/** A scanner may refuse these and be used all the same. */
const wished: readonly { name: string; bytes: Uint8Array }[] = [
  { name: 'acknowledgements', bytes: temporaryParameters([0x9f, 1]) },
  // Visitors must not reprogram the scanner with a code of theirs.
  { name: 'no parameter codes', bytes: temporaryParameters([0xec, 0]) },
  // "Nothing read" would arrive as the code "NR".
  { name: 'no message when nothing was read', bytes: temporaryParameters([0x5e, 0]) },
  { name: 'scan enable', bytes: ssiPacket(SSI.scanEnable) },
];

const deeds: Record<ScannerDeed, { name: string; bytes: Uint8Array; reply?: number }> = {
  identify: { name: 'revision', bytes: ssiPacket(SSI.requestRevision), reply: SSI.replyRevision },
  'trigger-on': { name: 'start session', bytes: ssiPacket(SSI.startSession) },
  'trigger-off': { name: 'stop session', bytes: ssiPacket(SSI.stopSession) },
  'beep-good': { name: 'high beep', bytes: ssiPacket(SSI.beep, [0x01]) },
  'beep-bad': { name: 'three low beeps', bytes: ssiPacket(SSI.beep, [0x08]) },
};

/**
 * A scanner that speaks SSI (RS-232, "SSI over USB CDC", Bluetooth SPP). Its settings are written to working memory
 * after each connect and again in between: a scanner that lost its power behind an open port forgot them.
 */
export async function startSsiScanner(
  link: ByteLink,
  settings: { deviceId: string; endMark: EndMark },
  health: Health,
  tell: {
    scan(scan: RawScan): void;
    unreadable?(endMark: EndMark | undefined): void;
    log(level: 'warn', message: string): void;
  },
  limits: Limits['ssi'] & { maxBytes: number },
): Promise<ScannerSession> {
  const codes = createSsiCodes(limits.maxBytes);
  const warn = (what: string) => tell.log('warn', `${settings.deviceId}: ${what}`);
  let restTimer: NodeJS.Timeout | undefined;
  let setUpTimer: NodeJS.Timeout | undefined;
  let settingUp: Promise<void> | undefined;
  let connected = false;
  let ended = false;

  function handle(pieces: AssembledPiece[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'discarded') {
        health.failed();
        tell.unreadable?.(undefined);
        warn(`threw away ${piece.count} bytes (${piece.why})`);
        continue;
      }
      const bytes = withoutEndMark(piece.bytes, settings.endMark);
      if (bytes.length === 0) continue;
      health.good();
      tell.scan({ deviceId: settings.deviceId, bytes, aim: piece.aim, at: Date.now() });
    }
    clearTimeout(restTimer);
    if (codes.pending()) restTimer = setTimeout(() => handle(codes.quiet()), limits.partGap);
  }

  const line = createSsiLine(link, limits, {
    decoded: (packet: SsiPacket) => handle(codes.push(packet)),
    discarded(count, why) {
      health.failed();
      warn(`threw away ${count} bytes (${why})`);
      // Bare text instead of packets: it may have forgotten its settings.
      if (connected && why !== 'checksum') planSetUp(limits.setUpSoon);
    },
  });

  async function setUp(): Promise<void> {
    await line.wake();
    await line.run({ name: 'packeted data', bytes: packetedData });
    for (const wish of wished) {
      await line.run(wish).catch((thrown: unknown) => {
        if (errorOf(thrown).code !== 'device-refused') throw thrown;
        warn(`${wish.name}: refused`);
      });
    }
  }

  function planSetUp(ms: number): void {
    if (ended || settingUp) return;
    clearTimeout(setUpTimer);
    setUpTimer = setTimeout(() => {
      settingUp = setUp()
        .catch((thrown: unknown) => {
          if (!ended) health.giveUp(errorOf(thrown));
        })
        .finally(() => {
          settingUp = undefined;
          planSetUp(limits.setUpAgain);
        });
    }, ms);
  }

  const end = () => {
    ended = true;
    clearTimeout(restTimer);
    clearTimeout(setUpTimer);
    line.stop();
    handle(codes.end());
  };
  const stopLoss = link.onLost(end);

  try {
    await setUp();
  } catch (thrown) {
    stopLoss();
    end();
    throw thrown;
  }
  connected = true;
  planSetUp(limits.setUpAgain);

  return {
    async run(deed) {
      if (ended) throw new DeviceFault('device-not-ready', 'nothing was sent');
      if (codes.pending() || line.receiving()) throw new DeviceFault('device-not-ready', 'a code is arriving');
      const reply = await line.run(deeds[deed]);
      // Text of the manufacturer, padded with blanks and zeros.
      return reply
        ? String.fromCharCode(...reply.data)
            .replace(/[^\x20-\x7e]+/g, ' ')
            .trim()
        : '';
    },
    async stop() {
      stopLoss();
      end();
    },
  };
}
