import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { App } from './surface.ts';
import { applicationFolder } from './modules.ts';
import { releaseInstanceLock, takeInstanceLock } from './instanceLock.ts';

type Methods = Omit<App, 'on' | 'once' | 'off'>;

/** Something that must agree before the application ends, and ends with it. */
interface Closable {
  /** False when its owner refused. */
  close(): boolean;
  sessionEnds(): void;
}

class StandInApp extends EventEmitter implements Methods {
  readonly isPackaged = false;
  private readonly folder = applicationFolder(process.argv[1] ?? process.cwd());
  private readonly manifest = JSON.parse(readFileSync(path.join(this.folder, 'package.json'), 'utf8')) as {
    name: string;
    productName?: string;
    version: string;
  };
  private name = this.manifest.productName ?? this.manifest.name;
  private readonly paths = new Map<string, string>();
  private ready = false;
  private ending = false;
  private tellReady = (): void => undefined;
  private readonly becomesReady = new Promise<void>((resolve) => (this.tellReady = resolve));
  readonly commandLine = {
    hasSwitch: (name: string): boolean =>
      process.argv.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)),
  };
  readonly windows = new Set<Closable>();

  constructor() {
    super();
    const chosen = process.argv.find((arg) => arg.startsWith('--user-data-dir='));
    if (chosen) this.paths.set('userData', path.resolve(chosen.slice('--user-data-dir='.length)));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.quit());
    // Plays the end of a Windows session, which tells the windows and runs none of the handlers of an orderly end.
    if (process.platform !== 'win32')
      process.on('SIGUSR2', () => this.windows.forEach((window) => window.sessionEnds()));
  }

  /** To be called when the application's main module has been evaluated, as Electron does: not before. */
  becomeReady(): void {
    if (this.ending || this.ready) return;
    this.ready = true;
    this.emit('ready');
    this.tellReady();
  }

  /** Electron throws, or ends, where something of it is used at the wrong time. */
  must(when: 'ready' | 'not ready', what: string): void {
    if (this.ready !== (when === 'ready'))
      throw new Error(
        `${what} ${when === 'ready' ? 'cannot be used before the application is ready' : 'has to be called before the application is ready'}.`,
      );
  }

  whenReady = (): Promise<void> => this.becomesReady;
  isReady = (): boolean => this.ready;
  getName = (): string => this.name;
  setName = (name: string): void => void (this.name = name);
  getAppMetrics = (): [] => [];
  getVersion = (): string => this.manifest.version;
  getAppPath = (): string => this.folder;
  getLocale = (): string => Intl.DateTimeFormat().resolvedOptions().locale;
  setPath = (name: string, value: string): void => void this.paths.set(name, value);
  enableSandbox = (): void => this.must('not ready', 'app.enableSandbox()');
  setAppUserModelId = (): void => undefined;
  focus = (): void => undefined;
  relaunch = (): void => {
    throw new Error('The stand-in cannot start itself again.');
  };

  getPath: App['getPath'] = (name) => {
    const set = this.paths.get(name);
    if (set !== undefined) return set;
    if (name === 'userData') return path.join(this.getPath('appData'), this.name);
    if (name === 'appData') return appData();
    if (name === 'home') return os.homedir();
    if (name === 'temp') return os.tmpdir();
    if (name === 'logs') return path.join(this.getPath('userData'), 'logs');
    throw new Error(`The stand-in does not know the path "${name}".`);
  };

  requestSingleInstanceLock: App['requestSingleInstanceLock'] = () =>
    takeInstanceLock(this.getPath('userData'), () => this.emit('second-instance', {}, [], '', {}));

  releaseSingleInstanceLock = (): void => releaseInstanceLock(this.getPath('userData'));

  windowGone(window: Closable): void {
    this.windows.delete(window);
    if (this.windows.size > 0) return;
    if (this.ending) this.end(0);
    else if (!this.emit('window-all-closed')) this.quit();
  }

  /** As Electron: `before-quit`, then the windows close, then `will-quit`; each of them may refuse. */
  quit = (): void => {
    if (this.ending) return;
    if (!this.ask('before-quit')) return;
    this.ending = true;
    if (this.windows.size === 0) return this.end(0);
    for (const window of [...this.windows]) {
      if (window.close()) continue;
      this.ending = false;
      return;
    }
  };

  exit = (code = 0): void => {
    this.emit('quit', {}, code);
    process.exit(code);
  };

  private end(code: number): void {
    if (!this.ask('will-quit')) {
      this.ending = false;
      return;
    }
    this.exit(code);
  }

  private ask(event: string): boolean {
    let allowed = true;
    this.emit(event, { preventDefault: () => (allowed = false) });
    return allowed;
  }
}

function appData(): string {
  if (process.platform === 'win32') return process.env['APPDATA'] ?? path.join(os.homedir(), 'AppData/Roaming');
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library/Application Support');
  return process.env['XDG_CONFIG_HOME'] ?? path.join(os.homedir(), '.config');
}

export const app = new StandInApp();
