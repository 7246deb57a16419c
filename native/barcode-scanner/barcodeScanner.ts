import type { EndMark, RawScan } from '../contract.ts';
import type { Limits } from '../limits.ts';
import type { ByteLink } from '../link/link.ts';
import type { Health, Session } from '../supervisor.ts';
import { splitAim } from './aim.ts';
import { createScanFramer, type ScanPiece } from './frames.ts';

export interface ScannerSettings { deviceId: string; endMark: EndMark; aimIdentifier: boolean }

/**
 * A scanner that sends plain bytes over a serial line or USB CDC. It says nothing when opened, so it is ready at once.
 * A code that was complete is delivered even when the scanner is pulled right after it.
 */
export function startBarcodeScanner(
  link: ByteLink,
  settings: ScannerSettings,
  health: Health,
  tell: { scan(scan: RawScan): void; log(level: 'warn', message: string): void },
  limits: Limits['scanner'],
): Session {
  const framer = createScanFramer(settings.endMark, limits.maxBytes);
  const quietAfter = settings.endMark === 'silence' ? limits.silence : limits.unfinished;
  let lastByteAt = 0;
  let timer: NodeJS.Timeout | undefined;

  function handle(pieces: ScanPiece[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'discarded') {
        health.failed();
        tell.log('warn', `${settings.deviceId}: threw away ${piece.count} bytes (${piece.why}, end mark ${settings.endMark})`);
        continue;
      }
      const { aim, bytes } = settings.aimIdentifier ? splitAim(piece.bytes) : { aim: null, bytes: piece.bytes };
      if (bytes.length === 0) continue;
      health.good();
      tell.scan({ deviceId: settings.deviceId, bytes, aim, at: lastByteAt });
    }
  }

  function waitForQuiet(ms: number): void {
    clearTimeout(timer);
    timer = framer.pending() ? setTimeout(afterQuiet, ms) : undefined;
  }

  /** After a stall of this process the timer is due before the bytes that wait are read: let them in first. */
  function afterQuiet(): void {
    const seen = lastByteAt;
    const due = timer;
    setImmediate(() => {
      if (timer !== due) return;
      if (lastByteAt !== seen) return waitForQuiet(quietAfter);
      handle(framer.quiet());
    });
  }

  const stopBytes = link.onBytes((bytes) => {
    lastByteAt = Date.now();
    handle(framer.push(bytes));
    waitForQuiet(quietAfter);
  });
  const end = () => {
    clearTimeout(timer);
    timer = undefined;
    stopBytes();
    handle(framer.end());
  };
  const stopLoss = link.onLost(end);

  return {
    async stop() {
      stopLoss();
      end();
    },
  };
}
