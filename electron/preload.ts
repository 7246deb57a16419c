import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { BridgeOf, WindowContract } from './contract/index.ts';

/**
 * The preload script of each kind of window. The build makes one for each and puts in the names of its own contract:
 * with the schemas themselves this script would be ten times as long and would hold up every window. What travels is
 * checked by the main process, in both directions.
 */
declare const contractNames: { ask: string; event: string; requests: string[]; events: string[] };

const requestNames = new Set(contractNames.requests);
const eventNames = new Set(contractNames.events);

/** One listener of Electron's for all of the page's, which may be many. */
type Hear = (value: never) => void;
const listeners = new Map<string, Set<Hear>>();
ipcRenderer.on(contractNames.event, (_event: IpcRendererEvent, told: string, value: unknown) => {
  for (const hear of [...(listeners.get(told) ?? [])]) hear(value as never);
});

const bridge: BridgeOf<WindowContract> = {
  async ask(name, input) {
    if (!requestNames.has(name)) return { ok: false, error: { code: 'invalid-request' } };
    return ipcRenderer.invoke(contractNames.ask, name, input);
  },
  on(name, listener) {
    if (!eventNames.has(name)) throw new Error('There is no such event.');
    // A function of its own for each call: whoever listens twice is told twice, and ends one of them.
    const hear: Hear = (value) => listener(value);
    const hearing = listeners.get(name) ?? new Set();
    listeners.set(name, hearing.add(hear));
    return () => void hearing.delete(hear);
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
