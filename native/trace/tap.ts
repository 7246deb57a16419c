import type { DescribedLink } from '../hid/openHidDevice.ts';
import type { TraceEnd } from '../contract.ts';
import { errorOf } from '../fault.ts';
import type { ByteLink, OpenLink, ReportLink } from '../link/link.ts';
import { firstLine, writeEntry, type TraceEntry } from './format.ts';

export interface FinishedTrace {
  ended: TraceEnd;
  text: string;
}

export interface Tap {
  /** The same link, listened to while a recording is on. */
  through<L extends OpenLink>(link: L): L;
  /** false: one is on already. It may begin before the device is there, to see its start-up. */
  start(remark: string, done: (trace: FinishedTrace) => void): boolean;
  /** false: none was on. */
  stop(why: TraceEnd): boolean;
}

export const traceLimits = {
  /** Milliseconds. */
  longest: 120_000,
  /** Characters of the file. A colour picture for a pad takes 2.5 million. */
  largest: 4_000_000,
};

/**
 * Records what goes over one device's line, above the library and below the driver. Without an order nothing is kept: a
 * trace holds what was scanned and signed.
 */
export function createTap(limits = traceLimits): Tap {
  let recording:
    | { began: number; lines: string[]; size: number; timer: NodeJS.Timeout; done(trace: FinishedTrace): void }
    | undefined;

  function stop(why: TraceEnd): boolean {
    const it = recording;
    if (!it) return false;
    recording = undefined;
    clearTimeout(it.timer);
    it.done({ ended: why, text: `${it.lines.join('\n')}\n` });
    return true;
  }

  function note(from: TraceEntry['from'], what: TraceEntry['what'], bytes: Uint8Array = new Uint8Array()): void {
    if (!recording) return;
    const line = writeEntry({ ms: Math.round(performance.now() - recording.began), from, what, bytes } as TraceEntry);
    if (recording.size + line.length + 1 > limits.largest) return void stop('size');
    recording.lines.push(line);
    recording.size += line.length + 1;
  }

  function bytesThrough(link: ByteLink): ByteLink {
    link.onBytes((bytes) => note('device', 'bytes', bytes));
    return {
      ...link,
      write(bytes) {
        note('us', 'bytes', bytes);
        return link.write(bytes);
      },
    };
  }

  function reportsThrough(link: ReportLink): ReportLink {
    link.onReport((report) => note('device', 'input', report));
    async function transfer<T>(
      what: 'feature' | 'output' | 'read',
      bytes: Uint8Array,
      start: () => Promise<T>,
    ): Promise<T> {
      note('us', what, bytes);
      try {
        return await start();
      } catch (thrown) {
        const { code } = errorOf(thrown);
        if (code !== 'device-lost')
          note('device', code === 'device-silent' ? 'silent' : 'refused', bytes.subarray(0, 1));
        throw thrown;
      }
    }
    return {
      ...link,
      writeFeature: (report) => transfer('feature', report, () => link.writeFeature(report)),
      writeOutput: (report) => transfer('output', report, () => link.writeOutput(report)),
      readFeature: (id, size) =>
        transfer('read', Uint8Array.of(id), async () => {
          const payload = await link.readFeature(id, size);
          note('device', 'feature', Uint8Array.of(id, ...payload));
          return payload;
        }),
    };
  }

  return {
    through<L extends OpenLink>(link: L): L {
      const { vendorId, descriptor } = link as Partial<DescribedLink>;
      note('us', 'open', vendorId === undefined ? undefined : Uint8Array.of(vendorId >> 8, vendorId & 0xff));
      if (descriptor) note('device', 'descriptor', descriptor);
      link.onLost(() => note('device', 'lost'));
      const it = link as OpenLink as ByteLink | ReportLink;
      return ('write' in it ? bytesThrough(it) : reportsThrough(it)) as OpenLink as L;
    },
    start(remark, done) {
      if (recording) return false;
      const lines = [firstLine, `# ${remark}`];
      recording = {
        began: performance.now(),
        lines,
        size: lines.join('\n').length + 1,
        timer: setTimeout(() => stop('time'), limits.longest).unref(),
        done,
      };
      return true;
    },
    stop,
  };
}
