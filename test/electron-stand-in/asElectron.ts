/** The stand-in as the type checker sees it in the place of `electron`: see `surface.test.ts`. */
import { BrowserWindow as BrowserWindowValue, utilityProcess as utilityProcessValue } from './electron.ts';
import type {
  BrowserWindow as BrowserWindowType,
  ContextBridge,
  IpcRenderer,
  UtilityProcess as UtilityProcessType,
} from './surface.ts';

export { app, dialog, ipcMain, Menu, protocol, safeStorage, screen, session, shell } from './electron.ts';
export const BrowserWindow = BrowserWindowValue;
export type BrowserWindow = BrowserWindowType;
export const utilityProcess = utilityProcessValue;
export type UtilityProcess = UtilityProcessType;
export declare const contextBridge: ContextBridge;
export declare const ipcRenderer: IpcRenderer;
export type { IpcMainInvokeEvent, NativeImage, WebContents } from './surface.ts';
export type { BrowserWindowConstructorOptions, IpcRendererEvent } from 'electron';
