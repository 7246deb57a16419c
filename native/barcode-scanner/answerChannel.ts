import { DeviceFault, errorOf } from '../fault.ts';
import type { Limits } from '../limits.ts';
import type { ScannerCommand } from './commandSets.ts';

/** One command at a time, and the answer that comes back in pieces. What arrives when nobody asked is dropped. */
export function createAnswerChannel(limits: Limits['scanner']) {
  let arrived: number[] = [];
  let waiting: { look(): void; fail(fault: DeviceFault): void } | undefined;
  let stopped = false;

  return {
    /** Whether an answer is outstanding. */
    expecting: () => waiting !== undefined,

    /** Bytes that belong to the command channel. Gives back what lies behind the end of an answer. */
    take(bytes: Uint8Array): Uint8Array {
      if (!waiting) return new Uint8Array();
      arrived.push(...bytes);
      const before = waiting;
      before.look();
      if (waiting === before && arrived.length > limits.maxBytes)
        before.fail(new DeviceFault('device-garbled', `${arrived.length} bytes and no answer in them`));
      return waiting === before ? new Uint8Array() : Uint8Array.from(arrived.splice(0));
    },

    /** Sends one command and waits for its answer. Rejects with `DeviceFault`. */
    async ask(command: ScannerCommand, send: () => Promise<void>): Promise<string> {
      if (stopped) throw new DeviceFault('device-not-ready', 'nothing was sent');
      if (waiting) throw new DeviceFault('device-not-ready', 'an earlier command is not answered yet');
      const answerIn = command.answer;
      if (!answerIn) {
        await send();
        return '';
      }
      arrived = [];
      const answer = new Promise<string>((resolve, reject) => {
        const settle = (outcome: () => void) => {
          clearTimeout(timer);
          waiting = undefined;
          outcome();
        };
        const fail = (fault: DeviceFault) =>
          settle(() => {
            arrived = [];
            reject(fault);
          });
        const timer = setTimeout(
          () => fail(new DeviceFault(arrived.length > 0 ? 'device-garbled' : 'device-silent', command.name)),
          limits.answer,
        );
        waiting = {
          fail,
          look() {
            const found = answerIn(Uint8Array.from(arrived));
            if (!found) return;
            arrived.splice(0, found.length);
            settle(() =>
              found.answer.ok
                ? resolve(found.answer.text)
                : reject(new DeviceFault('device-refused', `${command.name}: ${found.answer.why}`)),
            );
          },
        };
      });
      answer.catch(() => {}); // The sending may fail first; the answer's rejection is then of no interest.
      await send().catch((thrown: unknown) => {
        const { code, detail } = errorOf(thrown);
        waiting?.fail(new DeviceFault(code, detail));
      });
      return answer;
    },

    /** The device is gone: who waits is answered. */
    stop(): void {
      stopped = true;
      waiting?.fail(new DeviceFault('device-lost', 'closed while it was asked'));
    },
  };
}
