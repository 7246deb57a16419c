import type { DeviceError } from '../contract.ts';

/**
 * A device that was opened and is held by us alone. Every promise of a link settles, also when the device is pulled.
 */
export interface OpenLink {
  /**
   * Told once, when the device went away or failed by itself; never after our own `close`. A listener that comes late
   * is told as well.
   */
  onLost(listener: (cause: DeviceError) => void): () => void;
  /** Ends in limited time, whatever the device does. Closing twice is harmless. */
  close(): Promise<void>;
}

/** Bytes of one open serial device. Rejects with `DeviceFault`. */
export interface ByteLink extends OpenLink {
  write(bytes: Uint8Array): Promise<void>;
  /** Forgets what arrived and was not read yet. */
  flushInput(): Promise<void>;
  onBytes(listener: (bytes: Uint8Array) => void): () => void;
}

/** Reports of one open HID device. In every report byte 0 is the report's id. Rejects with `DeviceFault`. */
export interface ReportLink extends OpenLink {
  writeFeature(report: Uint8Array): Promise<void>;
  writeOutput(report: Uint8Array): Promise<void>;
  /** The payload without id, at most `size` bytes; stacks differ in whether they return the id, the link does not. */
  readFeature(id: number, size: number): Promise<Uint8Array>;
  onReport(listener: (report: Uint8Array) => void): () => void;
}

/** The payload of a feature report: hidraw returns the id in byte 0, other stacks do not. */
export function withoutId(answer: Uint8Array, id: number, size: number): Uint8Array {
  const withId = answer[0] === id && answer.length > size;
  return withId ? answer.slice(1, 1 + size) : answer.slice(0, size);
}

/** The listeners of one kind of happening. */
export function listeners<T>(): { add(listener: (value: T) => void): () => void; tell(value: T): void; clear(): void } {
  const all = new Set<(value: T) => void>();
  return {
    add(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell(value) {
      for (const listener of [...all]) listener(value);
    },
    clear: () => all.clear(),
  };
}

/** Says once that a link is over; those who ask later are told too. */
export function lossSignal(): {
  onLost: OpenLink['onLost'];
  lose(cause: DeviceError): void;
  silence(): void;
  over(): boolean;
} {
  const waiting = listeners<DeviceError>();
  let cause: DeviceError | undefined;
  let closed = false;
  return {
    onLost(listener) {
      if (cause && !closed) {
        const known = cause;
        let wanted = true;
        queueMicrotask(() => wanted && listener(known));
        return () => {
          wanted = false;
        };
      }
      return waiting.add(listener);
    },
    lose(why) {
      if (cause || closed) return;
      cause = why;
      waiting.tell(why);
      waiting.clear();
    },
    /** After our own close nobody is told any more. */
    silence() {
      closed = true;
      waiting.clear();
    },
    over: () => closed || cause !== undefined,
  };
}
