import { ReadlineParser } from 'serialport';
import { parseMrz } from '../../electron/core/codes/mrz.ts';
import { understand } from '../../electron/core/codes/understand.ts';
import { splitAim } from '../../native/barcode-scanner/aim.ts';
import { createScanFramer } from '../../native/barcode-scanner/frames.ts';
import { describedReader } from '../../native/barcode-scanner/posReports.ts';
import { createScanAssembly } from '../../native/barcode-scanner/scanAssembly.ts';
import { parseReportDescriptor } from '../../native/hid/reportDescriptor.ts';
import { readPen, writePen } from '../../native/signature-pad/reports.ts';
import { posReports, simulatedPosScanner } from '../../native/simulated/simulatedPosScanner.ts';
import { sealBytes, sealExamples } from '../unit/core/codes/seals.ts';
import { asOf, photoCode, specimens } from '../unit/core/codes/specimens.ts';
import { must, perSecond, rateRow, type Row } from './measure.ts';

const rounds = 25;
/** What an operating system hands over at once from a USB adapter. */
const chunk = 62;
/** Of a line at 115,200 baud, 8N1. */
const bytesPerSecond = 11_520;

/** Everything that only computes. */
export function readerRows(): Row[] {
  return [...scans(), hidScans(), pen(), ...codes()];
}

function scans(): Row[] {
  const count = 5000;
  const stream = Buffer.from(
    Array.from({ length: count }, (_, i) => `]Q1SWT-${String(i).padStart(8, '0')}\r`).join(''),
    'latin1',
  );
  const chunks = Array.from({ length: Math.ceil(stream.length / chunk) }, (_, i) =>
    stream.subarray(i * chunk, (i + 1) * chunk),
  );

  const frame = (then: (bytes: Uint8Array, aim: string | null) => void): void => {
    const framer = createScanFramer('cr', 8192);
    let found = 0;
    for (const bytes of chunks)
      for (const piece of framer.push(bytes)) {
        if (piece.kind !== 'code') continue;
        const code = splitAim(piece.bytes);
        then(code.bytes, code.aim);
        found += 1;
      }
    must(found === count, 'our framing lost codes');
  };
  const readline = (): void => {
    const parser = new ReadlineParser({ delimiter: '\r', encoding: 'latin1' });
    let found = 0;
    parser.on('data', () => (found += 1));
    for (const bytes of chunks) parser.write(bytes);
    // A stream in flow tells its listeners on the same turn.
    must(found === count, 'the readline parser lost codes');
  };
  const bare = perSecond(rounds, count, () => frame(() => undefined), readline);
  const whole = perSecond(rounds, count, () => frame((bytes, aim) => void understand(bytes, aim, asOf)), readline);
  const share = (1000 * bytesPerSecond) / (stream.length / count) / whole.ours;
  must(share < 1000, 'reading a second of scans takes longer than a second');
  return [
    rateRow('scan: bytes to framed code with identifier', 'codes', bare, 'serialport ReadlineParser'),
    rateRow(
      'scan: bytes to understood code',
      'codes',
      whole,
      'serialport ReadlineParser, which understands nothing',
      `a full second at 115,200 baud takes ${share.toFixed(1)} ms`,
    ),
  ];
}

/** Reports of a HID POS scanner by its descriptor, every third code in three of them. */
function hidScans(): Row {
  const count = 3000;
  const parsed = parseReportDescriptor(simulatedPosScanner(() => 'none').connect().descriptor ?? new Uint8Array());
  const read = parsed.ok ? describedReader(parsed.value) : null;
  must(read, 'the descriptor of the scanner is not understood');
  const text = (i: number) => `SWT-${String(i).padStart(8, '0')}${i % 3 === 0 ? 'X'.repeat(120) : ''}`;
  const reports = Array.from({ length: count }, (_, i) => posReports(Buffer.from(text(i)), ']Q1', 'a'))
    .flat()
    .map((report) => Buffer.from(report));

  const ours = (): void => {
    const assembly = createScanAssembly(8192);
    let found = 0;
    for (const report of reports) {
      const it = read(new Uint8Array(report));
      if (it.kind === 'part') found += assembly.push(it.part).filter(({ kind }) => kind === 'code').length;
    }
    must(found === count, 'our reader lost codes');
  };
  let copied = 0;
  const bare = (): void => {
    for (const report of reports) copied += new Uint8Array(report).length;
  };
  const figures = perSecond(rounds, reports.length, ours, bare);
  must(copied > 0, 'nothing copied');
  return rateRow(
    'HID scanner: reports to code with identifier',
    'reports',
    figures,
    'a loop that copies each report, as bare node-hid hands it over',
    'a scanner sends at most 1,000 reports/s',
  );
}

function pen(): Row {
  const count = 100_000;
  const reports = Array.from({ length: count }, (_, i) =>
    writePen({
      near: true,
      tip: true,
      pressure: i & 0x3ff,
      x: i & 0x1fff,
      y: (i * 7) & 0x1fff,
      time: i & 0xffff,
      sequence: i & 0xffff,
    }),
  );
  let sum = 0;
  const figures = perSecond(
    rounds,
    count,
    () => {
      for (const report of reports) sum += readPen(report)?.x ?? 0;
    },
    () => {
      for (const report of reports) sum += ((report[3] ?? 0) << 8) | (report[4] ?? 0);
    },
  );
  must(sum > 0, 'no pen');
  return rateRow(
    'pad: pen reports read',
    'reports',
    figures,
    'a loop that reads one coordinate',
    'a pad sends 200 to 400 reports/s',
  );
}

function codes(): Row[] {
  const kinds: [string, { bytes: Uint8Array; aim: string }[]][] = [
    ['appointment codes', [{ bytes: Buffer.from('SWT-7K2M9QXD'), aim: ']Q1' }]],
    ['machine readable zones', specimens.map(({ zone }) => ({ bytes: Buffer.from(zone), aim: ']o0' }))],
    ['digital seals', sealExamples.map(({ hex }) => ({ bytes: sealBytes(hex), aim: ']d1' }))],
    ['photo codes', [{ bytes: Buffer.from(photoCode), aim: ']d1' }]],
    ['unknown codes', [{ bytes: Buffer.from('PAKET 4711 0815'), aim: ']C0' }]],
  ];
  const repeat = 3000;
  const rows = kinds.map(([name, scanned]) => {
    const each = Math.ceil(repeat / scanned.length);
    const all = Array.from({ length: each }, () => scanned).flat();
    let length = 0;
    const figures = perSecond(
      rounds,
      all.length,
      () => {
        for (const { bytes, aim } of all) length += understand(bytes, aim, asOf).what.length;
      },
      () => {
        for (const { bytes } of all) length += new TextDecoder('latin1').decode(bytes).length;
      },
    );
    must(length > 0, 'nothing understood');
    return rateRow(`understand: ${name}`, 'codes', figures, 'TextDecoder alone');
  });
  const zones = specimens.map(({ zone }) => zone);
  const damaged = zones.map((zone) => zone.replace(/[0-9]/, (digit) => String((Number(digit) + 1) % 10)));
  const mrz = perSecond(
    rounds,
    zones.length * 20,
    () => {
      for (let i = 0; i < 20; i++) for (const zone of damaged) parseMrz(zone, asOf);
    },
    () => {
      for (let i = 0; i < 20; i++) for (const zone of zones) parseMrz(zone, asOf);
    },
  );
  return [...rows, rateRow('MRZ with one wrong digit, pointed at', 'zones', mrz, 'the same zones undamaged')];
}
