import type { DeviceError } from './contract.ts';
import { createEchoFilter } from './echo.ts';
import { DeviceFault, errorOf, faultOf } from './fault.ts';
import type { ByteLink } from './link/link.ts';
import { sleep } from './time.ts';

/** Cuts a stream of bytes into frames and counts what it had to throw away. */
export interface FrameParser {
  push(bytes: Uint8Array): Uint8Array[];
  /** Bytes thrown away since the last call. */
  takeDiscarded(): number;
  /** Forgets a half frame. */
  reset(): void;
}

export interface Command<Reply> {
  /** For the log. */
  name: string;
  bytes: Uint8Array;
  /** null: the device answers nothing, or nothing we could rely on. */
  reply: null | {
    timeoutMs: number;
    /**
     * undefined: not the reply to this command; it may have come late, from another board, or be an echo. Throws
     * `DeviceFault` for a no.
     */
    parse(frame: Uint8Array): Reply | undefined;
  };
  /** Never true for anything that moves. */
  safeToRepeat: boolean;
  /** Rest on the line after this command. */
  restMs: number;
  /** A right answer may consist of the very bytes that were sent (Modbus: writing a coil). */
  mayAnswerAlike?: boolean;
}

export interface Exchange {
  /**
   * Sends one command when it is its turn. Rejects with `DeviceFault`: `device-not-ready` when nothing was sent,
   * `device-lost`, `device-silent` or `device-garbled` when it was.
   */
  run<Reply>(command: Command<Reply>): Promise<Reply>;
  /** Everybody who waits is answered; nothing more is sent. */
  stop(cause: DeviceError): void;
}

export interface ExchangeOptions {
  attempts: number;
  onDiscarded(bytes: number): void;
  /** Frames that nobody waits for. */
  onOther?(frame: Uint8Array): void;
  /** The device speaks without being asked: what comes between two commands is not thrown away. */
  continuous?: boolean;
}

/** One command at a time on one line; a command that is not safe to repeat is written at most once. */
export function createExchange(link: ByteLink, parser: FrameParser, options: ExchangeOptions): Exchange {
  let over: DeviceError | undefined;
  let line: Promise<unknown> = Promise.resolve();
  let waiting:
    | { /** Whether it was for us. */ take(frame: Uint8Array): boolean; fail(fault: DeviceFault): void }
    | undefined;
  let junk = 0;
  const echo = createEchoFilter();

  const stopBytes = link.onBytes((bytes) => {
    for (const frame of parser.push(echo.take(bytes))) if (!waiting?.take(frame)) options.onOther?.(frame);
    const discarded = parser.takeDiscarded();
    if (discarded > 0) {
      junk += discarded;
      options.onDiscarded(discarded);
    }
  });
  const stopLoss = link.onLost((cause) => stop(cause));

  function stop(cause: DeviceError): void {
    if (over) return;
    over = cause;
    stopBytes();
    stopLoss();
    waiting?.fail(faultOf({ code: 'device-lost', detail: cause.detail }));
  }

  async function once<Reply>(command: Command<Reply>): Promise<Reply> {
    if (over) throw new DeviceFault('device-not-ready', 'nothing was sent');
    if (!options.continuous) {
      await link.flushInput().catch(() => {}); // An answer to an earlier command must not pass for one to this.
      parser.reset();
      parser.takeDiscarded();
    }
    if (over) throw new DeviceFault('device-not-ready', 'nothing was sent');
    junk = 0;
    const reply = command.reply;
    echo.sent(command.bytes, command.mayAnswerAlike ?? false);
    if (!reply) {
      await link.write(command.bytes).catch((thrown: unknown) => {
        throw new DeviceFault('device-lost', errorOf(thrown).detail); // Part of it may have left.
      });
      return undefined as Reply;
    }
    const answer = new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => {
        parser.reset(); // A half answer is junk as well.
        junk += parser.takeDiscarded();
        settle(() =>
          reject(
            junk > 0
              ? new DeviceFault('device-garbled', `${command.name}: ${junk} unreadable bytes`)
              : new DeviceFault('device-silent', command.name),
          ),
        );
      }, reply.timeoutMs);
      const settle = (outcome: () => void) => {
        clearTimeout(timer);
        waiting = undefined;
        outcome();
      };
      waiting = {
        take(frame) {
          // An echo behind junk; after it an equal frame is an answer.
          if (!command.mayAnswerAlike && !echo.seen() && sameBytes(frame, command.bytes)) {
            echo.found();
            return true;
          }
          try {
            const value = reply.parse(frame);
            if (value === undefined) return false;
            settle(() => resolve(value));
          } catch (thrown) {
            settle(() => reject(thrown));
          }
          return true;
        },
        fail: (fault) => settle(() => reject(fault)),
      };
    });
    answer.catch(() => {}); // The write may fail first; the answer's rejection is then of no interest.
    await link.write(command.bytes).catch((thrown: unknown) => {
      waiting?.fail(new DeviceFault('device-lost', errorOf(thrown).detail));
    });
    return answer;
  }

  async function attempt<Reply>(command: Command<Reply>): Promise<Reply> {
    const attempts = command.safeToRepeat ? options.attempts : 1;
    for (let number = 1; ; number += 1) {
      try {
        return await once(command);
      } catch (thrown) {
        if (over || number >= attempts) throw thrown;
        await sleep(command.restMs);
      }
    }
  }

  return {
    run(command) {
      const turn = line.then(() => attempt(command));
      // The rest belongs to the line, not to who waits for the answer.
      line = turn.catch(() => {}).then(() => (over ? undefined : sleep(command.restMs)));
      return turn;
    },
    stop,
  };
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
