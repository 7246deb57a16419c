import type { Rectangle } from '../contract.ts';

/**
 * Wacom STU over HID (protocol family of STU-300 to 540): bytes <-> meaning of every report this driver uses. Sizes are
 * payload without the id. The protocol mixes byte orders: pen data and capability are big-endian, areas and block
 * lengths little-endian. Never write to an id that is not in this table: some belong to the pad's flash loader.
 */
export const report = {
  penData: { id: 0x01, size: 6 },
  status: { id: 0x03, size: 4 },
  reset: { id: 0x04, size: 1 },
  information: { id: 0x08, size: 16 },
  capability: { id: 0x09, size: 16 },
  renderingMode: { id: 0x0e, size: 1 },
  eserial: { id: 0x0f, size: 13 },
  penDataEncrypted: { id: 0x10, size: 16 },
  hostPublicKey: { id: 0x13, size: 16 },
  devicePublicKey: { id: 0x14, size: 16 },
  startCapture: { id: 0x15, size: 4 },
  endCapture: { id: 0x16, size: 1 },
  dhPrime: { id: 0x1a, size: 16 },
  dhBase: { id: 0x1b, size: 2 },
  clearScreen: { id: 0x20, size: 1 },
  inkingMode: { id: 0x21, size: 1 },
  startImage: { id: 0x25, size: 1 },
  imageBlock: { id: 0x26, size: 255 },
  endImage: { id: 0x27, size: 1 },
  writingArea: { id: 0x2a, size: 8 },
  penDataOptionMode: { id: 0x32, size: 1 },
  penDataTimedEncrypted: { id: 0x33, size: 16 },
  penDataTimed: { id: 0x34, size: 10 },
  encryptionCommand: { id: 0x40, size: 67 },
  encryptionStatus: { id: 0x50, size: 16 },
} as const;

/** The reports the driver may write. */
export const writable: readonly number[] = [
  report.reset.id,
  report.renderingMode.id,
  report.clearScreen.id,
  report.inkingMode.id,
  report.startImage.id,
  report.imageBlock.id,
  report.endImage.id,
  report.writingArea.id,
  report.penDataOptionMode.id,
  report.hostPublicKey.id,
  report.startCapture.id,
  report.endCapture.id,
  report.encryptionCommand.id,
];

export const statusCode = { ready: 0, image: 1, capture: 2, calculation: 3, imageBoot: 4, systemReset: 0xff } as const;
const knownCodes: readonly number[] = Object.values(statusCode);
/** What the pad says about an upload it did not take; other results may be left over from earlier commands. */
export const imageErrors: readonly number[] = [0x10, 0x11, 0x12, 0x15];
export const encoding = { oneBit: 0x00, sixteenBit: 0x02, twentyFourBit: 0x04 } as const;
export const encodingFlag = { zlib: 1, oneBit: 2, sixteenBit: 4, twentyFourBit: 8 } as const;
/** Pen samples with the pad's own time and a sequence number. */
export const optionTimeAndSequence = 3;
export const renderingSmoothWithTiming = 1;
/** Before the data of an image block stands its length. */
export const blockHeader = 2;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const text = (bytes: Uint8Array) =>
  String.fromCharCode(...bytes)
    .replace(/\0.*$/s, '')
    .replace(/[^\x20-\x7e]/g, '')
    .trim();

export interface PadStatus {
  code: number;
  lastResult: number;
  word: number;
}

/** undefined: too short or with an unknown code, so not a status. */
export function readStatus(payload: Uint8Array): PadStatus | undefined {
  const [code] = payload;
  if (payload.length < report.status.size || code === undefined || !knownCodes.includes(code)) return undefined;
  return { code, lastResult: payload[1] ?? 0, word: viewOf(payload).getUint16(2) };
}

export interface PadInformation {
  model: string;
  firmware: string;
}

export function readInformation(payload: Uint8Array): PadInformation | undefined {
  if (payload.length < 11) return undefined;
  return { model: text(payload.subarray(0, 9)), firmware: `${payload[9]}.${payload[10]}` };
}

export interface PadNumbers {
  maxX: number;
  maxY: number;
  maxPressure: number;
  width: number;
  height: number;
  rate: number;
  flags: number;
}

/**
 * Old models send 10 bytes and are monochrome; undefined for what cannot be a pad. The id may still stand before those
 * ten: a link tells id and payload apart by a length that it believes to be 16.
 */
