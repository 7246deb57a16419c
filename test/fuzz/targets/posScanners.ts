import { parseReportDescriptor } from '../../../native/hid/reportDescriptor.ts';
import { describedReader, tableReader, type ReadPart } from '../../../native/barcode-scanner/posReports.ts';
import { createScanAssembly } from '../../../native/barcode-scanner/scanAssembly.ts';
import { ascii, fromHex, hold, type Target } from '../target.ts';

/** Report id, count, identifier, 56 bytes of data, the rest: 64 bytes as the makers' manuals have it. */
const report = (id: number, identifier: string, data: string, more: number): Uint8Array =>
  Uint8Array.of(
    id,
    data.length,
    ...ascii(identifier.padEnd(3, '\0')),
    ...ascii(data.padEnd(56, '\0')),
    0,
    0,
    more,
  ).subarray(0, 64);
const reports = [
  report(2, ']Q1', 'SWT-7K2M9QXD', 0),
  report(2, ']d1', 'x'.repeat(56), 1),
  report(2, '\0]Q', '1SWT-7K2M9QXD', 0),
  report(1, ']C0', 'A', 0),
  new Uint8Array(64),
];

const parsed = parseReportDescriptor(
  fromHex(
    '058c 0902 a101 0902 a100 1500 26ff00 7508 8502 9501 053b 0501 093b 8102 058c 09fb 8102 09fc 8102 09fd 8102 9538 09fe 820201 150025017501 950109ff8102 95078103 c0 c0',
  ),
);
const described = parsed.ok ? describedReader(parsed.value) : null;
if (!described) throw new Error('the descriptor of the example is not read');
const readers = [tableReader(0x0c2e), tableReader(0x1eab), described];

/** Parts and whole codes: every byte of a code was in the reports, in their order. */
const pos: Target = {
  name: 'hid-pos-scans',
  seeds: reports,
  attempt(input, random) {
    const read = random.pick(readers);
    const assembly = createScanAssembly(300);
    const sent: number[] = [];
    let told = 0;
    for (let count = 1 + random.below(5); count > 0; count--) {
      const part: ReadPart = read(random.chance(2) ? input : random.pick(reports));
      if (part.kind !== 'part') continue;
      sent.push(...part.part.bytes);
      hold(part.part.bytes.length <= Math.max(input.length, 64), 'more data than the report has');
      for (const piece of assembly.push(part.part))
        told += piece.kind === 'code' ? within(sent, piece.bytes) : piece.count;
    }
    for (const piece of [...assembly.quiet(), ...assembly.end()])
      told += piece.kind === 'code' ? within(sent, piece.bytes) : piece.count;
    hold(told === sent.length, 'bytes that are neither in a code nor counted as thrown away');
  },
};

function within(sent: readonly number[], code: Uint8Array): number {
  hold(Buffer.from(sent).includes(Buffer.from(code)), 'a code that was not sent');
  return code.length;
}

export const posScannerTargets: Target[] = [pos];
