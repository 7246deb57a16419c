import { hasData, readField, usage, type HidField, type HidReport } from '../hid/reportDescriptor.ts';
import type { PenSample } from './reports.ts';

/** Any pen or touch digitizer (HID Usage Tables, page 0x0D), read as its own report descriptor says. */

const of = {
  digitizer: usage(0x0d, 0x01),
  pen: usage(0x0d, 0x02),
  touchScreen: usage(0x0d, 0x04),
  x: usage(0x01, 0x30),
  y: usage(0x01, 0x31),
  pressure: usage(0x0d, 0x30),
  inRange: usage(0x0d, 0x32),
  tip: usage(0x0d, 0x42),
  invert: usage(0x0d, 0x3c),
  eraser: usage(0x0d, 0x45),
  confidence: usage(0x0d, 0x47),
} as const;

/** Top-level usages that are digitizers; a pen is preferred to a finger where a device has both. */
export const DIGITIZER_USAGES: readonly number[] = [of.pen, of.digitizer, of.touchScreen];

/** Where one contact stands in one input report. */
export interface DigitizerLayout {
  reportId: number;
  /** Length of the payload without id. */
  bytes: number;
  x: HidField;
  y: HidField;
  tip: HidField;
  inRange?: HidField | undefined;
  pressure?: HidField | undefined;
  invert?: HidField | undefined;
  eraser?: HidField | undefined;
  confidence?: HidField | undefined;
}

export interface Surface {
  /** Largest values after the smallest was taken off. */
  maxX: number;
  maxY: number;
  /** 1 where the device measures none: then the tip presses fully. */
  maxPressure: number;
  /**
   * Tenths of a millimetre; where the descriptor does not say, the values themselves: the proportions are what counts.
   */
  width: number;
  height: number;
}

/** The report to listen to; undefined: no position and tip in it, so nothing to sign with. */
export function layoutOf(reports: readonly HidReport[]): DigitizerLayout | undefined {
  const layouts = reports
    .filter((report) => report.kind === 'input')
    .flatMap((report) => {
      const layout = contactIn(report);
      return layout ? [{ rank: DIGITIZER_USAGES.indexOf(report.application), layout }] : [];
    });
  return layouts.filter(({ rank }) => rank >= 0).toSorted((a, b) => a.rank - b.rank)[0]?.layout;
}

/**
 * The first contact of a report: touch screens describe one finger after the other, each in a collection of its own.
 */
function contactIn(report: HidReport): DigitizerLayout | undefined {
  const y = report.fields.find((field) => usable(field) && field.usage === of.y);
  const home = y?.collections.at(-1)?.index;
  const find = (wanted: number) =>
    report.fields.find(
      (field) => field.usage === wanted && !field.arrayUsages && field.collections.at(-1)?.index === home,
    );
  const [x, tip] = [find(of.x), find(of.tip)];
  if (!y || !x || !tip || !usable(x)) return undefined;
  const pressure = find(of.pressure);
  return {
    reportId: report.id,
    bytes: report.bytes,
    x,
    y,
    tip,
    inRange: find(of.inRange),
    pressure: pressure && usable(pressure) ? pressure : undefined,
    invert: find(of.invert),
    eraser: find(of.eraser),
    confidence: find(of.confidence),
  };
}

/** An absolute value with a range that can be one. */
const usable = (field: HidField): boolean =>
  !field.relative &&
  !field.arrayUsages &&
  field.bitSize <= 32 &&
  field.logicalMax > field.logicalMin &&
  field.logicalMax - field.logicalMin <= 0xffff_ffff;

const span = (field: HidField): number => field.logicalMax - field.logicalMin;

const CENTIMETRE = 0x11;
const INCH = 0x13;

/** Tenths of a millimetre of the whole range; undefined where the descriptor does not say. */
function extent({ physicalMin, physicalMax, unit, unitExponent }: HidField): number | undefined {
  const perUnit = unit === CENTIMETRE ? 100 : unit === INCH ? 254 : undefined;
  const size = perUnit && (physicalMax - physicalMin) * 10 ** unitExponent * perUnit;
  return size && size >= 1 && size <= 100_000 ? size : undefined;
}