export function readCapability(answer: Uint8Array): PadNumbers | undefined {
  const payload = answer.length === 11 && answer[0] === report.capability.id ? answer.subarray(1) : answer;
  if (payload.length < 10) return undefined;
  const view = viewOf(payload);
  const numbers = {
    maxX: view.getUint16(0),
    maxY: view.getUint16(2),
    maxPressure: view.getUint16(4),
    width: view.getUint16(6),
    height: view.getUint16(8),
    rate: payload[10] ?? 200,
    flags: payload[13] ?? encodingFlag.oneBit,
  };
  const believable =
    numbers.maxX > 0 &&
    numbers.maxY > 0 &&
    numbers.maxPressure > 0 &&
    numbers.width > 0 &&
    numbers.width <= 4096 &&
    numbers.height > 0 &&
    numbers.height <= 4096;
  return believable ? numbers : undefined;
}

/** The printed serial number. */
export const readEserial = (payload: Uint8Array): string => text(payload.subarray(0, report.eserial.size));

/** `time` and `sequence` wrap at 65536; null where the pad does not send them. */
export interface PenSample {
  near: boolean;
  tip: boolean;
  pressure: number;
  x: number;
  y: number;
  time: number | null;
  sequence: number | null;
}

/** An input report with its id in byte 0; undefined for anything that is not pen data of full length. */
export function readPen(input: Uint8Array): PenSample | undefined {
  const timed = input[0] === report.penDataTimed.id;
  if (!timed && input[0] !== report.penData.id) return undefined;
  const size = timed ? report.penDataTimed.size : report.penData.size;
  if (input.length < 1 + size) return undefined;
  const view = viewOf(input);
  const flags = view.getUint16(1);
  return {
    near: (flags & 0x8000) !== 0,
    tip: (flags & 0x1000) !== 0,
    pressure: flags & 0x0fff,
    x: view.getUint16(3),
    y: view.getUint16(5),
    time: timed ? view.getUint16(7) : null,
    sequence: timed ? view.getUint16(9) : null,
  };
}

/** The input report a pad sends for one sample (used by the twin). */
export function writePen(sample: PenSample): Uint8Array {
  const timed = sample.time !== null && sample.sequence !== null;
  const bytes = new Uint8Array(1 + (timed ? report.penDataTimed.size : report.penData.size));
  const view = viewOf(bytes);
  bytes[0] = timed ? report.penDataTimed.id : report.penData.id;
  view.setUint16(1, (sample.near ? 0x8000 : 0) | (sample.tip ? 0x1000 : 0) | (sample.pressure & 0x0fff));
  view.setUint16(3, sample.x);
  view.setUint16(5, sample.y);
  if (timed) {
    view.setUint16(7, (sample.time ?? 0) & 0xffff);
    view.setUint16(9, (sample.sequence ?? 0) & 0xffff);
  }
  return bytes;
}

export const clearScreen = (): Uint8Array => Uint8Array.of(report.clearScreen.id, 0);
export const inkingMode = (on: boolean): Uint8Array => Uint8Array.of(report.inkingMode.id, on ? 1 : 0);
/** From here on the pad encrypts its samples and names this session in each block. */
export const startCapture = (sessionId: number): Uint8Array => {
  const bytes = Uint8Array.of(report.startCapture.id, 0, 0, 0, 0);
  viewOf(bytes).setUint32(1, sessionId);
  return bytes;
};
export const endCapture = (): Uint8Array => Uint8Array.of(report.endCapture.id, 0);
/** Starts the pad's program anew and keeps it connected; 1 instead of 0 would let it leave the bus. */
export const softwareReset = (): Uint8Array => Uint8Array.of(report.reset.id, 0);
export const startImage = (mode: number): Uint8Array => Uint8Array.of(report.startImage.id, mode);
export const commitImage = (): Uint8Array => Uint8Array.of(report.endImage.id, 0);
export const abandonImage = (): Uint8Array => Uint8Array.of(report.endImage.id, 1);

/** Corners are little-endian; the lower right one lies inside the area. */
export function writingArea(area: Rectangle): Uint8Array {
  const bytes = new Uint8Array(1 + report.writingArea.size);
  const view = viewOf(bytes);
  bytes[0] = report.writingArea.id;
  view.setUint16(1, area.x, true);
  view.setUint16(3, area.y, true);
  view.setUint16(5, area.x + area.width - 1, true);
  view.setUint16(7, area.y + area.height - 1, true);
  return bytes;
}

/** One block: length (little-endian), data, zeros up to the report's size. */
export function imageBlock(data: Uint8Array, size: number = report.imageBlock.size): Uint8Array {
  const bytes = new Uint8Array(1 + size);
  bytes[0] = report.imageBlock.id;
  viewOf(bytes).setUint16(1, data.length, true);
  bytes.set(data, 3);
  return bytes;
}
