/**
 * Scan reports of USB HID POS scanners (USB-IF "HID Point of Sale Usage Tables" 1.02, page 0x8C): reports <-> meaning,
 * pure. Where things lie is taken from the report descriptor; the layouts of the makers' manuals serve only where the
 * system does not hand the descriptor out.
 */
import { readField, usage, type HidField, type HidReport } from '../hid/reportDescriptor.ts';

/** Top-level usage of a bar code scanner. */
export const SCANNER_USAGE = usage(0x8c, 0x02);

const BYTE_COUNT = usage(0x01, 0x3b);
const SYMBOLOGY = [usage(0x8c, 0xfb), usage(0x8c, 0xfc), usage(0x8c, 0xfd)] as const;
const DECODED_DATA = usage(0x8c, 0xfe);
const CONTINUED = usage(0x8c, 0xff);
const BRACKET = 0x5d;

/** What one report carries of a code. */
export interface ScanPart {
  /** e.g. `]Q1`; null where the report has none. */
  aim: string | null;
  bytes: Uint8Array;
  /** More reports of this code follow. `full`: the layout does not say, and the report is full. */
  continued: boolean | 'full';
}

/** `other`: not a scan report. `garbled`: it cannot be what it says it is. */
export type ReadPart = { kind: 'part'; part: ScanPart } | { kind: 'other' } | { kind: 'garbled' };

export type ScanReportReader = (report: Uint8Array) => ReadPart;

const garbled: ReadPart = { kind: 'garbled' };

/** `]`, a letter, a modifier; null for anything else, also for the bytes that some makers put there instead. */
function aimOf(bytes: readonly number[]): string | null {
  const text = String.fromCharCode(...bytes);
  return /^\][A-Za-z][0-9A-Za-z]$/.test(text) ? text : null;
}

/**
 * Cuts the data out. One maker's identifier sits a byte late (`aim` reads `x ] letter`) and pushes its modifier into
 * the data. `declared`: null where the report has no byte count; then only NULs at the end are padding.
 */
function partOf(
  aimBytes: readonly number[],
  declared: number | null,
  data: readonly number[],
  continued: ScanPart['continued'],
): ReadPart {
  const late = aimBytes[0] !== BRACKET && aimBytes[1] === BRACKET ? aimOf([...aimBytes.slice(1), data[0] ?? 0]) : null;
  const content = late ? data.slice(1) : data;
  if (declared !== null && declared > content.length) return garbled;
  const length = declared ?? content.findLastIndex((byte) => byte !== 0) + 1;
  return {
    kind: 'part',
    part: { aim: late ?? aimOf(aimBytes), bytes: Uint8Array.from(content.slice(0, length)), continued },
  };
}

interface DescribedLayout {
  report: HidReport;
  count: HidField | undefined;
  symbology: HidField[];
  data: HidField[];
  continued: HidField | undefined;
}

function layoutOf(report: HidReport): DescribedLayout | null {
  const of = (wanted: number) => report.fields.find((field) => field.usage === wanted && !field.arrayUsages);
  const data = report.fields.filter((field) => field.usage === DECODED_DATA && field.bitSize === 8);
  const symbology = SYMBOLOGY.map(of).filter((field) => field !== undefined && field.bitSize === 8) as HidField[];
  return data.length > 0 ? { report, count: of(BYTE_COUNT), symbology, data, continued: of(CONTINUED) } : null;
}

/** A reader made from the descriptor's reports; null when they hold no decoded data. */
export function describedReader(reports: readonly HidReport[]): ScanReportReader | null {
  const layouts = reports
    .filter((report) => report.kind === 'input')
    .map(layoutOf)
    .filter((layout) => layout !== null);
  if (layouts.length === 0) return null;
  return (report) => {
    const layout = layouts.find((each) => each.report.id === 0 || each.report.id === report[0]);
    if (!layout) return { kind: 'other' };
    const values = (field: HidField | undefined): number[] | null => (field ? readField(report, field) : []);
    const aim = layout.symbology.flatMap((field) => values(field) ?? []);
    const data = layout.data.map(values);
    const count = values(layout.count);
    const more = values(layout.continued);
    if (!count || !more || data.includes(null)) return garbled;
    const bytes = data.flatMap((each) => each ?? []).map((byte) => byte & 0xff);
    // A count below zero is one above the middle that the descriptor calls signed.
    const declared = layout.count ? (count[0] ?? 0) + ((count[0] ?? 0) < 0 ? 2 ** layout.count.bitSize : 0) : null;
    const continued = layout.continued ? (more[0] ?? 0) !== 0 : (declared ?? 0) === bytes.length && 'full';
    return partOf(aim.length === 3 ? aim : [], declared, bytes, continued);
  };
}

/** Layout A of Honeywell and its kin, and A' (a byte late). */
function readLayoutA(report: Uint8Array): ReadPart {
  return partOf([...report.subarray(2, 5)], report[1] ?? 0, [...report.subarray(5, 61)], ((report[63] ?? 0) & 1) === 1);
}

/** Layout B of Newland and ID TECH: no identifier. */
function readLayoutB(report: Uint8Array): ReadPart {
  return partOf([], report[1] ?? 0, [...report.subarray(2, 58)], ((report[63] ?? 0) & 1) === 1);
}

/** Layout C of Microscan: nothing says whether more follows. */
function readLayoutC(report: Uint8Array): ReadPart {
  const data = [...report.subarray(2, 64)];
  return partOf([], report[1] ?? 0, data, report[1] === data.length && 'full');
}

const NEWLAND = 0x1eab;

/** The layouts of the manuals, for systems that do not hand the descriptor out. All are 64 bytes with the report id. */
export function tableReader(vendorId: number): ScanReportReader {
  return (report) => {
    if (report[0] !== 0x01 && report[0] !== 0x02) return { kind: 'other' };
    if (report.length < 64) return garbled;
    if (report[0] === 0x01) return readLayoutC(report);
    const hasAim = report[2] === BRACKET || report[3] === BRACKET;
    return hasAim && vendorId !== NEWLAND ? readLayoutA(report) : readLayoutB(report);
  };
}
