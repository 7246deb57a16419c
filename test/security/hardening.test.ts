import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wallWindow } from '../support/wallWindow.ts';

/** Just enough of Electron to see what is asked of it. */
const electron = vi.hoisted(() => {
  const windows: {
    options: { webPreferences?: Record<string, unknown> };
    handlers: Map<string, (...args: unknown[]) => void>;
  }[] = [];
  const created: ((event: unknown, contents: unknown) => void)[] = [];
  const switches = new Set<string>();
  const app = {
    isPackaged: true,
    getLocale: () => 'de',
    commandLine: { hasSwitch: (name: string) => switches.has(name) },
    on: (_name: string, listener: (event: unknown, contents: unknown) => void) => void created.push(listener),
  };
  const granted: Record<string, unknown> = {};
  const downloads: ((event: { preventDefault(): void }) => void)[] = [];
  class BrowserWindow {
    webContents = { on: () => undefined, once: () => undefined };
    handlers = new Map<string, (...args: unknown[]) => void>();
    options: { webPreferences?: Record<string, unknown> };
    constructor(options: { webPreferences?: Record<string, unknown> }) {
      this.options = options;
      windows.push(this);
    }
    on(name: string, listener: (...args: unknown[]) => void): void {
      this.handlers.set(name, listener);
    }
    once(): void {}
    loadURL(): Promise<void> {
      // The pad's page says at once that it failed, so that the painter ends.
      queueMicrotask(() => this.handlers.get('page-title-updated')?.({ preventDefault() {} }, 'failed: test'));
      return Promise.resolve();
    }
    destroy(): void {}
    isDestroyed(): boolean {
      return false;
    }
  }
  const session = {
    defaultSession: {
      setPermissionRequestHandler: (handler: unknown) => void (granted['request'] = handler),
      setPermissionCheckHandler: (handler: unknown) => void (granted['check'] = handler),
      setDevicePermissionHandler: (handler: unknown) => void (granted['device'] = handler),
      on: (_name: string, listener: (event: { preventDefault(): void }) => void) => void downloads.push(listener),
    },
  };
  return {
    app,
    BrowserWindow,
    session,
    Menu: { setApplicationMenu: () => undefined },
    screen: { getAllDisplays: () => [] },
    protocol: {},
    windows,
    created,
    switches,
    granted,
    downloads,
  };
});
vi.mock('electron', () => electron);
const { createWindow, lockWindows } = await import('../../electron/shell/windows.ts');
const { clerkKind } = await import('../../electron/shell/windowKinds.ts');
const { paintPad } = await import('../../electron/shell/padPainter.ts');
const { harden } = await import('../../electron/shell/hardening.ts');
const { securityHeaders } = await import('../../electron/shell/scheme.ts');

const area = { x: 0, y: 0, width: 1, height: 1 };
const page = {
  width: 8,
  height: 8,
  language: 'de',
  direction: 'ltr' as const,
  title: '',
  paragraphs: [],
  text: area,
  ink: area,
  buttons: [],
};
const locked = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
  devTools: false,
};

