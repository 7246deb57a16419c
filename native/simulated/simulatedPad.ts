import type { SimulatedFault, SimulatedRoom } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import { reportPair } from '../link/linkPair.ts';
import type { ByteLink, ReportLink } from '../link/link.ts';
import { blockHeader, encoding, encodingFlag, report, statusCode, writePen } from '../signature-pad/reports.ts';
import { sleep } from '../time.ts';
import { onTheLine } from './faultyLine.ts';
import { padCipher } from './padCipher.ts';
import { padProfiles, type PadProfile } from './padProfiles.ts';
import { simulatedPadLine } from './simulatedPadLine.ts';

export const stu540 = padProfiles['STU-540'];

const resultCode = {
  none: 0,
  wrongReportId: 1,
  wrongState: 2,
  wrongEncoding: 0x10,
  imageTooLong: 0x11,
  wrongParameters: 0x15,
} as const;

export interface PenInput {
  x: number;
  y: number;
  pressure: number;
  near: boolean;
  tip: boolean;
  /** The pad's clock, milliseconds. */
  time: number;
}

/**
 * The twin of a Wacom STU pad, by default the STU-540. It lives on while nobody is connected, as a pad on the desk
 * does; `powerOff` is the pulled cable. What it displays can be read back bit by bit.
 */
