import { EventEmitter } from 'node:events';
import type { IpcMain, IpcMainInvokeEvent } from './surface.ts';

type Handler = Parameters<IpcMain['handle']>[1];

class StandInIpcMain extends EventEmitter {
  private readonly handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }

  /** Cloning catches handlers that answer with something that cannot travel. */
  async invoke(channel: string, event: IpcMainInvokeEvent, args: unknown[]): Promise<{ ok: boolean; value: unknown }> {
    const handler = this.handlers.get(channel);
    if (!handler)
      return {
        ok: false,
        value: `Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`,
      };
    try {
      return { ok: true, value: structuredClone(await handler(event, ...args)) };
    } catch (error) {
      return { ok: false, value: `Error invoking remote method '${channel}': ${String(error)}` };
    }
  }
}

export const ipcMain = new StandInIpcMain();
