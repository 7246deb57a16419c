import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { channels, fail, type HandlersOf, type Result, type WindowContract } from '../contract/index.ts';
import type { Log } from '../core/kernel/ports.ts';
import { placeOf } from './log.ts';
import type { AppWindow } from './windows.ts';

type AnyHandler = (input: unknown) => Promise<Result<unknown>>;

/** A kind of window, and who answers what it asks. */
export interface ServedWindow {
  contract: WindowContract;
  handlers: Readonly<Record<string, AnyHandler>>;
  isSender(event: IpcMainInvokeEvent): boolean;
}

/** The handlers are held to the contract of this kind of window, and to no other. */
export const served = <C extends WindowContract>(
  { contract, isSender }: Pick<AppWindow<C>, 'contract' | 'isSender'>,
  handlers: HandlersOf<C>,
): ServedWindow => ({ contract, handlers: handlers as Record<string, AnyHandler>, isSender });

/**
 * Answers what the windows ask: checks who asks, that it is theirs to ask, the input and the answer. The only user of
 * `ipcMain`. Nothing is ever thrown to a window: a fault becomes `unexpected` and a line in the log that says where, not
 * with what.
 */
export function serve(windows: readonly ServedWindow[], log: Log): void {
  ipcMain.handle(
    channels.ask,
    async (event: IpcMainInvokeEvent, name: unknown, input: unknown): Promise<Result<unknown>> => {
      const window = windows.find((each) => each.isSender(event));
      if (!window) {
        log('warn', 'A request from a foreign sender was refused.');
        return fail('invalid-request');
      }
      if (typeof name !== 'string' || !Object.hasOwn(window.contract.requests, name)) {
        log('warn', 'A request with an unknown name was refused.');
        return fail('invalid-request');
      }
      return answer(window, name, input, log);
    },
  );
}

async function answer(
  { contract, handlers }: ServedWindow,
  name: string,
  input: unknown,
  log: Log,
): Promise<Result<unknown>> {
  const [request, handler] = [contract.requests[name], handlers[name]];
  const checked = request?.input.safeParse(input);
  if (!request || !handler || !checked?.success) {
    const where = checked?.error?.issues.map((issue) => issue.path.join('.') || 'its top').join(', ') ?? 'its name';
    log('warn', `${name}: the input was refused at ${where}.`);
    return fail('invalid-request');
  }
  try {
    const result = await handler(checked.data);
    if (!result.ok) return result;
    return { ok: true, value: request.output.parse(result.value) };
  } catch (error) {
    log('error', `${name} failed: ${placeOf(error)}`);
    return fail('unexpected');
  }
}