export function simulatedPad(
  fault: () => SimulatedFault,
  changed: (pad: SimulatedRoom['pad']) => void,
  profile: PadProfile = stu540,
  startUpMs = 50,
) {
  const rowBytes = Math.ceil(profile.width / 8);
  const white = () => new Uint8Array(rowBytes * profile.height).fill(0xff);
  const flags = profile.flags ?? encodingFlag.oneBit;
  const pixelBytes: Record<number, number> = { [encoding.sixteenBit]: 2, [encoding.twentyFourBit]: 3 };
  const offered: Record<number, number> = {
    [encoding.oneBit]: encodingFlag.oneBit,
    [encoding.sixteenBit]: encodingFlag.sixteenBit,
    [encoding.twentyFourBit]: encodingFlag.twentyFourBit,
  };
  const cipher = padCipher(profile.encryption);
  let display = white();
  let upload: { mode: number; bytes: number[] } | undefined;
  let stuck = false;
  let inking = false;
  let lastResult: number = resultCode.none;
  let renderingMode = 0;
  let optionMode = 0;
  let sequence = 0;
  let turn = 0;
  let readyAt = 0;
  let send: (input: Uint8Array) => void = () => {};
  let unplug = () => {};
  let blockMs = 0;
  const written: number[] = [];

  const isBlank = () => display.every((byte) => byte === 0xff);
  const tellRoom = () => changed({ inking, blank: isBlank() });
  const lengthOf = (mode: number) =>
    mode === encoding.oneBit ? display.length : profile.width * profile.height * (pixelBytes[mode] ?? 0);

  function status(): number[] {
    const code =
      performance.now() < readyAt
        ? statusCode.imageBoot
        : upload
          ? statusCode.image
          : cipher.capturing()
            ? statusCode.capture
            : statusCode.ready;
    return [code, lastResult, 0, 0];
  }

  const big = (...values: number[]) => values.flatMap((value) => [value >> 8, value & 0xff]);
  const ascii = (value: string, size: number) =>
    Array.from({ length: size }, (_, index) => value.charCodeAt(index) || 0);
  const stalled = (id: number) => new DeviceFault('device-refused', `report ${id} stalled`);

  function payload(id: number): readonly number[] {
    const ofCipher = cipher.get(id);
    if (ofCipher) return ofCipher;
    if (
      !profile.options &&
      (id === report.renderingMode.id || id === report.penDataOptionMode.id || id === report.eserial.id)
    )
      throw stalled(id);
    switch (id) {
      case report.status.id:
        return status();
      case report.information.id:
        return [...ascii(profile.model, 9), 1, 8, 0, 0, 0, 0, 0];
      case report.capability.id: {
        const short = big(profile.maxX, profile.maxY, profile.maxPressure, profile.width, profile.height);
        return profile.flags === null ? short : [...short, profile.rate, ...big(2540), profile.flags, 0, 0];
      }
      case report.eserial.id:
        return ascii(profile.serial, report.eserial.size);
      case report.renderingMode.id:
        return [renderingMode];
      case report.inkingMode.id:
        return [inking ? 1 : 0];
      case report.penDataOptionMode.id:
        return [optionMode];
      default:
        throw stalled(id);
    }
  }

  function refuse(result: number): void {
    lastResult = result;
  }

  function imageBlock(data: Uint8Array): void {
    const length = (data[0] ?? 0) | ((data[1] ?? 0) << 8);
    if (!upload) return refuse(resultCode.wrongState);
    if (length > data.length - blockHeader || upload.bytes.length + length > lengthOf(upload.mode))
      return refuse(resultCode.imageTooLong);
    for (const byte of data.subarray(blockHeader, blockHeader + length)) upload.bytes.push(byte);
  }

  /** What was uploaded, as one bit per pixel: bright is white. */
  function commit({ mode, bytes }: { mode: number; bytes: number[] }): void {
    if (bytes.length !== lengthOf(mode)) return refuse(resultCode.wrongParameters);
    if (mode === encoding.oneBit) return display.set(bytes);
    const size = pixelBytes[mode] ?? 1;
    display = new Uint8Array(display.length);
    for (let index = 0; index * size < bytes.length; index += 1) {
      const [x, y] = [index % profile.width, Math.floor(index / profile.width)];
      const at = y * rowBytes + (x >> 3);
      if ((bytes[index * size] ?? 0) >= 0x80) display[at] = (display[at] ?? 0) | (0x80 >> (x & 7));
    }
  }

  function set(bytes: Uint8Array): void {
    const [id = 0, value = 0] = bytes;
    written.push(id);
    lastResult = resultCode.none;
    const drawing = id === report.clearScreen.id || id === report.startImage.id || id === report.writingArea.id;
    if (drawing && (upload || cipher.capturing())) return refuse(resultCode.wrongState);
    if (cipher.set(id, bytes.subarray(1))) return;
    if (!profile.options && (id === report.renderingMode.id || id === report.penDataOptionMode.id)) throw stalled(id);
    switch (id) {
      case report.clearScreen.id:
        display = white();
        return tellRoom();
      case report.inkingMode.id:
        inking = value === 1;
        return tellRoom();
      case report.startImage.id:
        if ((flags & (offered[value] ?? 0)) === 0) return refuse(resultCode.wrongEncoding);
        upload = { mode: value, bytes: [] };
        return;
      case report.imageBlock.id:
        return imageBlock(bytes.subarray(1));
      case report.endImage.id:
        if (stuck) return;
        if (upload && value === 0) commit(upload);
        upload = undefined;
        return tellRoom();
      case report.reset.id:
        upload = undefined;
        stuck = false;
        inking = false;
        cipher.off();
        readyAt = performance.now() + startUpMs;
        return tellRoom();
      case report.renderingMode.id:
        renderingMode = value;
        return;
      case report.penDataOptionMode.id:
        optionMode = value;
        return;
      case report.writingArea.id:
        return;
      default:
        refuse(resultCode.wrongReportId);
        throw stalled(id);
    }
  }

  const never = new Promise<never>(() => {});

  const device = {
    getFeature(id: number) {
      if (fault() === 'silent') return never;
      turn += 1;
      return onTheLine(Uint8Array.of(id, ...payload(id)), fault(), turn);
    },
    async setFeature(bytes: Uint8Array) {
      if (fault() === 'silent') return never;
      if (bytes[0] === report.imageBlock.id && blockMs > 0) await sleep(blockMs);
      set(bytes);
    },
  };

  return {
    /** Connects a host over HID; null while the pad is unplugged. */
    connect(): ReportLink | null {
      if (fault() === 'unplugged') return null;
      readyAt = performance.now() + startUpMs;
      const pair = reportPair(device);
      send = pair.sendInput;
      unplug = pair.unplug;
      return pair.host;
    },

    /** Speaks on a serial line: the device's end of it. `pull` ends the line. */
    attach(line: ByteLink, pull: () => void): void {
      readyAt = performance.now() + startUpMs;
      const front = simulatedPadLine(line, device);
      send = front.sendInput;
      unplug = pull;
    },

    powerOff(): void {
      display = white();
      upload = undefined;
      stuck = false;
      inking = false;
      renderingMode = 0;
      optionMode = 0;
      sequence = 0;
      cipher.off();
      tellRoom();
      unplug();
    },

    /** One pen sample, sent as the pad would in its present mode. `foreign`: in a session that is not the host's. */
    pen(sample: PenInput, foreign = false): void {
      sequence = (sequence + 1) & 0xffff;
      turn += 1;
      const timed = optionMode === 3;
      const said = { ...sample, time: timed ? sample.time & 0xffff : null, sequence: timed ? sequence : null };
      const bytes = cipher.capturing() ? cipher.seal(said, foreign) : writePen(said);
      const sent = bytes && onTheLine(bytes, fault(), turn);
      if (sent && sent.length > 0) send(sent);
    },

    /** Takes this long for each block of a picture, as a slow pad does. */
    slowBlocks(ms: number): void {
      blockMs = ms;
    },

    /** A firmware that does not leave state Image again, not even when the upload is abandoned. */
    getStuck(): void {
      upload = { mode: encoding.oneBit, bytes: [] };
      stuck = true;
    },

    profile,
    /** The bitmap that is visible: one bit per pixel, 1 = white. */
    display: (): Uint8Array => display.slice(),
    inking: () => inking,
    /** Every report id that was ever written, in order. */
    written: (): number[] => [...written],
  };
}

export type SimulatedPad = ReturnType<typeof simulatedPad>;
