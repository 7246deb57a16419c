import type { IpcMainInvokeEvent } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { WindowContract } from '../../../electron/contract/index.ts';
import type { WindowKind } from '../../../electron/shell/windows.ts';
import { wallWindow } from '../../support/wallWindow.ts';

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
    loaded: string[] = [];
    options: Record<string, unknown>;
    constructor(options: Record<string, unknown>) {
      this.options = options;
      windows.push(this);
    }
    on = this.#heard.on;
    once(): void {}
    show(): void {}
    loadURL = async (url: string): Promise<void> => void this.loaded.push(url);
    isDestroyed = (): boolean => this.#gone;
    destroy(): void {
      this.#gone = true;
      this.#heard.tell('closed');
    }
  }
  return {
    windows,
    BrowserWindow,
    app: { isPackaged: true, getLocale: () => 'de' },
    screen: { getAllDisplays: () => [] },
    protocol: {},
  };
});
vi.mock('electron', () => electron);
const { createWindow } = await import('../../../electron/shell/windows.ts');
const { clerkKind } = await import('../../../electron/shell/windowKinds.ts');

const wallKind: WindowKind<typeof wallWindow> = {
  contract: wallWindow,
  title: 'title',
  look: ({ width, height }) => ({ width, height, kiosk: true, closable: false }),
};
const create = <C extends WindowContract>(kind: WindowKind<C>) =>
  createWindow(kind, { log: () => {}, onGivingUp: () => {}, onSessionEnd: () => {} });
const open = () => {
  const window = create(clerkKind);
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
    ['the page of another window', { parent: null, url: 'app://bundle/wall/index.html' }],
    ['an empty page', { parent: null, url: 'about:blank' }],
  ])('not when %s asks in it', (_what, frame) => {
    const window = open();
    expect(window.isSender(request(window.contents(), frame))).toBe(false);
  });

  it('not before it is open, nor once it is closed', () => {
    const window = create(clerkKind);
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

describe('a second kind of window', () => {
  it('shows its own page, with its own bridge, and stands as its kind says', () => {
    open();
    create(wallKind).open();
    const [clerk, wall] = electron.windows;
    expect([clerk?.loaded, wall?.loaded]).toEqual([[page], ['app://bundle/wall/index.html']]);
    expect(clerk?.options).toMatchObject({ width: 1280, height: 800, title: 'Schalterwerk' });
    expect(clerk?.options).not.toHaveProperty('kiosk');
    expect(wall?.options).toMatchObject({ width: 1280, height: 800, title: 'Schalterwerk', kiosk: true });
    expect(wall?.options).toMatchObject({ webPreferences: { preload: expect.stringMatching(/preload-wall\.cjs$/) } });
  });

  it('asks from its own page only, and not as the other', () => {
    const clerk = open();
    const wall = create(wallKind);
    wall.open();
    const from = request(wall.contents(), { parent: null, url: 'app://bundle/wall/index.html' });
    expect([clerk.isSender(from), wall.isSender(from)]).toEqual([false, true]);
    expect(wall.isSender(request(wall.contents()))).toBe(false);
  });
});