/** Longest side told, so that a picture of the surface stays within what screens may be. */
const MOST = 4000;

export function surfaceOf({ x, y, pressure }: DigitizerLayout): Surface {
  const [physicalWidth, physicalHeight] = [extent(x), extent(y)];
  const known = physicalWidth !== undefined && physicalHeight !== undefined;
  const [width, height] = known ? [physicalWidth, physicalHeight] : [span(x), span(y)];
  const scale = Math.min(1, MOST / Math.max(width, height));
  return {
    maxX: span(x),
    maxY: span(y),
    maxPressure: pressure ? span(pressure) : 1,
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/**
 * The sample in an input report; undefined: half a report or another one; null: a report without a position (null
 * state, an eraser, or a palm). `input` begins with the report's id where the device numbers its reports.
 */
export function readDigitizer(input: Uint8Array, layout: DigitizerLayout): PenSample | null | undefined {
  if (layout.reportId !== 0 && input[0] !== layout.reportId) return undefined;
  if (input.length < layout.bytes + (layout.reportId !== 0 ? 1 : 0)) return undefined;
  const value = (field: HidField | undefined): number | undefined => field && readField(input, field)?.[0];
  const [x, y, tip] = [value(layout.x), value(layout.y), value(layout.tip)];
  if (x === undefined || y === undefined || tip === undefined) return undefined;
  if (value(layout.invert) === 1 || value(layout.eraser) === 1 || value(layout.confidence) === 0) return null;
  const near = (value(layout.inRange) ?? tip) !== 0;
  const touching = near && tip !== 0;
  if (!hasData(x, layout.x) || !hasData(y, layout.y))
    return touching ? null : { near: false, tip: false, pressure: 0, x: 0, y: 0, time: null, sequence: null };
  const force = value(layout.pressure);
  const pressure =
    layout.pressure && force !== undefined
      ? clamp(force - layout.pressure.logicalMin, span(layout.pressure))
      : touching
        ? 1
        : 0;
  // Also a device without the null state must not leave its own range: beyond it nobody knows where the pen is.
  if (x < layout.x.logicalMin || x > layout.x.logicalMax || y < layout.y.logicalMin || y > layout.y.logicalMax)
    return undefined;
  return {
    near,
    tip: touching,
    pressure,
    x: x - layout.x.logicalMin,
    y: y - layout.y.logicalMin,
    time: null,
    sequence: null,
  };
}

const clamp = (value: number, max: number): number => Math.min(max, Math.max(0, value));

/**
 * ViewSonic/signotec PD1011: its own descriptor is defective; the layout is the one the Linux kernel puts in its place.
 */
const pd1011: DigitizerLayout = (() => {
  const field = (
    at: number,
    bitSize: number,
    wanted: number,
    logicalMin: number,
    logicalMax: number,
    physicalMax = 0,
  ): HidField => ({
    reportId: 2,
    usage: wanted,
    bitOffset: at,
    bitSize,
    count: 1,
    logicalMin,
    logicalMax,
    physicalMin: 0,
    physicalMax,
    unit: physicalMax > 0 ? INCH : 0,
    unitExponent: physicalMax > 0 ? -3 : 0,
    relative: false,
    nullState: false,
    bufferedBytes: false,
    collections: [],
  });
  return {
    reportId: 2,
    bytes: 9,
    x: field(0, 16, of.x, 0, 43_392, 8541),
    y: field(16, 16, of.y, 0, 27_120, 5338),
    inRange: field(33, 1, of.inRange, 0, 1),
    tip: field(34, 1, of.tip, 0, 1),
    pressure: field(40, 16, of.pressure, 5, 2047),
  };
})();

/** Layouts for devices whose descriptor lies. */
export const descriptorOverrides: readonly {
  vendorId: number;
  productId: number;
  name: string;
  layout: DigitizerLayout;
}[] = [
  { vendorId: 0x2133, productId: 0x0018, name: 'signotec PD1011', layout: pd1011 },
  { vendorId: 0x0543, productId: 0xe621, name: 'ViewSonic PD1011', layout: pd1011 },
];
