import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge, EventName, RequestName } from './contract/index.ts';

/**
 * Names of the contract, put in by the build: with the schemas themselves this script would be ten times as long and
 * would hold up every window. What travels is checked by the main process, in both directions.
 */
declare const contractNames: { ask: string; event: string; requests: RequestName[]; events: EventName[] };

const requestNames = new Set<string>(contractNames.requests);
const eventNames = new Set<string>(contractNames.events);

const bridge: Bridge = {
  async ask(name, input) {
    if (!requestNames.has(name)) return { ok: false, error: { code: 'invalid-request' } };
    return ipcRenderer.invoke(contractNames.ask, name, input);
  },
  on(name, listener) {
    if (!eventNames.has(name)) throw new Error('There is no such event.');
    const hear = (_event: IpcRendererEvent, told: unknown, value: Parameters<typeof listener>[0]): void => {
      if (told === name) listener(value);
    };
    ipcRenderer.on(contractNames.event, hear);
    return () => void ipcRenderer.off(contractNames.event, hear);
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
