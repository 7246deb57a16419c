import type * as Electron from 'electron';

/**
 * What the stand-in has of Electron, in Electron's own words. The sources of `electron/` are compiled against these
 * types in `surface.test.ts`: using more than this is a compile error there, and so is a change of Electron's types
 * that matters.
 */

type Events = 'on' | 'once' | 'off';

export type App = Pick<
  Electron.App,
  | Events
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'getPath'
  | 'setPath'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getAppPath'
  | 'isPackaged'
  | 'requestSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'enableSandbox'
  | 'getLocale'
  | 'setAppUserModelId'
  | 'focus'
  | 'getAppMetrics'
> & { commandLine: Pick<Electron.CommandLine, 'hasSwitch'> };

export type WebFrameMain = Pick<Electron.WebFrameMain, 'url' | 'origin'> & { parent: WebFrameMain | null };

export type WebContents = Pick<
  Electron.WebContents,
  | Events
  | 'id'
  | 'send'
  | 'getURL'
  | 'isDestroyed'
  | 'isCrashed'
  | 'setWindowOpenHandler'
  | 'reload'
  | 'forcefullyCrashRenderer'
  | 'capturePage'
  | 'invalidate'
  | 'setZoomLevel'
  | 'getPrintersAsync'
  | 'print'
  | 'printToPDF'
  | 'executeJavaScript'
  | 'getOSProcessId'
> & { mainFrame: WebFrameMain };

export type BrowserWindow = Pick<
  Electron.BrowserWindow,
  | Events
  | 'id'
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'focus'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'isVisible'
  | 'isMinimized'
  | 'restore'
  | 'maximize'
  | 'isMaximized'
  | 'getNormalBounds'
  | 'getTitle'
> & { webContents: WebContents };

export type BrowserWindowClass = {
  new (options?: Electron.BrowserWindowConstructorOptions): BrowserWindow;
  getAllWindows(): BrowserWindow[];
};

export type IpcMainInvokeEvent = { sender: WebContents; senderFrame: WebFrameMain | null };
export type IpcMainEvent = IpcMainInvokeEvent & Pick<Electron.IpcMainEvent, 'returnValue'>;

export type IpcMain = {
  handle(channel: string, listener: (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown): void;
  removeHandler(channel: string): void;
  on(channel: string, listener: (event: IpcMainEvent, ...args: unknown[]) => void): unknown;
};

export type Protocol = Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
export type SafeStorage = Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;
export type UtilityProcess = Pick<
  Electron.UtilityProcess,
  Events | 'pid' | 'kill' | 'postMessage' | 'stdout' | 'stderr'
>;
export type UtilityProcessClass = {
  fork(modulePath: string, args?: string[], options?: Electron.ForkOptions): UtilityProcess;
};
export type Dialog = Pick<Electron.Dialog, 'showErrorBox'>;
export type Menu = { setApplicationMenu(menu: null): void };
export type PermissionRequestHandler = (
  contents: WebContents,
  permission: string,
  callback: (granted: boolean) => void,
  details: Electron.PermissionRequest | Electron.MediaAccessPermissionRequest,
) => void;
export type Session = Pick<
  Electron.Session,
  'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setSpellCheckerEnabled'
> & {
  on(event: 'will-download', listener: (event: { preventDefault(): void }) => void): unknown;
  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void;
};
export type Shell = Pick<Electron.Shell, 'openExternal'>;
export type NativeImage = Pick<Electron.NativeImage, 'getSize' | 'toBitmap' | 'toPNG' | 'isEmpty'>;
export type Screen = { getAllDisplays(): Pick<Electron.Display, 'workArea' | 'size' | 'scaleFactor'>[] };
export type {
  BrowserWindowConstructorOptions,
  ForkOptions,
  PrinterInfo,
  Rectangle,
  WebContentsPrintOptions,
} from 'electron';

/** The preload script's side; it is played by `inPage.ts`, inside the page. */
export type ContextBridge = Pick<Electron.ContextBridge, 'exposeInMainWorld'>;
export type IpcRenderer = Pick<Electron.IpcRenderer, 'invoke' | 'on' | 'off'>;
