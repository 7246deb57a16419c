/**
 * HID report descriptors (USB-IF "Device Class Definition for HID" 1.11, chapter 6.2.2): which bits of which report
 * mean what. Pure. A descriptor comes from a device and may lie: everything that grows is bounded, nothing throws.
 */

/** A usage page and a usage on it as one number: `usage(0x8c, 0x02)` is a bar code scanner. */
export const usage = (page: number, id: number): number => page * 0x10000 + id;

export interface HidCollection {
  /** 0 physical, 1 application, 2 logical, ... */
  type: number;
  usage: number;
  /** Counts the collections of the descriptor: tells two of the same usage (two fingers) apart. */
  index: number;
}

/** One thing a report carries: `count` elements of `bitSize` bits each. Constant padding is no field. */
export interface HidField {
  reportId: number;
  /** Of a variable; for an array the first of `arrayUsages`. */
  usage: number;
  /** Elements of an array name the usages that are on: ranges of them, in order. Absent: a variable. */
  arrayUsages?: { first: number; last: number }[];
  /** From the beginning of the payload, after the report id. */
  bitOffset: number;
  bitSize: number;
  count: number;
  logicalMin: number;
  logicalMax: number;
  /** Both 0: the descriptor does not say. */
  physicalMin: number;
  physicalMax: number;
  /** As in the descriptor: 0x11 centimetres, 0x13 inches. */
  unit: number;
  /** -8..7, a power of ten. */
  unitExponent: number;
  relative: boolean;
  /** A value outside the logical range means: no data. */
  nullState: boolean;
  /** Bytes of a content, not numbers. */
  bufferedBytes: boolean;
  /** Outermost first. */
  collections: readonly HidCollection[];
}

export interface HidReport {
  kind: 'input' | 'output' | 'feature';
  /** 0: the device does not number its reports, and no id is sent. */
  id: number;
  /** Usage of the outermost collection, e.g. `usage(0x0d, 0x02)` for a pen. */
  application: number;
  /** Length of the payload in bytes, without the id. */
  bytes: number;
  fields: HidField[];
}

export type ParsedDescriptor =
  | { ok: true; value: HidReport[] }
  | {
      ok: false;
      error: {
        code: 'cut' | 'unbalanced' | 'too-large' | 'bad-report-id';
        /** Position in the descriptor. */
        at: number;
      };
    };

/** The bounds Linux has (HID_MAX_DESCRIPTOR_SIZE, HID_MAX_BUFFER_SIZE), and ours for what they do not limit. */
const MAX_DESCRIPTOR = 4096;
const MAX_REPORT_BITS = 16_384 * 8;
const MAX_FIELDS = 2048;
const MAX_DEPTH = 32;

/** A number whose sign is only known from its partner. */
interface Bound {
  signed: number;
  unsigned: number;
}

interface Globals {
  page: number;
  logicalMin: number;
  logicalMax: Bound;
  physicalMin: number;
  physicalMax: Bound;
  unit: number;
  unitExponent: number;
  reportSize: number;
  reportCount: number;
  reportId: number;
}

interface Range {
  first: number;
  last: number;
  complete: boolean;
}

const zero: Bound = { signed: 0, unsigned: 0 };
const freshGlobals = (): Globals => ({
  page: 0,
  logicalMin: 0,
  logicalMax: zero,
  physicalMin: 0,
  physicalMax: zero,
  unit: 0,
  unitExponent: 0,
  reportSize: 0,
  reportCount: 0,
  reportId: 0,
});

/** A maximum below its minimum was meant unsigned: `26 FF FF` is 65535, not -1. */
const maximum = (min: number, max: Bound): number => (max.signed < min ? max.unsigned : max.signed);

function valueOf(bytes: Uint8Array): Bound {
  let unsigned = 0;
  for (const [index, byte] of bytes.entries()) unsigned += byte * 2 ** (8 * index);
  const range = 2 ** (8 * bytes.length);
  return { unsigned, signed: unsigned >= range / 2 && bytes.length > 0 ? unsigned - range : unsigned };
}

/**
 * The reports a descriptor declares, in its order. Errors name the place; what is left out by the descriptor is never
 * invented.
 */
