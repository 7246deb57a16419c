import type { SimulatedFault, SimulatedRoom } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import { reportPair } from '../link/linkPair.ts';
import type { ReportLink } from '../link/link.ts';
import { encoding, encodingFlag, report, statusCode, writePen } from '../signature-pad/reports.ts';
import { sleep } from '../time.ts';
import { onTheLine } from './faultyLine.ts';

/** STU-540: what its reports 0x08, 0x09 and 0x0F say. */
export const stu540 = {
  model: 'STU-540', width: 800, height: 480, maxX: 10_800, maxY: 6480, maxPressure: 1023, rate: 200,
  flags: encodingFlag.oneBit | encodingFlag.twentyFourBit,
  serial: 'SIM-540-00001',
};

const resultCode = { none: 0, wrongReportId: 1, wrongState: 2, wrongEncoding: 0x10, imageTooLong: 0x11 } as const;

export interface PenInput { x: number; y: number; pressure: number; near: boolean; tip: boolean; /** The pad's clock, milliseconds. */ time: number }

/**
 * The twin of a Wacom STU-540 over HID. It lives on while nobody is connected, as a pad on the desk does; `powerOff`
 * is the pulled cable. What it displays can be read back bit by bit.
 */
export function simulatedPad(fault: () => SimulatedFault, changed: (pad: SimulatedRoom['pad']) => void, startUpMs = 50) {
  const rowBytes = Math.ceil(stu540.width / 8);
  const white = () => new Uint8Array(rowBytes * stu540.height).fill(0xff);
  let display = white();
  let upload: number[] | undefined;
  let inking = false;
  let lastResult: number = resultCode.none;
  let renderingMode = 0;
  let optionMode = 0;
  let sequence = 0;
  let turn = 0;
  let readyAt = 0;
  let pair: ReturnType<typeof reportPair> | undefined;
  let blockMs = 0;
  const written: number[] = [];

  const isBlank = () => display.every((byte) => byte === 0xff);
  const tellRoom = () => changed({ inking, blank: isBlank() });

  function status(): number[] {
    const code = performance.now() < readyAt ? statusCode.imageBoot : upload ? statusCode.image : statusCode.ready;
    return [code, lastResult, 0, 0];
  }

  const big = (...values: number[]) => values.flatMap((value) => [value >> 8, value & 0xff]);
  const ascii = (value: string, size: number) => Array.from({ length: size }, (_, index) => value.charCodeAt(index) || 0);

  function payload(id: number): number[] {
    switch (id) {
      case report.status.id: return status();
      case report.information.id: return [...ascii(stu540.model, 9), 1, 8, 0, 0, 0, 0, 0];
      case report.capability.id:
        return [...big(stu540.maxX, stu540.maxY, stu540.maxPressure, stu540.width, stu540.height), stu540.rate, ...big(2540), stu540.flags, 0, 0];
      case report.eserial.id: return ascii(stu540.serial, report.eserial.size);
      case report.renderingMode.id: return [renderingMode];
      case report.inkingMode.id: return [inking ? 1 : 0];
      case report.penDataOptionMode.id: return [optionMode];
      default: throw new DeviceFault('device-refused', `report ${id} stalled`);
    }
  }

  function refuse(result: number): void {
    lastResult = result;
  }

  function imageBlock(data: Uint8Array): void {
    const length = (data[0] ?? 0) | ((data[1] ?? 0) << 8);
    if (!upload) return refuse(resultCode.wrongState);
    if (length > data.length - 2 || upload.length + length > display.length) return refuse(resultCode.imageTooLong);
    upload.push(...data.subarray(2, 2 + length));
  }

  function set(bytes: Uint8Array): void {
    const [id = 0, value = 0] = bytes;
    written.push(id);
    lastResult = resultCode.none;
    switch (id) {
      case report.clearScreen.id:
        if (upload) return refuse(resultCode.wrongState);
        display = white();
        return tellRoom();
      case report.inkingMode.id:
        inking = value === 1;
        return tellRoom();
      case report.startImage.id:
        if (value !== encoding.oneBit) return refuse(resultCode.wrongEncoding);
        upload = [];
        return;
      case report.imageBlock.id:
        return imageBlock(bytes.subarray(1));
      case report.endImage.id:
        if (upload && value === 0) display.set(upload);
        upload = undefined;
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
        throw new DeviceFault('device-refused', `report ${id} stalled`);
    }
  }

  const never = new Promise<never>(() => {});

  return {
    /** Connects a host; null while the pad is unplugged. */
    connect(): ReportLink | null {
      if (fault() === 'unplugged') return null;
      readyAt = performance.now() + startUpMs;
      pair = reportPair({
        getFeature(id) {
          if (fault() === 'silent') return never;
          turn += 1;
          return onTheLine(Uint8Array.of(id, ...payload(id)), fault(), turn);
        },
        async setFeature(bytes) {
          if (fault() === 'silent') return never;
          if (bytes[0] === report.imageBlock.id && blockMs > 0) await sleep(blockMs);
          set(bytes);
        },
      });
      return pair.host;
    },

    powerOff(): void {
      display = white();
      upload = undefined;
      inking = false;
      renderingMode = 0;
      optionMode = 0;
      sequence = 0;
      tellRoom();
      pair?.unplug();
    },

    /** One pen sample, sent as the pad would in its present mode. */
    pen(sample: PenInput): void {
      sequence = (sequence + 1) & 0xffff;
      turn += 1;
      const timed = optionMode === 3;
      const bytes = writePen({ ...sample, time: timed ? sample.time & 0xffff : null, sequence: timed ? sequence : null });
      const sent = onTheLine(bytes, fault(), turn);
      if (sent.length > 0) pair?.sendInput(sent);
    },

    /** Takes this long for each block of a picture, as a slow pad does. */
    slowBlocks(ms: number): void {
      blockMs = ms;
    },

    /** The bitmap that is visible: one bit per pixel, 1 = white. */
    display: (): Uint8Array => display.slice(),
    inking: () => inking,
    /** Every report id that was ever written, in order. */
    written: (): number[] => [...written],
  };
}

export type SimulatedPad = ReturnType<typeof simulatedPad>;
