import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { _electron, type Browser, chromium, type Page } from '@playwright/test';
import { hangMs } from '../support/hang.ts';

const root = path.join(import.meta.dirname, '../..');

/** A started application, on whichever runtime is there. */
export interface Running {
  process: ChildProcess;
  /** What it wrote to its error output so far. */
  complaints(): string;
  /** All pages of all its windows, also hidden ones. */
  pages(): Page[];
  onPage(listener: (page: Page) => void): void;
  disconnect(): Promise<void>;
}

/** Electron where its binary is installed and has a display, otherwise the stand-in. */
export const electronBinary = findElectron();
export const runtimeName = electronBinary ? 'Electron' : 'the stand-in on an installed Chromium';

/** @param program folder with the package.json of what is started; default: the built product */
export function launch(dataDir: string, env: Record<string, string>, program = root): Promise<Running> {
  return electronBinary ? launchElectron(electronBinary, dataDir, env, program) : launchStandIn(dataDir, env, program);
}

function findElectron(): string | undefined {
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  if (!hasDisplay || process.env['SCHALTERWERK_RUNTIME'] === 'stand-in') return undefined;
  const { dir } = path.parse(createRequire(import.meta.url).resolve('electron/package.json'));
  const names = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' } as Partial<
    Record<NodeJS.Platform, string>
  >;
  const binary = path.join(dir, 'dist', names[process.platform] ?? 'electron');
  return existsSync(binary) ? binary : undefined;
}

async function launchElectron(
  executablePath: string,
  dataDir: string,
  env: Record<string, string>,
  program: string,
): Promise<Running> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath,
    args: [
      ...sandbox,
      ...(env['SCHALTERWERK_CHROMIUM_FLAGS']?.split(' ') ?? []),
      program,
      `--user-data-dir=${dataDir}`,
    ],
    env: { ...(process.env as Record<string, string>), ...env },
  });
  const complaints = collect(app.process());
  return {
    process: app.process(),
    complaints,
    pages: () => app.windows(),
    onPage: (listener) => void app.on('window', listener),
    disconnect: async () => undefined,
  };
}

async function launchStandIn(dataDir: string, env: Record<string, string>, program: string): Promise<Running> {
  // Port 0: Chromium takes one that is free, and writes it down where only this application's is looked for.
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'test/electron-stand-in/run.ts'),
      program,
      `--user-data-dir=${dataDir}`,
      '--remote-debugging-port=0',
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, SCHALTERWERK_HEADLESS: '1', ...env },
    },
  );
  const complaints = collect(child);
  const browser = await connect(
    path.join(dataDir, 'stand-in', `${child.pid}-windows`, 'DevToolsActivePort'),
    child,
    complaints,
  );
  const [context] = browser.contexts();
  if (!context) throw new Error('The browser has no context.');
  return {
    process: child,
    complaints,
    pages: () => context.pages(),
    onPage: (listener) => void context.on('page', listener),
    disconnect: () => browser.close(),
  };
}

async function connect(portFile: string, child: ChildProcess, complaints: () => string): Promise<Browser> {
  for (const deadline = Date.now() + hangMs; ;) {
    try {
      const [port = '', address = ''] = readFileSync(portFile, 'utf8').split('\n');
      return await chromium.connectOverCDP(`ws://127.0.0.1:${port}${address}`, { timeout: 5_000 });
    } catch (error) {
      if (child.exitCode !== null)
        throw new Error(`The application ended with code ${child.exitCode} before a window opened: ${complaints()}`);
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  return () => text;
}

/** Not the page of another window of ours, whose address may end alike. */
export const isClerkPage = (page: Page): boolean => URL.parse(page.url())?.pathname === '/index.html';
