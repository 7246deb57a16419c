import type { DeviceHost, PadButton, Rectangle } from '../../../native/index.ts';
import type { EventName, EventOf, SelfTestDone } from '../../contract/index.ts';
import type { Log } from './basics/log.ts';
import type { KeyResult } from './database/seal.ts';
import type { Settings } from './settings/settings.ts';
import type { DeviceSettingsStore } from './settings/workstationSettings.ts';

export type { Log } from './basics/log.ts';
export type { KeyStore } from './database/seal.ts';

/**
 * What the product needs from its surroundings. `electron/shell` gives it under Electron, `test/support` in journeys.
 */
export interface Ports {
  /** Folder of this counter's local data; exists and is writable. */
  dataDir: string;
  /** Folder with the process definitions (`assets/processes`). */
  processesDir: string;
  settings: Settings;
  /** Called when the clerk changes a setting in the window. */
  saveLanguage(language: Settings['language']): void;
  deviceSettings: DeviceSettingsStore;
  /**
   * Base address of the backend, e.g. `http://127.0.0.1:4280`; asked anew before each attempt, because an embedded
   * backend may come back on another port. Null: not there at the moment.
   */
  backendUrl(): string | null;
  /** What the backend inside this program demands with every request; null: it is an office's, which demands none. */
  backendSecret: string | null;
  /** Milliseconds after which an answer that has not come is taken for lost; default: eight seconds. */
  answerWithinMs?: number;
  host: DeviceHost;
  /** Of the local data, see `loadKey`. */
  key: KeyResult;
  /** Opens an address in the system's browser; rejects when it cannot. */
  openBrowser(url: string): Promise<void>;
  /** The page (HTML) the browser shows when it has brought back its answer. */
  browserPage(language: Settings['language']): string;
  /** Brings the clerk's window to the front. */
  comeForward(): void;
  paintPad: PadPainter;
  /**
   * Prints what the clerk's window has for paper, at the printer of this name; without one the system's dialog asks.
   */
  print(printer: string): Promise<Printed>;
  /** See `contract/selfTest.ts`; null when it did not get to its end. */
  selfTest(): Promise<SelfTestDone | null>;
  publish<N extends EventName>(name: N, value: EventOf<N>): void;
  log: Log;
}

/** `sent`: the system took it. That it came out is seen at the printer. */
export type Printed = 'sent' | 'cancelled' | 'no-printer' | 'failed';

/** One page for the pad, laid out in display pixels. */
export interface PadPage {
  width: number;
  height: number;
  /** BCP 47; decides font and shaping. */
  language: string;
  direction: 'ltr' | 'rtl';
  title: string;
  /** Paragraphs above the ink area. */
  paragraphs: string[];
  text: Rectangle;
  /** Of size 0 × 0 on a page that is only read. */
  ink: Rectangle;
  buttons: { name: PadButton; label: string; area: Rectangle }[];
}

/**
 * Draws a page as one bit per pixel (most significant bit first, rows padded to bytes, 1 = white). Rejects when it
 * cannot.
 */
export type PadPainter = (page: PadPage) => Promise<Uint8Array>;
