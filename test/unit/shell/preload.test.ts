import { runInNewContext } from 'node:vm';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import {
  channels,
  clerkWindow,
  type BridgeOf,
  type Bridge,
  type WindowContract,
} from '../../../electron/contract/index.ts';
import { windows } from '../../../electron/contract/windows.ts';
import { preload } from '../../../electron/vite.config.ts';
import { wallWindow } from '../../support/wallWindow.ts';

/** The script as it is shipped, as text. */
async function built(window: WindowContract): Promise<string> {
  const config = preload(window);
  const result = await build({ ...config, build: { ...config.build, write: false } });
  const files = 'output' in result ? result.output : [];
  return files.flatMap((file) => (file.type === 'chunk' ? [file.code] : [])).join();
}

/** What the script gives its page, and what the page's requests reach of the main process. */
function run<C extends WindowContract>(script: string) {
  const asked: unknown[][] = [];
  let tell: (...all: unknown[]) => void = () => undefined;
  const given: Record<string, unknown> = {};
  const electron = {
    ipcRenderer: {
      on: (_channel: string, listener: typeof tell) => void (tell = listener),
      invoke: async (...all: unknown[]) => (asked.push(all), { ok: true, value: null }),
    },
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => void (given[name] = value) },
  };
  runInNewContext(script, { require: () => electron, module: {}, exports: {} });
  return { bridge: given['bridge'] as BridgeOf<C>, given, asked, tell };
}

const names = (window: WindowContract): string[] => [...Object.keys(window.requests), ...Object.keys(window.events)];
const has = (script: string, name: string): boolean => script.includes(`"${name}"`) || script.includes(`'${name}'`);

describe('the preload script of a kind of window', () => {
  it('is built for every kind, each under a name of its own, with all names of its own', async () => {
    const files = windows.map((window) => preload(window).build?.rolldownOptions?.output);
    expect(new Set(files.map((file) => JSON.stringify(file))).size).toBe(windows.length);
    for (const window of windows) {
      const script = await built(window);
      expect(names(window).filter((name) => !has(script, name))).toEqual([]);
    }
  });

  it('carries no name of what is another window’s', async () => {
    const script = await built(wallWindow);
    const foreign = names(clerkWindow).filter((name) => !names(wallWindow).includes(name));
    expect(foreign.length).toBeGreaterThan(50);
    expect(foreign.filter((name) => has(script, name))).toEqual([]);
    expect(names(wallWindow).filter((name) => !has(script, name))).toEqual([]);
  });

  it('lets its page ask and hear what is its own, and nothing else leaves it', async () => {
    const { bridge, given, asked, tell } = run<typeof wallWindow>(await built(wallWindow));
    expect(Object.keys(given)).toEqual(['bridge']);
    await bridge.ask('wall.isThere', { width: 1920 });
    expect(await (bridge as unknown as Bridge).ask('queue.callNext', null)).toEqual({
      ok: false,
      error: { code: 'invalid-request' },
    });
    expect(asked).toEqual([[channels.ask, 'wall.isThere', { width: 1920 }]]);
    const heard: unknown[] = [];
    bridge.on('calls', (calls) => heard.push(calls));
    expect(() => (bridge as unknown as Bridge).on('day', () => undefined)).toThrow('There is no such event.');
    tell({}, 'calls', { calls: [] });
    tell({}, 'day', { all: ['Mustermann, Erika'] });
    expect(heard).toEqual([{ calls: [] }]);
  });
});
