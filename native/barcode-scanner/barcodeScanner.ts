import type { EndMark, RawScan, ScannerCommandSet } from '../contract.ts';
import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ByteLink } from '../link/link.ts';
import type { Health } from '../supervisor.ts';
import { splitAim } from './aim.ts';
import { createAnswerChannel } from './answerChannel.ts';
import { commandSets, honeywellMenu, type ScannerCommand } from './commandSets.ts';
import { createScanFramer, type ScanPiece } from './frames.ts';
import type { ScannerSession } from './hidPosScanner.ts';
import { withMetadata } from './metadataFrames.ts';
import { withoutEndMark } from './scanAssembly.ts';

export interface ScannerSettings {
  deviceId: string;
  endMark: EndMark;
  aimIdentifier: boolean;
  commandSet?: ScannerCommandSet | undefined;
}

export interface SerialScannerSession extends ScannerSession {
  /**
   * Switches on what keeps binary codes whole, where the command set has it. Never fails: without it codes come plain.
   */
  prepare(): Promise<void>;
}

/**
 * A scanner that sends plain bytes over a serial line or USB CDC. It says nothing when opened, so it is ready at once.
 * A code that was complete is delivered even when the scanner is pulled right after it.
 */
export function startBarcodeScanner(
  link: ByteLink,
  settings: ScannerSettings,
  health: Health,
  tell: {
    scan(scan: RawScan): void;
    unreadable?(endMark: EndMark | undefined): void;
    log(level: 'warn', message: string): void;
  },
  limits: Limits['scanner'],
): SerialScannerSession {
  const plain = createScanFramer(settings.endMark, limits.maxBytes);
  const framer = settings.commandSet === 'honeywell' ? withMetadata(plain, limits.maxBytes) : plain;
  const quietAfter = settings.endMark === 'silence' ? limits.silence : limits.unfinished;
  /** Where nothing else ends a code: whether more of it comes after the pause. */
  const wake = settings.endMark === 'silence' ? Math.max(0, limits.wake - limits.silence) : 0;
  const answers = createAnswerChannel(limits);
  /** Until then what arrives may be an answer that came too late. */
  let lateUntil = 0;
  let lastByteAt = 0;
  let timer: NodeJS.Timeout | undefined;

  function contentOf(piece: Extract<ScanPiece, { kind: 'code' }>): { aim: string | null; bytes: Uint8Array } {
    if (piece.aim !== undefined) return { aim: piece.aim, bytes: withoutEndMark(piece.bytes, settings.endMark) };
    return settings.aimIdentifier ? splitAim(piece.bytes) : { aim: null, bytes: piece.bytes };
  }

  function handle(pieces: ScanPiece[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'discarded') {
        health.failed();
        tell.unreadable?.(piece.endMark);
        tell.log(
          'warn',
          `${settings.deviceId}: threw away ${piece.count} bytes (${piece.why}, end mark ${settings.endMark})`,
        );
        continue;
      }
      const { aim, bytes } = contentOf(piece);
      // What a Honeywell scanner says of itself is no code; neither is a command's echo that came too late.
      if (bytes.length === 0 || (settings.commandSet === 'honeywell' && (aim === ']X0' || aim === ']Z6'))) continue;
      health.good();
      tell.scan({ deviceId: settings.deviceId, bytes, aim, at: lastByteAt });
    }
  }

  function waitForQuiet(ms: number, then: () => void = afterPause): void {
    clearTimeout(timer);
    timer = framer.pending() ? setTimeout(() => withoutWaiting(then), ms) : undefined;
  }

  /** After a stall of this process the timer is due before the bytes that wait are read: let them in first. */
  function withoutWaiting(then: () => void): void {
    const seen = lastByteAt;
    const due = timer;
    setImmediate(() => {
      if (timer !== due) return;
      if (lastByteAt !== seen) return waitForQuiet(quietAfter);
      then();
    });
  }

  function afterPause(): void {
    if (wake === 0) return handle(framer.quiet());
    framer.paused();
    waitForQuiet(wake, () => handle(framer.quiet()));
  }

  /** While a command is not answered, everything belongs to the answer: a scan must never be one. */
  function withoutAnswers(bytes: Uint8Array): Uint8Array {
    if (answers.expecting()) return answers.take(bytes);
    if (performance.now() >= lateUntil) return bytes;
    tell.log(
      'warn',
      `${settings.deviceId}: threw away ${bytes.length} bytes (after a command that was not answered in time)`,
    );
    return new Uint8Array();
  }

  const stopBytes = link.onBytes((arrived) => {
    lastByteAt = Date.now();
    const bytes = withoutAnswers(arrived);
    if (bytes.length === 0) return;
    handle(framer.push(bytes));
    waitForQuiet(quietAfter);
  });
  const end = () => {
    clearTimeout(timer);
    timer = undefined;
    stopBytes();
    handle(framer.end());
    answers.stop();
  };
  const stopLoss = link.onLost(end);

  async function ask(command: ScannerCommand): Promise<string> {
    if (framer.pending()) throw new DeviceFault('device-not-ready', 'a code is arriving');
    try {
      return await answers.ask(command, () => link.write(command.bytes));
    } catch (thrown) {
      if (['device-silent', 'device-garbled'].includes(errorOf(thrown).code))
        lateUntil = performance.now() + limits.lateAnswer;
      throw thrown;
    }
  }

  return {
    async prepare() {
      if (settings.commandSet !== 'honeywell') return;
      await ask(honeywellMenu('DECHDR1')).catch((thrown: unknown) =>
        tell.log('warn', `${settings.deviceId}: codes come without their length (${errorOf(thrown).code})`),
      );
    },
    async run(deed) {
      const command = settings.commandSet && commandSets[settings.commandSet][deed];
      if (!command) throw new DeviceFault('invalid-request', `no command set with ${deed}`);
      return ask(command);
    },
    async stop() {
      stopLoss();
      end();
    },
  };
}