describe('every window of an installed program', () => {
  it('is isolated, sandboxed and without developer tools, whatever its kind says; each kind has a preload script of its own, the pad window has no bridge', async () => {
    const careless = { kiosk: true, webPreferences: { sandbox: false, nodeIntegration: true } };
    const wallKind = { contract: wallWindow, title: 'title' as const, look: () => careless };
    const options = { log: () => {}, onGivingUp: () => {}, onSessionEnd: () => {} };
    createWindow(clerkKind, options).open();
    createWindow(wallKind, options).open();
    await expect(paintPad(page)).rejects.toThrow('could not be drawn');
    expect(electron.windows.map(({ options }) => options.webPreferences)).toEqual([
      { ...locked, preload: expect.stringMatching(/preload-clerk\.cjs$/) },
      { ...locked, preload: expect.stringMatching(/preload-wall\.cjs$/) },
      { ...locked, offscreen: true },
    ]);
  });

  describe('is granted nothing', () => {
    const clerk = {};
    type Asked = {
      contents?: unknown;
      permission?: string;
      media?: string[];
      isMainFrame?: boolean;
      requestingUrl?: string;
    };
    /** Both ways in which Chromium asks. */
    const granted = (asked: Asked): boolean[] => {
      const { contents, permission, media, ...details } = {
        contents: clerk,
        permission: 'media',
        media: ['video'],
        isMainFrame: true,
        requestingUrl: 'app://bundle/index.html',
        ...asked,
      };
      const answers: boolean[] = [];
      (electron.granted['request'] as (...args: unknown[]) => void)(
        contents,
        permission,
        (yes: boolean) => answers.push(yes),
        { ...details, mediaTypes: media },
      );
      return [
        ...answers,
        (electron.granted['check'] as (...args: unknown[]) => boolean)(contents, permission, 'app://bundle/', {
          ...details,
          mediaType: media[0],
        }),
      ];
    };

    it('but the camera, without sound, in the clerk window, for our own page', () => {
      lockWindows([], () => clerk as never);
      expect(granted({})).toEqual([true, true]);
    });

    it.each<[string, Asked]>([
      ['the microphone', { media: ['audio'] }],
      ['no medium', { media: [] }],
      ['another permission', { permission: 'display-capture' }],
      ['geolocation', { permission: 'geolocation' }],
      ['another window', { contents: {} }],
      ['no window', { contents: null }],
      ['a frame in the page', { isMainFrame: false }],
      ['a foreign page', { requestingUrl: 'https://example.org/' }],
      ['an address that begins like ours', { requestingUrl: 'app://bundle.example.org/' }],
      ['no address', { requestingUrl: undefined }],
    ])('not %s', (_what, asked) => {
      lockWindows([], () => clerk as never);
      expect(granted(asked)).toEqual([false, false]);
    });

    it('not the camera together with the microphone, and nothing before there is a window or where the settings switch the camera off', () => {
      lockWindows([], () => clerk as never);
      expect(granted({ media: ['video', 'audio'] })[0]).toBe(false);
      lockWindows([], () => null);
      expect([granted({}), granted({ contents: null })]).toEqual([
        [false, false],
        [false, false],
      ]);
      expect((electron.granted['device'] as () => boolean)()).toBe(false);
    });
  });

  it('goes nowhere, opens nothing and saves nothing', () => {
    electron.created.length = electron.downloads.length = 0;
    lockWindows([], () => null);
    const refused: string[] = [];
    const listeners = new Map<string, (event: { preventDefault(): void }) => void>();
    let open: (() => { action: string }) | undefined;
    electron.created[0]?.(
      {},
      {
        on: (name: string, listener: (event: { preventDefault(): void }) => void) => listeners.set(name, listener),
        setWindowOpenHandler: (handler: () => { action: string }) => (open = handler),
      },
    );
    for (const [name, listener] of listeners) listener({ preventDefault: () => refused.push(name) });
    electron.downloads[0]?.({ preventDefault: () => refused.push('will-download') });
    expect(refused).toEqual(['will-navigate', 'will-redirect', 'will-attach-webview', 'will-download']);
    expect(open?.()).toEqual({ action: 'deny' });
  });

  it('may load its own page anew, and no page of another window, nor one that it does not show', () => {
    electron.created.length = 0;
    const [clerk, wall, foreign] = ['app://bundle/index.html', 'app://bundle/wall/index.html', 'https://example.org/'];
    const listeners = new Map<string, (event: { url: string; preventDefault(): void }) => void>();
    let shown = clerk;
    const contents = { on: listeners.set.bind(listeners), setWindowOpenHandler: () => {}, getURL: () => shown };
    lockWindows(
      [
        { page: clerk, contents: () => contents as never },
        { page: wall, contents: () => ({}) as never },
      ],
      () => null,
    );
    electron.created[0]?.({}, contents);
    const goes = (url: string): boolean => {
      let allowed = true;
      listeners.get('will-navigate')?.({ url, preventDefault: () => (allowed = false) });
      return allowed;
    };
    expect([clerk, wall, foreign].map(goes)).toEqual([true, false, false]);
    shown = wall;
    expect([clerk, wall, foreign].map(goes)).toEqual([false, false, false]);
  });

  it('is served under exactly this policy', () => {
    expect(securityHeaders['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; media-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(securityHeaders['permissions-policy']).toBe(
      'camera=(self), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
    );
  });
});

describe('the start of an installed program', () => {
  let umask: number;
  beforeEach(() => void (umask = process.umask()));
  afterEach(() => {
    process.umask(umask);
    electron.switches.clear();
    electron.app.isPackaged = true;
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  });

  it.each([
    'remote-debugging-port',
    'remote-debugging-pipe',
    'remote-allow-origins',
    'disable-web-security',
    'ignore-certificate-errors',
    'load-extension',
  ])('with --%s is refused', (name) => {
    expect(harden()).toBe(true);
    electron.switches.add(name);
    expect(harden()).toBe(false);
    electron.app.isPackaged = false;
    expect(harden()).toBe(true);
  });

  it('does not let the environment switch the check of certificates off, and keeps files to its own account', () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    expect(harden()).toBe(true);
    expect(process.env['NODE_TLS_REJECT_UNAUTHORIZED']).toBeUndefined();
    if (process.platform !== 'win32') expect(process.umask()).toBe(0o077);
  });

  it('comes before anything else, and a refused one opens nothing', () => {
    const main = readFileSync(join(import.meta.dirname, '../../electron/main.ts'), 'utf8');
    expect(main.indexOf('harden();')).toBeLessThan(main.indexOf('sandboxEveryProcess();'));
    expect(main).toMatch(/if \(!allowed\) app\.exit\(1\);\nelse /);
  });

  it('is locked by fuses: no other program inside, no options from outside, nothing but its own archive', () => {
    const builder = readFileSync(join(import.meta.dirname, '../../electron-builder.yml'), 'utf8');
    const fuses = Object.fromEntries(
      [...builder.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, value]) => [name, value]),
    );
    expect(fuses).toMatchObject({
      runAsNode: 'false',
      enableNodeOptionsEnvironmentVariable: 'false',
      enableNodeCliInspectArguments: 'false',
      enableEmbeddedAsarIntegrityValidation: 'true',
      onlyLoadAppFromAsar: 'true',
      grantFileProtocolExtraPrivileges: 'false',
      enableCookieEncryption: 'true',
    });
  });

  it('takes no words of ours from the environment but the name of a settings file, and that only in a checkout', () => {
    const sources = [
      'main.ts',
      ...[
        'deviceHostProcess',
        'embeddedBackend',
        'hardening',
        'keyStore',
        'log',
        'padPainter',
        'paths',
        'publish',
        'quit',
        'scheme',
        'serve',
        'settings',
        'windowKinds',
        'windows',
      ].map((name) => `shell/${name}.ts`),
    ]
      .map((name) => readFileSync(join(import.meta.dirname, '../../electron', name), 'utf8'))
      .join('\n');
    expect([...sources.matchAll(/process\.env\['(\w+)'\]/g)].map(([, name]) => name).sort()).toEqual([
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'PROGRAMDATA',
      'SCHALTERWERK_MACHINE_SETTINGS',
    ]);
    expect(sources).toContain("!app.isPackaged && process.env['SCHALTERWERK_MACHINE_SETTINGS']");
  });
});
