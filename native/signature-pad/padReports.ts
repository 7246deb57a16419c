import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ReportLink } from '../link/link.ts';
import { sleep, withinTime } from '../time.ts';
import type { Picture } from './pictures.ts';
import {
  abandonImage,
  blockHeader,
  commitImage,
  endCapture,
  imageBlock,
  imageErrors,
  readStatus,
  report,
  softwareReset,
  startImage,
  statusCode,
  writable,
  type PadStatus,
} from './reports.ts';

type Limit = Limits['pad'];

/**
 * Every transfer with a time limit: a feature report to a silent pad may never end. `blockSize` is the payload of an
 * image block's report.
 */
export function createPadReports(link: ReportLink, limits: Limit, blockSize: number = report.imageBlock.size) {
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
   * Enumeration comes before readiness: waits until the pad said Ready for a while and writes nothing before. A pad
   * that stays in state Image was left in the middle of an upload: the upload is abandoned.
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
          if (code === statusCode.image) await leaveImage();
          else if (code === statusCode.capture) await write(endCapture());
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

  /** A half upload is abandoned; a pad that stays in state Image all the same is started anew. */
  async function leaveImage(): Promise<void> {
    await write(abandonImage());
    try {
      await waitFor(statusCode.ready, limits.abandon);
    } catch (thrown) {
      if (errorOf(thrown).code !== 'device-silent' || (await status()).code !== statusCode.image) throw thrown;
      await write(softwareReset());
      await waitFor(statusCode.ready, limits.afterReset, true);
    }
  }

  /**
   * Polls until the status is `code`. `resetting`: the pad may say that it was reset, and nothing at all for a while.
   */
  async function waitFor(code: number, within: number = limits.command, resetting = false): Promise<void> {
    const begin = performance.now();
    for (;;) {
      const now = await status().catch((thrown: unknown) => {
        if (!resetting || errorOf(thrown).code === 'device-lost') throw thrown;
        return undefined;
      });
      if (now?.code === code) return;
      if (now?.code === statusCode.systemReset && !resetting) throw new DeviceFault('device-refused', 'pad was reset');
      if (performance.now() - begin > within)
        throw new DeviceFault('device-silent', `status stayed ${now?.code ?? 'unknown'}`);
      await sleep(limits.commandPoll);
    }
  }

  /**
   * Uploads a picture, block after block: each is awaited, or they overtake one another. `wanted` is asked between
   * blocks; whatever fails, the upload is abandoned, or the pad stays in state Image.
   */
  async function showPicture(picture: Picture, wanted: () => boolean): Promise<void> {
    const superseded = () => new DeviceFault('device-refused', 'a later request took the screen');
    // A half upload that could not be abandoned at its time leaves the pad in state Image.
    if ((await status()).code === statusCode.image) await leaveImage();
    await waitFor(statusCode.ready);
    if (!wanted()) throw superseded();
    try {
      const blockBytes = blockSize - blockHeader;
      await write(startImage(picture.mode));
      await waitFor(statusCode.image);
      for (let start = 0; start < picture.bytes.length; start += blockBytes) {
        if (!wanted()) throw superseded();
        await write(imageBlock(picture.bytes.subarray(start, start + blockBytes), blockSize));
      }
      await write(commitImage());
      await waitFor(statusCode.ready);
      const { lastResult } = await status();
      if (imageErrors.includes(lastResult))
        throw new DeviceFault('device-refused', `picture was not taken, result ${lastResult}`);
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
