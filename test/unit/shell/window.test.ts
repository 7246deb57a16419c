import type { IpcMainInvokeEvent } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';

interface Contents {
  on(name: string, listener: (...all: unknown[]) => void): void;
  once(): void;
  tell(name: string, ...all: unknown[]): void;
}

/** As much of Electron as a window needs. */
const electron = vi.hoisted(() => {
  const windows: InstanceType<typeof BrowserWindow>[] = [];
  const hearing = () => {
    const heard: [string, (...all: unknown[]) => void][] = [];
    return {
      on: (name: string, listener: (...all: unknown[]) => void) => void heard.push([name, listener]),
      once: () => undefined,
      tell: (name: string, ...all: unknown[]) =>
        heard.forEach(([of, listener]) => {
          if (of === name) listener(...all);
        }),
    };
  };
  class BrowserWindow {
    webContents: Contents = hearing();
    #heard = hearing();
    #gone = false;
    constructor() {
      windows.push(this);
    }
    on = this.#heard.on;
    once(): void {}
    show(): void {}
    loadURL = async (): Promise<void> => undefined;
    isDestroyed = (): boolean => this.#gone;
    destroy(): void {
      this.#gone = true;
      this.#heard.tell('closed');
    }
  }
  return { windows, BrowserWindow, app: { isPackaged: true }, screen: { getAllDisplays: () => [] }, protocol: {} };
});
vi.mock('electron', () => electron);
const { createClerkWindow } = await import('../../../electron/shell/window.ts');

const open = () => {
  const window = createClerkWindow({ preload: 'x', log: () => {}, onGivingUp: () => {}, onSessionEnd: () => {} });
  window.open();
  return window;
};
const page = 'app://bundle/index.html';
const request = (sender: unknown, senderFrame: unknown = { parent: null, url: page }) =>
  ({ sender, senderFrame }) as IpcMainInvokeEvent;

beforeEach(() => void (electron.windows.length = 0));

describe('a request counts as of the clerk’s window', () => {
  it('when the page of that window asks', () => {
    const window = open();
    expect(window.isSender(request(window.contents()))).toBe(true);
  });

  it('not when another window asks, whatever page it shows', () => {
    const [window, other] = [open(), open()];
    expect(window.isSender(request(other.contents()))).toBe(false);
    expect(other.isSender(request(other.contents()))).toBe(true);
  });

  it.each([
    ['a frame within the page', { parent: {}, url: page }],
    ['a frame that is gone', null],
    ['a foreign page', { parent: null, url: 'https://example.org/index.html' }],
    ['an address that begins like ours', { parent: null, url: 'app://bundle.example.org/index.html' }],
    ['an empty page', { parent: null, url: 'about:blank' }],
  ])('not when %s asks in it', (_what, frame) => {
    const window = open();
    expect(window.isSender(request(window.contents(), frame))).toBe(false);
  });

  it('not before it is open, nor once it is closed', () => {
    const window = createClerkWindow({ preload: 'x', log: () => {}, onGivingUp: () => {}, onSessionEnd: () => {} });
    expect(window.isSender(request(window.contents()))).toBe(false);
    window.open();
    const contents = window.contents();
    electron.windows[0]?.destroy();
    expect(window.isSender(request(contents))).toBe(false);
  });

  it('when it took the place of a broken one, which is not heard any more', () => {
    const window = open();
    const broken = electron.windows[0]?.webContents;
    broken?.tell('render-process-gone', {}, { reason: 'crashed' });
    expect(electron.windows).toHaveLength(2);
    expect(window.isSender(request(broken))).toBe(false);
    expect(window.isSender(request(electron.windows[1]?.webContents))).toBe(true);
  });
});
