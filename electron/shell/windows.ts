import {
  app,
  BrowserWindow,
  type BrowserWindowConstructorOptions,
  type IpcMainInvokeEvent,
  Menu,
  screen,
  session,
  type WebContents,
} from 'electron';
import type { WindowContract } from '../contract/index.ts';
import type { Log } from '../core/kernel/ports.ts';
import { paths } from './paths.ts';
import { ownOrigin } from './scheme.ts';
import { startText, type StartTextKey } from './startTexts.ts';

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

/** What one kind of window is to the system. What it may ask and see stands in its contract. */
export interface WindowKind<C extends WindowContract = WindowContract> {
  readonly contract: C;
  /** Its title, among the texts of the start; what its page says does not change it. */
  readonly title: StartTextKey;
  /** How it stands on a screen with so much room, in device-independent pixels; its protection is no kind's to choose. */
  look(room: { width: number; height: number }): WindowLook;
}
export type WindowLook = Pick<
  BrowserWindowConstructorOptions,
  'width' | 'height' | 'minWidth' | 'minHeight' | 'kiosk' | 'frame' | 'closable' | 'alwaysOnTop'
>;

/** The one window of a kind. */
export interface AppWindow<C extends WindowContract = WindowContract> {
  readonly contract: C;
  /** Address of its only page. */
  readonly page: string;
  contents(): WebContents | null;
  /** Is this request from the main frame of this window, showing its page? */
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
 * To be called once, when the application is ready: no permissions, no menu, no ways out, for everything that is ever
 * shown. There are two exceptions: each of `windows` may load its own page anew, as after a fault while drawing; and
 * the camera, without sound, is for the page in `seeing`; null: for nobody.
 */
export function lockWindows(
  windows: readonly Pick<AppWindow, 'page' | 'contents'>[],
  seeing: () => WebContents | null,
): void {
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
      const page = windows.find((window) => window.contents() === contents)?.page;
      if (page === undefined || event.url !== page || contents.getURL() !== page) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/**
 * A window of this kind, not open yet. It is replaced when its render process is gone or hangs; its content comes from
 * the main process.
 */
export function createWindow<C extends WindowContract>(
  kind: WindowKind<C>,
  options: { log: Log; onGivingUp: () => void; onSessionEnd: () => void },
): AppWindow<C> {
  const { log, onGivingUp, onSessionEnd } = options;
  const { contract } = kind;
  const page = `${ownOrigin}/${contract.page}`;
  let window: BrowserWindow | null = null;
  let crashes: number[] = [];

  function open(): void {
    const opened = new BrowserWindow({
      ...kind.look(screen.getAllDisplays()[0]?.workArea ?? { width: 1280, height: 800 }),
      title: startText(app.getLocale(), kind.title),
      show: false,
      backgroundColor: '#ffffff',
      webPreferences: { ...lockedDown, preload: paths.preload(contract) },
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
    opened.loadURL(page).catch((error: unknown) => {
      if (!opened.isDestroyed())
        log('error', `The page of the ${contract.name} window could not be loaded: ${String(error)}`);
    });
  }

  function showSoon(hidden: BrowserWindow): void {
    let shown = false;
    const show = (): void => {
      if (shown || hidden.isDestroyed()) return;
      shown = true;
      hidden.show();
      log('info', `The ${contract.name} window is shown.`);
    };
    hidden.once('ready-to-show', show);
    hidden.webContents.once('did-finish-load', () => setTimeout(show, shownAfterLoadMs));
    setTimeout(show, shownAfterMs);
  }

  function replaceWhenBroken(broken: BrowserWindow): void {
    const { webContents } = broken;
    let hanging: NodeJS.Timeout | undefined;
    broken.on('unresponsive', () => {
      log('warn', `The ${contract.name} window does not respond.`);
      hanging ??= setTimeout(() => webContents.forcefullyCrashRenderer(), hangLimitMs);
    });
    broken.on('responsive', () => {
      clearTimeout(hanging);
      hanging = undefined;
    });
    broken.on('closed', () => clearTimeout(hanging));
    webContents.on('preload-error', (_event, _path, error) =>
      log('error', `The preload script of the ${contract.name} window failed: ${String(error)}`),
    );
    webContents.on('render-process-gone', (_event, details) => {
      if (broken.isDestroyed() || window !== broken) return;
      log('error', `The process of the ${contract.name} window is gone: ${details.reason}.`);
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
    contract,
    page,
    contents: () => window?.webContents ?? null,
    isSender: ({ sender, senderFrame }) =>
      window !== null &&
      sender === window.webContents &&
      senderFrame !== null &&
      senderFrame.parent === null &&
      senderFrame.url === page,
    open,
    focus() {
      if (window === null) return open();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}
