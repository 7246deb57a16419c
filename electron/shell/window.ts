import { app, BrowserWindow, type IpcMainInvokeEvent, Menu, screen, session, type WebContents } from 'electron';
import type { Log } from '../core/kernel/ports.ts';
import { ownOrigin } from './scheme.ts';

/** A window that hangs this long after it was noticed is replaced. */
const hangLimitMs = 10_000;
/** More crashes than this within the span: replacing it again would not help. */
const crashLimit = 3;
const crashSpanMs = 60_000;
/**
 * `ready-to-show` may never come to a hidden window (Wayland, electron/electron#48859): then the window shows itself.
 */
const shownAfterLoadMs = 200;
const shownAfterMs = 3_000;
/** The only page of the clerk's window; it alone may be loaded anew by itself, as after a fault while drawing. */
const clerkPage = `${ownOrigin}/index.html`;

export interface ClerkWindow {
  contents(): WebContents | null;
  /** Is this request from the main frame of the clerk's window, showing our own page? */
  isSender(event: IpcMainInvokeEvent): boolean;
  open(): void;
  /** Brings the window to the front; opens it if it is not there. */
  focus(): void;
}

/** What every window of this application is: isolated, sandboxed, and going nowhere. */
export const lockedDown = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
  devTools: !app.isPackaged,
} as const;

/**
 * To be called once, when the application is ready: no permissions, no menu, no ways out, for all windows. The one
 * exception is the camera, without sound, for the page in `seeing`; null: for nobody.
 */
export function lockWindows(seeing: () => WebContents | null): void {
  const mayUseCamera = (
    contents: WebContents | null,
    permission: string,
    media: readonly (string | undefined)[],
    details: { isMainFrame: boolean; requestingUrl?: string },
  ): boolean =>
    contents !== null &&
    contents === seeing() &&
    permission === 'media' &&
    media.length > 0 &&
    media.every((kind) => kind === 'video') &&
    details.isMainFrame &&
    (details.requestingUrl?.startsWith(`${ownOrigin}/`) ?? false);
  Menu.setApplicationMenu(null);
  session.defaultSession.setPermissionRequestHandler((contents, permission, grant, details) =>
    grant(mayUseCamera(contents, permission, 'mediaTypes' in details ? (details.mediaTypes ?? []) : [], details)),
  );
  session.defaultSession.setPermissionCheckHandler((contents, permission, _origin, details) =>
    mayUseCamera(contents, permission, [details.mediaType], details),
  );
  session.defaultSession.setDevicePermissionHandler(() => false);
  session.defaultSession.on('will-download', (event) => event.preventDefault());
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (event.url !== clerkPage || contents.getURL() !== clerkPage) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/**
 * The clerk's window. It is replaced when its render process is gone or hangs; its content comes from the main process.
 */
export function createClerkWindow(options: {
  preload: string;
  log: Log;
  onGivingUp: () => void;
  onSessionEnd: () => void;
}): ClerkWindow {
  const { preload, log, onGivingUp, onSessionEnd } = options;
  let window: BrowserWindow | null = null;
  let crashes: number[] = [];

  function open(): void {
    const area = screen.getAllDisplays()[0]?.workArea ?? { width: 1280, height: 800 };
    const opened = new BrowserWindow({
      width: Math.min(1440, area.width),
      height: Math.min(900, area.height),
      minWidth: Math.min(1024, area.width),
      minHeight: Math.min(640, area.height),
      title: 'Schalterwerk',
      show: false,
      backgroundColor: '#ffffff',
      webPreferences: { ...lockedDown, preload },
    });
    window = opened;
    opened.on('page-title-updated', (event) => event.preventDefault());
    showSoon(opened);
    // Windows signs the person out or shuts down: none of the events of an orderly end comes then.
    opened.on('query-session-end', onSessionEnd);
    opened.on('session-end', onSessionEnd);
    opened.on('closed', () => {
      if (window === opened) window = null;
    });
    replaceWhenBroken(opened);
    opened.loadURL(clerkPage).catch((error: unknown) => {
      if (!opened.isDestroyed()) log('error', `The window's page could not be loaded: ${String(error)}`);
    });
  }

  function showSoon(hidden: BrowserWindow): void {
    let shown = false;
    const show = (): void => {
      if (shown || hidden.isDestroyed()) return;
      shown = true;
      hidden.show();
      log('info', 'The window is shown.');
    };
    hidden.once('ready-to-show', show);
    hidden.webContents.once('did-finish-load', () => setTimeout(show, shownAfterLoadMs));
    setTimeout(show, shownAfterMs);
  }

  function replaceWhenBroken(broken: BrowserWindow): void {
    const { webContents } = broken;
    let hanging: NodeJS.Timeout | undefined;
    broken.on('unresponsive', () => {
      log('warn', 'The window does not respond.');
      hanging ??= setTimeout(() => webContents.forcefullyCrashRenderer(), hangLimitMs);
    });
    broken.on('responsive', () => {
      clearTimeout(hanging);
      hanging = undefined;
    });
    broken.on('closed', () => clearTimeout(hanging));
    webContents.on('preload-error', (_event, _path, error) =>
      log('error', `The preload script failed: ${String(error)}`),
    );
    webContents.on('render-process-gone', (_event, details) => {
      if (broken.isDestroyed() || window !== broken) return;
      log('error', `The window's process is gone: ${details.reason}.`);
      const now = Date.now();
      crashes = [...crashes.filter((at) => now - at < crashSpanMs), now];
      if (crashes.length > crashLimit) {
        onGivingUp();
        return;
      }
      open(); // First the new one: closing the last window would end the application.
      broken.destroy();
    });
  }

  return {
    contents: () => window?.webContents ?? null,
    isSender: ({ sender, senderFrame }) =>
      window !== null &&
      sender === window.webContents &&
      senderFrame !== null &&
      senderFrame.parent === null &&
      senderFrame.url.startsWith(`${ownOrigin}/`),
    open,
    focus() {
      if (window === null) return open();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}
