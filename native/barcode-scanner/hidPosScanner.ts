import type { EndMark, RawScan, ScannerCommandSet, ScannerDeed } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import type { DescribedLink } from '../hid/openHidDevice.ts';
import { parseReportDescriptor, type HidReport } from '../hid/reportDescriptor.ts';
import type { Limits } from '../limits.ts';
import type { Health, Session } from '../supervisor.ts';
import { createAnswerChannel } from './answerChannel.ts';
import { commandReport, commandReportId, commandSets } from './commandSets.ts';
import { describedReader, tableReader } from './posReports.ts';
import { createScanAssembly, withoutEndMark, type AssembledPiece } from './scanAssembly.ts';

export interface PosSettings {
  deviceId: string;
  endMark: EndMark;
  commandSet?: ScannerCommandSet | undefined;
}

/** A scanner in use that takes commands. */
export interface ScannerSession extends Session {
  /** What the scanner answered; empty where it answers nothing. Rejects with `DeviceFault`. */
  run(deed: ScannerDeed): Promise<string>;
}

const HONEYWELL = 0x0c2e;
const YOUJIE = 0x23d0;
const honeywellKin: readonly number[] = [HONEYWELL, YOUJIE, 0x0536, 0x067e];
const START_FEATURE = 0xfe;
/** Length of a report without its id where no descriptor says it. */
const USUAL_REPORT = 63;

function reportsOf(link: DescribedLink, warn: (what: string) => void): HidReport[] | null {
  if (!link.descriptor) return null;
  const parsed = parseReportDescriptor(link.descriptor);
  if (parsed.ok) return parsed.value;
  warn(`report descriptor is not usable (${parsed.error.code}); the layouts of the manuals are used`);
  return null;
}

/**
 * A USB HID POS scanner. Some Honeywell and Youjie scanners stay silent until a feature report is written; it is
 * written only where the descriptor has it, or where there is no descriptor: unknown reports may be firmware updates.
 */
export async function startHidPosScanner(
  link: DescribedLink,
  settings: PosSettings,
  health: Health,
  tell: {
    scan(scan: RawScan): void;
    unreadable?(endMark: EndMark | undefined): void;
    log(level: 'warn', message: string): void;
  },
  limits: Limits['scanner'],
): Promise<ScannerSession> {
  const warn = (what: string) => tell.log('warn', `${settings.deviceId}: ${what}`);
  const reports = reportsOf(link, warn);
  const read = (reports && describedReader(reports)) ?? tableReader(link.vendorId);
  const assembly = createScanAssembly(limits.maxBytes, settings.endMark);
  const answers = createAnswerChannel(limits);
  let quietTimer: NodeJS.Timeout | undefined;
  let lastReportAt = 0;

  /** Answers to commands look like scans. `]Z6` is no code of any scanner; `]X0` is one of other makers' books. */
  const isAnswer = (aim: string | null) => aim === ']Z6' || (aim === ']X0' && honeywellKin.includes(link.vendorId));

  function handle(pieces: AssembledPiece[]): void {
    for (const piece of pieces) {
      if (piece.kind === 'discarded') {
        health.failed();
        tell.unreadable?.(undefined);
        warn(`threw away ${piece.count} bytes (${piece.why})`);
      } else {
        const bytes = withoutEndMark(piece.bytes, settings.endMark);
        if (bytes.length === 0) continue;
        health.good();
        tell.scan({ deviceId: settings.deviceId, bytes, aim: piece.aim, at: lastReportAt });
      }
    }
  }

  function watchQuiet(): void {
    clearTimeout(quietTimer);
    quietTimer = assembly.pending() ? setTimeout(afterQuiet, limits.partGap) : undefined;
  }

  /** After a stall of this process the timer is due before the reports that wait are read: let them in first. */
  function afterQuiet(): void {
    const due = quietTimer;
    setImmediate(() => {
      if (quietTimer === due) handle(assembly.quiet());
    });
  }

  const stopReports = link.onReport((report) => {
    const it = read(report);
    if (it.kind === 'other') return;
    lastReportAt = Date.now();
    if (it.kind === 'garbled') handle(assembly.spoil(report.length));
    else if (isAnswer(it.part.aim)) answers.take(it.part.bytes);
    else handle(assembly.push(it.part));
    watchQuiet();
  });
  const end = () => {
    clearTimeout(quietTimer);
    quietTimer = undefined;
    stopReports();
    handle(assembly.end());
    answers.stop();
  };
  const stopLoss = link.onLost(end);

  const declared = (kind: HidReport['kind'], id: number) =>
    reports?.find((report) => report.kind === kind && report.id === id);
  if ((link.vendorId === HONEYWELL || link.vendorId === YOUJIE) && (!reports || declared('feature', START_FEATURE))) {
    const report = new Uint8Array(1 + (declared('feature', START_FEATURE)?.bytes ?? 1));
    report.set([START_FEATURE, 0x01]);
    // Models that need no start-up refuse it; only a loss is a failure.
    await link.writeFeature(report).catch((thrown: unknown) => {
      if (thrown instanceof DeviceFault && thrown.error.code === 'device-refused') return;
      end();
      throw thrown;
    });
  }

  return {
    async run(deed) {
      const command = settings.commandSet && commandSets[settings.commandSet][deed];
      if (!command) throw new DeviceFault('invalid-request', `no command set with ${deed}`);
      const id = commandReportId(link.vendorId);
      if (id === undefined || (reports && !declared('output', id)))
        throw new DeviceFault('device-refused', 'this scanner takes no commands over HID');
      const report = commandReport(id, command.bytes, declared('output', id)?.bytes ?? USUAL_REPORT);
      if (!report) throw new DeviceFault('device-refused', 'the command does not fit into a report');
      if (assembly.pending()) throw new DeviceFault('device-not-ready', 'a code is arriving');
      return answers.ask(command, () => link.writeOutput(report));
    },
    async stop() {
      stopLoss();
      end();
    },
  };
}
