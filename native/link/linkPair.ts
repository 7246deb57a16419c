import type { DeviceError } from '../contract.ts';
import { DeviceFault } from '../fault.ts';
import { listeners, lossSignal, withoutId, type ByteLink, type ReportLink } from './link.ts';

/** How a delivery is cut: a cable splits and merges as it likes. */
export type Cut = (bytes: Uint8Array) => Uint8Array[];

export const whole: Cut = (bytes) => [bytes];
export const byteByByte: Cut = (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte));

/**
 * A line of things to do one after another, each in its own turn of the event loop: deliveries keep their order, also
 * against the unplug.
 */
function inOrder(): (deed: () => void) => void {
  const waiting: (() => void)[] = [];
  const next = () => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  };
  return (deed) => {
    waiting.push(deed);
    if (waiting.length === 1) setImmediate(next);
  };
}

/** A serial cable in memory. What was sent before the cable is pulled still arrives. */
export function linkPair(cut: Cut = whole): { host: ByteLink; device: ByteLink; unplug(cause?: DeviceError): void } {
  const ends = [end(), end()] as const;

  function end() {
    return { bytes: listeners<Uint8Array>(), loss: lossSignal(), deliver: inOrder() };
  }

  function face(mine: ReturnType<typeof end>, other: ReturnType<typeof end>): ByteLink {
    return {
      async write(bytes) {
        if (mine.loss.over()) throw new DeviceFault('device-lost', 'cable is unplugged');
        for (const piece of cut(bytes.slice())) other.deliver(() => other.loss.over() || other.bytes.tell(piece));
        // As a drained port: what was written has left.
        await new Promise<void>((resolve) => other.deliver(resolve));
      },
      async flushInput() {},
      onBytes: mine.bytes.add,
      onLost: mine.loss.onLost,
      async close() {
        mine.loss.silence();
        mine.bytes.clear();
      },
    };
  }

  return {
    host: face(ends[0], ends[1]),
    device: face(ends[1], ends[0]),
    unplug(cause = { code: 'device-lost', detail: 'unplugged' }) {
      for (const each of ends) each.deliver(() => each.loss.lose(cause));
    },
  };
}

/** The device's side of a HID connection in memory. */
export interface ReportDevice {
  /** Byte 0 is the id. Throws `DeviceFault` for a report it refuses (a real stack reports a stall). */
  setFeature(report: Uint8Array): Promise<void> | void;
  /** Answers with the id in byte 0, as hidraw does. */
  getFeature(id: number): Promise<Uint8Array> | Uint8Array;
}

/** A HID connection in memory. */
export function reportPair(device: ReportDevice): {
  host: ReportLink;
  sendInput(report: Uint8Array): void;
  unplug(cause?: DeviceError): void;
} {
  const reports = listeners<Uint8Array>();
  const loss = lossSignal();
  const deliver = inOrder();
  const gone = () => new DeviceFault('device-lost', 'cable is unplugged');

  /** A transfer that is under way when the cable is pulled fails; it does not hang. */
  function transfer<T>(work: () => Promise<T> | T): Promise<T> {
    if (loss.over()) return Promise.reject(gone());
    return new Promise<T>((resolve, reject) => {
      const forget = loss.onLost(() => reject(gone()));
      setImmediate(() => {
        Promise.resolve().then(work).then(resolve, reject).finally(forget);
      });
    });
  }

  return {
    host: {
      writeFeature: (report) => transfer(() => device.setFeature(report.slice())),
      writeOutput: (report) => transfer(() => device.setFeature(report.slice())),
      readFeature: (id, size) => transfer(async () => withoutId(await device.getFeature(id), id, size)),
      onReport: reports.add,
      onLost: loss.onLost,
      async close() {
        loss.silence();
        reports.clear();
      },
    },
    sendInput: (report) => deliver(() => loss.over() || reports.tell(report.slice())),
    unplug: (cause = { code: 'device-lost', detail: 'unplugged' }) => deliver(() => loss.lose(cause)),
  };
}
