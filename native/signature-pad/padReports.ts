import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ReportLink } from '../link/link.ts';
import { sleep, withinTime } from '../time.ts';
import { abandonImage, blockBytes, commitImage, imageBlock, readStatus, report, startOneBitImage, statusCode, writable, type PadStatus } from './reports.ts';

type Limit = Limits['pad'];

/** Every transfer with a time limit: a feature report to a silent pad may never end. */
export function createPadReports(link: ReportLink, limits: Limit) {
  const late = (what: string) => () => new DeviceFault('device-silent', what);

  async function write(bytes: Uint8Array): Promise<void> {
    const id = bytes[0] ?? 0;
    if (!writable.includes(id)) throw new DeviceFault('invalid-request', `report ${id} must not be written`);
    await withinTime(link.writeFeature(bytes), limits.report, late(`report ${id} was not taken`));
  }

  async function read(what: { id: number; size: number }): Promise<Uint8Array> {
    return withinTime(link.readFeature(what.id, what.size), limits.report, late(`report ${what.id} was not answered`));
  }

  async function status(): Promise<PadStatus> {
    const now = readStatus(await read(report.status));
    if (!now) throw new DeviceFault('device-garbled', 'unreadable status');
    return now;
  }

  /**
   * Enumeration comes before readiness: waits until the pad said Ready for a while and writes nothing before. A pad that
   * stays in state Image was left in the middle of an upload: the upload is abandoned.
   */
  async function waitForStart(): Promise<void> {
    const begin = performance.now();
    let stable: { code: number; since: number } | undefined;
    let problem = new DeviceFault('device-silent', 'never became ready');
    while (performance.now() - begin < limits.readyWithin) {
      try {
        const { code } = await status();
        const now = performance.now();
        if (stable?.code !== code) stable = { code, since: now };
        if (now - stable.since >= limits.readyStable) {
          if (code === statusCode.ready) return;
          problem = new DeviceFault('device-refused', `status stays ${code}`);
          if (code === statusCode.image) await write(abandonImage());
        }
      } catch (thrown) {
        const error = errorOf(thrown);
        if (error.code === 'device-lost') throw thrown;
        problem = new DeviceFault(error.code, error.detail);
        stable = undefined;
      }
      await sleep(limits.statusPause);
    }
    throw problem;
  }

  /** Polls until the status is `code`. */
  async function waitFor(code: number): Promise<void> {
    const begin = performance.now();
    for (;;) {
      const now = await status();
      if (now.code === code) return;
      if (now.code === statusCode.systemReset) throw new DeviceFault('device-refused', 'pad was reset');
      if (performance.now() - begin > limits.command) throw new DeviceFault('device-silent', `status stayed ${now.code}`);
      await sleep(limits.commandPoll);
    }
  }

  /** Uploads a one-bit picture, block after block. `wanted` is asked between blocks; whatever fails, the upload is abandoned, or the pad stays in state Image. */
  async function showPicture(bits: Uint8Array, wanted: () => boolean): Promise<void> {
    const superseded = () => new DeviceFault('device-refused', 'a later request took the screen');
    // A half upload that could not be abandoned at its time leaves the pad in state Image.
    if ((await status()).code === statusCode.image) await write(abandonImage());
    await waitFor(statusCode.ready);
    if (!wanted()) throw superseded();
    try {
      await write(startOneBitImage());
      await waitFor(statusCode.image);
      for (let start = 0; start < bits.length; start += blockBytes) {
        if (!wanted()) throw superseded();
        await write(imageBlock(bits.subarray(start, start + blockBytes)));
      }
      await write(commitImage());
      await waitFor(statusCode.ready);
    } catch (thrown) {
      if (errorOf(thrown).code !== 'device-lost') await write(abandonImage()).catch(() => {});
      throw thrown;
    }
  }

  /** Some settings are kept in flash: read first, write only what differs, and see whether it was taken. */
  async function ensure(setting: { id: number; size: number }, value: number): Promise<boolean> {
    try {
      if ((await read(setting))[0] === value) return true;
      await write(Uint8Array.of(setting.id, value));
      return (await read(setting))[0] === value;
    } catch (thrown) {
      if (errorOf(thrown).code === 'device-lost') throw thrown;
      return false; // Old models do not have the report.
    }
  }

  return { write, read, status, waitForStart, waitFor, showPicture, ensure };
}

export type PadReports = ReturnType<typeof createPadReports>;