export function parseReportDescriptor(bytes: Uint8Array): ParsedDescriptor {
  const reports = new Map<string, HidReport & { bits: number }>();
  let globals = freshGlobals();
  const pushed: Globals[] = [];
  const open: HidCollection[] = [];
  let path: readonly HidCollection[] = [];
  let collections = 0;
  let fields = 0;
  let ranges: Range[] = [];
  let rangeStart: { value: number; complete: boolean } | undefined;
  /** Inside a delimiter only the first of the alternative usages counts. */
  let alternatives: number | undefined;

  const fail = (code: 'cut' | 'unbalanced' | 'too-large' | 'bad-report-id', at: number): ParsedDescriptor => ({
    ok: false,
    error: { code, at },
  });
  const full = (value: number, complete: boolean) => (complete ? value : usage(globals.page, value));

  function addUsages(first: number, last: number, complete: boolean): void {
    if (alternatives !== undefined) {
      alternatives += 1;
      if (alternatives > 1) return;
    }
    if (last >= first) ranges.push({ first, last, complete });
  }

  function forgetLocals(): void {
    ranges = [];
    rangeStart = undefined;
    alternatives = undefined;
  }

  function addFields(kind: HidReport['kind'], flags: number): boolean {
    const { reportSize: bitSize, reportCount: count, reportId: id } = globals;
    if (bitSize === 0 || count === 0) return true;
    const key = `${kind}/${id}`;
    const report = reports.get(key) ?? { kind, id, application: path[0]?.usage ?? 0, bytes: 0, bits: 0, fields: [] };
    reports.set(key, report);
    const begin = report.bits;
    report.bits += bitSize * count;
    if (report.bits > MAX_REPORT_BITS) return false;
    report.bytes = Math.ceil(report.bits / 8);
    // No usage: padding, also where it is not marked as constant.
    if ((flags & 0x01) !== 0 || ranges.length === 0) return true;

    const logicalMax = maximum(globals.logicalMin, globals.logicalMax);
    const add = (of: number, from: number, howMany: number, arrayUsages?: HidField['arrayUsages']): void => {
      fields += 1;
      report.fields.push({
        reportId: id,
        usage: of,
        ...(arrayUsages ? { arrayUsages } : {}),
        bitOffset: begin + from * bitSize,
        bitSize,
        count: howMany,
        logicalMin: globals.logicalMin,
        logicalMax,
        physicalMin: globals.physicalMin,
        physicalMax: maximum(globals.physicalMin, globals.physicalMax),
        unit: globals.unit,
        unitExponent: globals.unitExponent,
        relative: (flags & 0x04) !== 0,
        nullState: (flags & 0x40) !== 0,
        bufferedBytes: (flags & 0x100) !== 0,
        collections: path,
      });
    };
    if ((flags & 0x02) === 0) {
      const arrayUsages = ranges.map(({ first, last, complete }) => ({
        first: full(first, complete),
        last: full(last, complete),
      }));
      add(arrayUsages[0]?.first ?? 0, 0, count, arrayUsages);
      return fields <= MAX_FIELDS;
    }
    // One element per usage; the last usage takes what is left.
    let element = 0;
    for (const [index, { first, last, complete }] of ranges.entries()) {
      for (let id = first; id <= last && element < count; id += 1) {
        const isLast = index === ranges.length - 1 && id === last;
        const howMany = isLast ? count - element : 1;
        if (fields >= MAX_FIELDS) return false;
        add(full(id, complete), element, howMany);
        element += howMany;
      }
    }
    return true;
  }

  if (bytes.length > MAX_DESCRIPTOR) return fail('too-large', 0);
  let at = 0;
  while (at < bytes.length) {
    const here = at;
    const prefix = bytes[at] ?? 0;
    if (prefix === 0xfe) {
      // A long item: reserved, nobody uses it.
      at += 3 + (bytes[at + 1] ?? 0);
      if (at > bytes.length) return fail('cut', here);
      continue;
    }
    const size = [0, 1, 2, 4][prefix & 0x03] ?? 0;
    at += 1 + size;
    if (at > bytes.length) return fail('cut', here);
    const value = valueOf(bytes.subarray(here + 1, at));
    const number = value.unsigned;
    switch (prefix & 0xfc) {
      case 0x04:
        globals = { ...globals, page: number };
        break;
      case 0x14:
        globals = { ...globals, logicalMin: value.signed };
        break;
      case 0x24:
        globals = { ...globals, logicalMax: value };
        break;
      case 0x34:
        globals = { ...globals, physicalMin: value.signed };
        break;
      case 0x44:
        globals = { ...globals, physicalMax: value };
        break;
      // A nibble by the standard; some write a whole signed byte, which ends in the same nibble.
      case 0x54:
        globals = { ...globals, unitExponent: ((number & 0x0f) ^ 0x08) - 0x08 };
        break;
      case 0x64:
        globals = { ...globals, unit: number };
        break;
      case 0x74:
        globals = { ...globals, reportSize: number };
        break;
      case 0x94:
        globals = { ...globals, reportCount: number };
        break;
      case 0x84:
        if (number === 0 || number > 0xff) return fail('bad-report-id', here);
        globals = { ...globals, reportId: number };
        break;
      case 0xa4:
        if (pushed.length >= MAX_DEPTH) return fail('too-large', here);
        pushed.push(globals);
        break;
      case 0xb4: {
        const before = pushed.pop();
        if (!before) return fail('unbalanced', here);
        globals = before;
        break;
      }
      case 0x08:
        addUsages(number, number, size === 4);
        break;
      case 0x18:
        rangeStart = { value: number, complete: size === 4 };
        break;
      case 0x28:
        if (rangeStart) addUsages(rangeStart.value, number, rangeStart.complete && size === 4);
        rangeStart = undefined;
        break;
      case 0xa8:
        alternatives = number === 1 ? 0 : undefined;
        break;
      case 0xa0: {
        if (open.length >= MAX_DEPTH) return fail('too-large', here);
        const [first] = ranges;
        open.push({
          type: number,
          usage: first ? full(first.first, first.complete) : usage(globals.page, 0),
          index: collections,
        });
        collections += 1;
        path = [...open];
        forgetLocals();
        break;
      }
      case 0xc0:
        if (!open.pop()) return fail('unbalanced', here);
        path = [...open];
        forgetLocals();
        break;
      case 0x80:
      case 0x90:
      case 0xb0: {
        const kind = (prefix & 0xfc) === 0x80 ? 'input' : (prefix & 0xfc) === 0x90 ? 'output' : 'feature';
        if (!addFields(kind, number)) return fail('too-large', here);
        forgetLocals();
        break;
      }
      default:
        break; // Strings, designators, reserved: of no use to us.
    }
  }
  if (open.length > 0) return fail('unbalanced', bytes.length);
  return { ok: true, value: [...reports.values()].map(({ bits: _bits, ...report }) => report) };
}

