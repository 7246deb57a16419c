import type { SimulatedFault } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import type { DescribedLink } from '../hid/openHidDevice.ts';
import { reportPair } from '../link/linkPair.ts';
import { onTheLine } from './faultyLine.ts';

/**
 * `a`: Honeywell and its kin; `a-late`: the identifier sits a byte later; `b`: Newland, no identifier; `c`: Microscan,
 * no continuation flag.
 */
export type PosLayout = 'a' | 'a-late' | 'b' | 'c';

const latin1 = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));
const hex = (text: string): number[] =>
  text
    .trim()
    .split(/\s+/)
    .map((byte) => Number.parseInt(byte, 16));

const head = '05 8C 09 02 A1 01';
const scanBegin = (id: string) => `85 ${id} 09 12 A1 02 15 00 26 FF 00 75 08 95 01 05 01 09 3B 81 02 05 8C`;
const trailer = '95 01 09 10 81 02 81 03 25 01 75 01 95 01 09 FF 81 02 75 07 81 03 C0';
/** Report FE starts the scanner, report FD takes commands. */
const control = '26 FF 00 75 08 85 FE 95 01 09 11 B1 02 85 FD 95 3F 09 11 91 02';

const descriptors: Record<PosLayout, number[]> = {
  a: hex(`${head} ${scanBegin('02')} 95 03 09 FB 09 FC 09 FD 81 02 95 38 09 FE 82 02 01 ${trailer} ${control} C0`),
  'a-late': hex(
    `${head} ${scanBegin('02')} 95 03 09 FB 09 FC 09 FD 81 02 95 38 09 FE 82 02 01 ${trailer} ${control} C0`,
  ),
  b: hex(`${head} ${scanBegin('02')} 95 38 09 FE 82 02 01 95 03 81 03 ${trailer} C0`),
  c: hex(`${head} ${scanBegin('01')} 95 3E 09 FE 82 02 01 C0 C0`),
};
const capacity: Record<PosLayout, number> = { a: 56, 'a-late': 55, b: 56, c: 62 };

/** Exactly the reports a scanner of this layout sends for one code, ids included. */
export function posReports(code: Uint8Array, aim: string, layout: PosLayout): Uint8Array[] {
  const size = capacity[layout];
  const count = Math.max(1, Math.ceil(code.length / size));
  return Array.from({ length: count }, (_, index) => {
    const data = code.slice(index * size, (index + 1) * size);
    const report = new Uint8Array(64);
    const identifier = latin1(aim);
    switch (layout) {
      case 'a':
        report.set([2, data.length, ...identifier]);
        report.set(data, 5);
        break;
      case 'a-late':
        report.set([2, data.length, 0x20, ...identifier]);
        report.set(data, 6);
        break;
      case 'b':
        report.set([2, data.length]);
        report.set(data, 2);
        break;
      case 'c':
        report.set([1, data.length]);
        report.set(data, 2);
        break;
    }
    if (layout !== 'c') report[63] = index < count - 1 ? 1 : 0;
    return report;
  });
}

/**
 * The twin of a USB HID POS scanner. `silentUntilStarted`: as some Honeywell models, says nothing before feature report
 * FE 01.
 */
export function simulatedPosScanner(
  fault: () => SimulatedFault,
  options: {
    layout?: PosLayout;
    vendorId?: number;
    silentUntilStarted?: boolean;
    withDescriptor?: boolean;
    suffix?: string;
  } = {},
) {
  const { layout = 'a', vendorId = 0x0c2e, silentUntilStarted = false, withDescriptor = true, suffix = '' } = options;
  const written: Uint8Array[] = [];
  let cable: ReturnType<typeof reportPair> | undefined;
  let started = !silentUntilStarted;
  let turn = 0;

  function send(report: Uint8Array): void {
    turn += 1;
    const bytes = onTheLine(report, fault(), turn);
    if (started && bytes.length > 0) cable?.sendInput(bytes);
  }

  /** As captured from a real one: the text in reports of `]X0`, all continued, then the echo as `]Z6`. */
  function answer(command: Uint8Array): void {
    const text = String.fromCharCode(...command);
    if (!text.startsWith('\x16M\r')) return;
    const known = text === '\x16M\rREVINF.';
    if (known) {
      for (const report of posReports(
        Uint8Array.from(latin1('Product Name: Simulated scanner\r\nBoot Revision: 1\r\nSoftware Part Number: 0\r\n')),
        ']X0',
        'a',
      )) {
        report[63] = 1;
        send(report);
      }
    }
    const echo = latin1(`${text.slice(3, -1)}${known ? '\x06' : '\x05'}${text.slice(-1)}`);
    for (const report of posReports(Uint8Array.from(echo), ']Z6', 'a')) send(report);
  }

  return {
    /** Every report that was written to it, with its id. */
    written: (): readonly Uint8Array[] => written,
    connect(): DescribedLink {
      started = !silentUntilStarted;
      cable = reportPair({
        setFeature(report) {
          written.push(report);
          if (report[0] === 0xfe && (layout === 'a' || layout === 'a-late')) started = report[1] === 1;
          else if (report[0] === 0xfd && layout === 'a') answer(report.slice(2, 2 + (report[1] ?? 0)));
          else throw new DeviceFault('device-refused', 'no such report');
        },
        getFeature() {
          throw new DeviceFault('device-refused', 'no such report');
        },
      });
      return { ...cable.host, vendorId, descriptor: withDescriptor ? Uint8Array.from(descriptors[layout]) : null };
    },
    async scan(code: Uint8Array, aim: string): Promise<void> {
      for (const report of posReports(Uint8Array.of(...code, ...latin1(suffix)), aim, layout)) send(report);
    },
    /** A report as it is, for what no scanner of a manual sends. */
    sendReport: (report: Uint8Array): void => cable?.sendInput(report),
    unplug: (): void => cable?.unplug(),
  };
}
