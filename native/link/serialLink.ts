import { stat, realpath } from 'node:fs/promises';
import type { SerialPort } from 'serialport';
import { DeviceFault } from '../fault.ts';
import type { Limits } from '../limits.ts';
import { withinTime } from '../time.ts';
import { listeners, lossSignal, type ByteLink } from './link.ts';

type Callback = (error?: Error | null) => void;

/**
 * One of serialport's callback functions as a promise with a time limit: once a port is gone the callback may never
 * come.
 */
function limited(what: string, ms: number, start: (done: Callback) => void): Promise<void> {
  const work = new Promise<void>((resolve, reject) =>
    start((error) => (error ? reject(new DeviceFault('device-lost', `${what}: ${error.message}`)) : resolve())),
  );
  return withinTime(work, ms, () => new DeviceFault('device-lost', `${what} did not end`));
}

/** The node behind a path, to see later whether it is still the same one. null where paths are no files (Windows). */
async function nodeOf(path: string): Promise<{ path: string; key: string } | null> {
  if (!path.startsWith('/')) return null;
  const real = await realpath(path);
  return { path: real, key: await keyOf(real) };
}

async function keyOf(path: string): Promise<string> {
  const { ino, rdev } = await stat(path);
  return `${ino} ${rdev}`;
}

/**
 * What serialport's error texts mean; null: there is no such port. Its lasting name holds the device's serial number,
 * which is for no log.
 */
function openFailure(error: Error, path: string): DeviceFault | null {
  const text = error.message.replaceAll(path, 'the port');
  if (/No such file|cannot find|File not found/i.test(text)) return null;
  if (/Cannot lock port|busy|Access denied/i.test(text)) return new DeviceFault('device-busy', text);
  if (/Permission denied|not permitted/i.test(text)) return new DeviceFault('permission-denied', text);
  return new DeviceFault('device-refused', text);
}

/**
 * Opens a serial port for us alone; null when it is not there. Answers for three defects of serialport 13:
 * - a port pulled while it talks hangs open and burns a core (its read retries for ever on a hung-up tty, bindings-cpp
 *   issue 162): we watch the device node and close the port ourselves;
 * - a write to a closed port waits for the next open: we never write to one;
 * - a callback may never come: everything has a time limit.
 */
export async function openSerialLink(
  config: {
    path: string;
    baudRate: number;
    /** Control lines a device wants to see. */
    signals?: { dtr: boolean; rts: boolean };
  },
  limits: Limits['link'],
): Promise<ByteLink | null> {
  const node = await nodeOf(config.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES') throw new DeviceFault('permission-denied', 'its name cannot be looked up');
    return undefined;
  });
  if (node === undefined) return null;
  const { SerialPort: Port } = await import('serialport');
  const port: SerialPort = new Port({ path: config.path, baudRate: config.baudRate, autoOpen: false });
  // Failures are told by callbacks and by `close`; an unheard `error` would end the process.
  port.on('error', () => {});
  const opening = new Promise<Error | null>((resolve) => port.open((error) => resolve(error ?? null)));
  const failure = await withinTime(opening, limits.open, () => {
    void opening.then((error) => error ?? port.close()); // It came too late: nobody must hold it.
    return new DeviceFault('device-silent', 'opening did not end');
  });
  if (failure) {
    const fault = openFailure(failure, config.path);
    if (fault) throw fault;
    return null;
  }

  // A line without control lines (a pseudo-terminal) refuses, and needs none.
  if (config.signals)
    await limited('signals', limits.flush, (done) => port.set(config.signals ?? {}, done)).catch(() => {});

  const bytes = listeners<Uint8Array>();
  const loss = lossSignal();
  let watching: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;

  function lose(detail: string): void {
    clearInterval(watching);
    loss.lose({ code: 'device-lost', detail });
    void closePort();
  }

  /** Who closes a second time waits for the first: the port is free only then. */
  function closePort(): Promise<void> {
    clearInterval(watching);
    closing ??= port.isOpen
      ? limited('close', limits.close, (done) => port.close(done)).catch(() => {})
      : Promise.resolve();
    return closing;
  }

  async function watchNode(expected: { path: string; key: string }): Promise<void> {
    const key = await keyOf(expected.path).catch(() => null);
    if (key !== expected.key && !loss.over()) lose('device node vanished');
  }

  port.on('data', (data: Buffer) => bytes.tell(new Uint8Array(data)));
  port.on('close', (error?: Error | null) => lose(error?.message ?? 'port closed'));
  if (node) watching = setInterval(() => void watchNode(node), limits.watchNode);

  /** A transfer also ends when the port is lost meanwhile. */
  function guarded(what: string, ms: number, start: (done: Callback) => void): Promise<void> {
    if (loss.over() || !port.isOpen) return Promise.reject(new DeviceFault('device-lost', `${what}: port is closed`));
    return new Promise((resolve, reject) => {
      const forget = loss.onLost((cause) => reject(new DeviceFault('device-lost', cause.detail)));
      limited(what, ms, start).then(resolve, reject).finally(forget);
    });
  }

  return {
    async write(data) {
      await guarded('write', limits.write, (done) => port.write(Buffer.from(data), done));
      await guarded('drain', limits.write, (done) => port.drain(done));
    },
    flushInput: () => guarded('flush', limits.flush, (done) => port.flush(done)),
    onBytes: bytes.add,
    onLost: loss.onLost,
    async close() {
      loss.silence();
      bytes.clear();
      await closePort();
    },
  };
}
