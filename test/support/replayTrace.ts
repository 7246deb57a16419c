import { DeviceFault } from '../../native/fault.ts';
import type { DescribedLink } from '../../native/hid/openHidDevice.ts';
import { listeners, lossSignal, type ByteLink } from '../../native/link/link.ts';
import { readTrace, type TraceEntry } from '../../native/trace/format.ts';

/**
 * Pauses of the recording are kept up to this long: silence means something to some drivers, waiting for a person does
 * not.
 */
const longestPauseMs = 150;

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const told = (bytes: Uint8Array): string =>
  `${hexOf(bytes.subarray(0, 24))}${bytes.length > 24 ? `… (${bytes.length} bytes)` : ''}`;

/** The entries since the device was last opened. */
function lastLife(text: string): TraceEntry[] {
  const trace = readTrace(text);
  if (!trace.ok) throw new Error(`line ${trace.line}: ${trace.why}`);
  return trace.entries.slice(trace.entries.findLastIndex(({ what }) => what === 'open') + 1);
}

/** Plays the entries with the pauses of the recording, counted from `from`. */
function player(play: (entry: TraceEntry) => void) {
  let open = 0;
  return {
    busy: () => open > 0,
    play(entries: TraceEntry[], from: number): void {
      let at = 0;
      let last = from;
      for (const entry of entries) {
        at += Math.min(entry.ms - last, longestPauseMs);
        last = entry.ms;
        open += 1;
        setTimeout(() => {
          open -= 1;
          play(entry);
        }, at);
      }
    },
  };
}

/**
 * The device of a recorded trace on a serial line. Every write must be the next of the recording, but questions that
 * were asked before may be asked more or fewer times: they are answered as the last time.
 */
export function replayBytes(text: string): { link: ByteLink; differences(): string[]; over(): boolean } {
  const entries = lastLife(text);
  const writes = entries.flatMap((entry, index) => (entry.from === 'us' ? [{ index, hex: hexOf(entry.bytes) }] : []));
  const answersTo = (turn: number) =>
    entries.slice((writes[turn]?.index ?? -1) + 1, writes[turn + 1]?.index ?? entries.length);
  const bytes = listeners<Uint8Array>();
  const loss = lossSignal();
  const device = player((entry) =>
    entry.what === 'lost' ? loss.lose({ code: 'device-lost', detail: 'recorded' }) : bytes.tell(entry.bytes),
  );
  const wrong: string[] = [];
  let turn = -1;

  const known = (hex: string, upTo: number) => writes.slice(0, upTo + 1).some((write) => write.hex === hex);
  /** The next write that is not a mere question again. */
  function ahead(hex: string): number {
    for (let next = turn + 1; next < writes.length; next += 1) {
      const write = writes[next];
      if (write?.hex === hex) return next;
      if (write && !known(write.hex, turn)) return -1;
    }
    return -1;
  }
  const answer = (to: number) =>
    device.play(answersTo(to), entries[writes[to]?.index ?? -1]?.ms ?? entries[0]?.ms ?? 0);
  setImmediate(() => answer(-1));

  return {
    link: {
      async write(data) {
        const hex = hexOf(data);
        const next = ahead(hex);
        if (next >= 0) answer((turn = next));
        else if (known(hex, turn)) answer(writes.slice(0, turn + 1).findLastIndex((write) => write.hex === hex));
        else wrong.push(`wrote ${told(data)}, which the recording does not have here`);
      },
      flushInput: async () => {},
      onBytes: bytes.add,
      onLost: loss.onLost,
      close: async () => loss.silence(),
    },
    differences: () => [
      ...wrong,
      ...writes
        .slice(turn + 1)
        .filter(({ hex }) => !known(hex, turn))
        .map(({ hex }) => `did not write ${hex.slice(0, 48)}`),
    ],
    over: () => !device.busy() && writes.slice(turn + 1).every(({ hex }) => known(hex, turn)),
  };
}

/**
 * The device of a recorded trace on HID. Reports are written exactly as recorded; reads are answered in the order
 * recorded between two writes, the last answer again and again.
 */
export function replayReports(text: string): { link: DescribedLink; differences(): string[]; over(): boolean } {
  const trace = readTrace(text);
  const entries = lastLife(text);
  const open = trace.ok ? trace.entries.findLast(({ what }) => what === 'open')?.bytes : undefined;
  const isWrite = ({ what, from }: TraceEntry) => from === 'us' && what !== 'read';
  const reports = listeners<Uint8Array>();
  const loss = lossSignal();
  const device = player((entry) =>
    entry.what === 'lost' ? loss.lose({ code: 'device-lost', detail: 'recorded' }) : reports.tell(entry.bytes),
  );
  const wrong: string[] = [];
  const answered = new Map<number, number>();
  let at = -1;

  function nextWrite(): number {
    const next = entries.findIndex((entry, index) => index > at && isWrite(entry));
    return next < 0 ? entries.length : next;
  }
  const playFrom = () =>
    device.play(
      entries.slice(at + 1, nextWrite()).filter(({ what }) => what === 'input' || what === 'lost'),
      entries[at]?.ms ?? entries[0]?.ms ?? 0,
    );
  setImmediate(playFrom);
  const refusal = ({ what }: TraceEntry) =>
    new DeviceFault(what === 'silent' ? 'device-silent' : 'device-refused', 'recorded');

  async function write(what: 'feature' | 'output', report: Uint8Array): Promise<void> {
    const next = nextWrite();
    const entry = entries[next];
    if (entry?.what !== what || hexOf(entry.bytes) !== hexOf(report)) {
      wrong.push(
        `wrote ${what} ${told(report)} instead of ${entry ? `${entry.what} ${told(entry.bytes)}` : 'nothing'}`,
      );
      return;
    }
    at = next;
    playFrom();
    const after = entries[at + 1];
    if (
      after?.from === 'device' &&
      (after.what === 'refused' || after.what === 'silent') &&
      after.bytes[0] === report[0]
    )
      throw refusal(after);
  }

  async function read(id: number): Promise<Uint8Array> {
    const end = nextWrite();
    const isAnswer = (entry: TraceEntry) =>
      entry.from === 'device' && entry.bytes[0] === id && ['feature', 'refused', 'silent'].includes(entry.what);
    const from = Math.max(at, answered.get(id) ?? -1);
    const fresh = entries.findIndex((entry, index) => index > from && index < end && isAnswer(entry));
    const found = fresh >= 0 ? fresh : entries.findLastIndex((entry, index) => index < end && isAnswer(entry));
    const entry = entries[found];
    if (!entry) {
      wrong.push(`asked for report ${id}, which the recording never does`);
      throw new DeviceFault('device-refused', 'not recorded');
    }
    answered.set(id, found);
    if (entry.what !== 'feature') throw refusal(entry);
    return entry.bytes.slice(1);
  }

  return {
    link: {
      vendorId: open ? ((open[0] ?? 0) << 8) | (open[1] ?? 0) : 0,
      descriptor: entries.find(({ what }) => what === 'descriptor')?.bytes ?? null,
      writeFeature: (report) => write('feature', report),
      writeOutput: (report) => write('output', report),
      readFeature: read,
      onReport: reports.add,
      onLost: loss.onLost,
      close: async () => loss.silence(),
    },
    differences: () => [
      ...wrong,
      ...(nextWrite() < entries.length
        ? [`did not write ${told(entries[nextWrite()]?.bytes ?? new Uint8Array())}`]
        : []),
    ],
    over: () => !device.busy() && nextWrite() === entries.length,
  };
}
