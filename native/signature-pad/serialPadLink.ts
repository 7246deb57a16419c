import { DeviceFault } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ByteLink, ReportLink } from '../link/link.ts';
import { listeners } from '../link/link.ts';
import { openSerialLink } from '../link/serialLink.ts';
import { withinTime } from '../time.ts';
import { createPadFrames, frame } from './serialFrames.ts';

export const serialCommand = { getReport: 0x80, setResult: 0x81 } as const;
/** Reports the pad sends by itself. */
const inputs: readonly number[] = [0x01, 0x10, 0x30, 0x31, 0x33, 0x34];

/**
 * The pad's reports over a serial line. Read: `80 id`, answered by a frame that begins with the id. Write: `id data`,
 * answered by `81 result`. One at a time; an answer to nothing is dropped.
 */
export function serialPadLink(line: ByteLink, answerWithinMs: number): ReportLink {
  const parser = createPadFrames();
  const reports = listeners<Uint8Array>();
  let waiting: ((payload: Uint8Array) => void) | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const stopBytes = line.onBytes((bytes) => {
    for (const payload of parser.push(bytes)) {
      if (inputs.includes(payload[0] ?? 0)) reports.tell(payload);
      else waiting?.(payload);
    }
  });

  function exchange<T>(request: Uint8Array, answer: (payload: Uint8Array) => T | undefined): Promise<T> {
    const mine = turn.then(async () => {
      let forget = () => {};
      const answered = new Promise<T>((resolve, reject) => {
        forget = line.onLost((cause) => reject(new DeviceFault('device-lost', cause.detail)));
        waiting = (payload) => {
          try {
            const value = answer(payload);
            if (value !== undefined) resolve(value);
          } catch (refused) {
            reject(refused);
          }
        };
      });
      answered.catch(() => {}); // Who asked may have failed in writing already.
      try {
        await line.write(frame(request));
        return await withinTime(
          answered,
          answerWithinMs,
          () => new DeviceFault('device-silent', `report ${request[0]} was not answered`),
        );
      } finally {
        waiting = undefined;
        forget();
      }
    });
    turn = mine.catch(() => {});
    return mine;
  }

  /** The result of a set; not 0: refused. */
  const setResult = (payload: Uint8Array): true | undefined => {
    if (payload[0] !== serialCommand.setResult) return undefined;
    if (payload[1] !== 0) throw new DeviceFault('device-refused', `pad answered with ${payload[1] ?? 'nothing'}`);
    return true;
  };
  const write = async (bytes: Uint8Array): Promise<void> => void (await exchange(bytes, setResult));

  return {
    writeFeature: write,
    writeOutput: write,
    readFeature: (id, size) =>
      exchange(Uint8Array.of(serialCommand.getReport, id), (payload) => {
        if (payload[0] === id) return payload.slice(1, 1 + size);
        setResult(payload);
        return undefined;
      }),
    onReport: reports.add,
    onLost: line.onLost,
    async close() {
      stopBytes();
      reports.clear();
      await line.close();
    },
  };
}

/** Opens a pad on a serial port; null when the port is not there. */
export async function openSerialPad(
  config: { path: string; baudRate: number },
  limits: Limits,
): Promise<ReportLink | null> {
  const line = await openSerialLink({ ...config, signals: { dtr: false, rts: true } }, limits.link);
  return line && serialPadLink(line, limits.pad.report);
}
