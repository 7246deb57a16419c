import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { channels, fail, type Handlers, type RequestName, requests, type Result } from '../contract/index.ts';
import type { Log } from '../core/kernel/ports.ts';
import { placeOf } from './log.ts';

type AnyHandler = (input: unknown) => Promise<Result<unknown>>;

/**
 * Answers what the window asks: checks who asks, the name, the input and the answer. The only user of `ipcMain`.
 * Nothing is ever thrown to the window: a fault becomes `unexpected` and a line in the log that says where, not with
 * what.
 */
export function serve(handlers: Handlers, isOwnWindow: (event: IpcMainInvokeEvent) => boolean, log: Log): void {
  ipcMain.handle(
    channels.ask,
    async (event: IpcMainInvokeEvent, name: unknown, input: unknown): Promise<Result<unknown>> => {
      if (!isOwnWindow(event)) {
        log('warn', 'A request from a foreign sender was refused.');
        return fail('invalid-request');
      }
      if (typeof name !== 'string' || !Object.hasOwn(requests, name)) {
        log('warn', 'A request with an unknown name was refused.');
        return fail('invalid-request');
      }
      return answer(name as RequestName, input, handlers, log);
    },
  );
}

async function answer(name: RequestName, input: unknown, handlers: Handlers, log: Log): Promise<Result<unknown>> {
  const checked = requests[name].input.safeParse(input);
  if (!checked.success) {
    log(
      'warn',
      `${name}: the input was refused at ${checked.error.issues.map((issue) => issue.path.join('.') || 'its top').join(', ')}.`,
    );
    return fail('invalid-request');
  }
  try {
    const result = await (handlers[name] as AnyHandler)(checked.data);
    if (!result.ok) return result;
    return { ok: true, value: requests[name].output.parse(result.value) };
  } catch (error) {
    log('error', `${name} failed: ${placeOf(error)}`);
    return fail('unexpected');
  }
}