/**
 * The elements of a field in an input report as it arrives (with the id in byte 0 where the device numbers its
 * reports), signed where the logical minimum is negative. null: another report, a report that is too short, or elements
 * wider than 32 bits.
 */
export function readField(report: Uint8Array, field: HidField): number[] | null {
  const { reportId, bitSize, count, bitOffset, logicalMin } = field;
  if (reportId !== 0 && report[0] !== reportId) return null;
  const begin = bitOffset + (reportId === 0 ? 0 : 8);
  if (bitSize > 32 || begin + bitSize * count > report.length * 8) return null;
  // What codes are made of: four times as fast as bit by bit.
  if (bitSize === 8 && (begin & 7) === 0 && logicalMin >= 0)
    return [...report.subarray(begin >> 3, (begin >> 3) + count)];
  return Array.from({ length: count }, (_, element) =>
    readBits(report, begin + element * bitSize, bitSize, logicalMin < 0),
  );
}

/** Little-endian in bits as in bytes; may begin anywhere. */
function readBits(report: Uint8Array, from: number, size: number, signed: boolean): number {
  let value = 0;
  for (let done = 0; done < size;) {
    const bit = from + done;
    const take = Math.min(8 - (bit & 7), size - done);
    const part = ((report[bit >> 3] ?? 0) >> (bit & 7)) & ((1 << take) - 1);
    value += part * 2 ** done;
    done += take;
  }
  return signed && value >= 2 ** (size - 1) ? value - 2 ** size : value;
}

/** Whether a value means something: outside the logical range of a field with a null state it means "no data". */
export const hasData = (value: number, field: HidField): boolean =>
  !field.nullState || (value >= field.logicalMin && value <= field.logicalMax);
