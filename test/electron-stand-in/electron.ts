/**
 * Stands where the application says `electron`. Named exports for `import { app }`, the default one for `import
 * electron`.
 */
import { app as standInApp } from './app.ts';
import { ipcMain as standInIpcMain } from './ipc.ts';
import { protocol } from './scheme.ts';
import { safeStorage } from './safeStorage.ts';
import { defaultSession } from './session.ts';
import { shell } from './shell.ts';
import type { App, BrowserWindowClass, Dialog, IpcMain, Menu as MenuType, Screen } from './surface.ts';
import { utilityProcess } from './utilityProcess.ts';
import { StandInWindow } from './window.ts';

const app = standInApp as unknown as App;
const ipcMain: IpcMain = standInIpcMain;
const BrowserWindow = StandInWindow as unknown as BrowserWindowClass;
const dialog: Dialog = { showErrorBox: (title, content) => void process.stderr.write(`${title}: ${content}\n`) };
const Menu: MenuType = { setApplicationMenu: () => undefined };
const session = {
  get defaultSession() {
    standInApp.must('ready', 'session.defaultSession');
    return defaultSession;
  },
};
const screen: Screen = {
  getAllDisplays() {
    standInApp.must('ready', 'screen');
    return [{ workArea: { x: 0, y: 0, width: 1280, height: 800 }, size: { width: 1280, height: 800 }, scaleFactor: 1 }];
  },
};

export { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, screen, session, shell, utilityProcess };
export default {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
};
