import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from './chromium.ts';

const run = path.join(import.meta.dirname, 'run.ts');
let folder: string;
let started: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'stand-in-'));
  mkdirSync(path.join(folder, 'dist'));
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'sample', version: '1.0.0', type: 'module' }),
  );
  started = [];
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

/** Starts a small application and hands back what it wrote, as it comes. */
function start(main: string, file = 'dist/main.js') {
  writeFileSync(path.join(folder, file), main);
  const child = spawn(
    process.execPath,
    [run, path.join(folder, file), `--user-data-dir=${path.join(folder, 'data')}`],
    { env: { ...process.env, SCHALTERWERK_HEADLESS: '1' } },
  );
  started.push(child);
  let text = '';
  const told = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      told.forEach((tell) => tell());
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const says = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(text);
        if (found) resolve(found[1] ?? found[0]);
      };
      told.add(look);
      look();
      void ended.then(() => setTimeout(() => reject(new Error(`It ended and had said: ${text}`)), 100));
    });
  return { child, ended, says };
}

async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  return !isAlive(pid);
}

const windowWith = (page: string): string => `
  import { app, BrowserWindow, protocol } from 'electron';
  const opened = app.whenReady().then(async () => {
    protocol.handle('app', () => new Response(${JSON.stringify(page)}, { headers: { 'content-type': 'text/html' } }));
    const window = new BrowserWindow({ show: false });
    await window.loadURL('app://bundle/index.html');
    return window;
  });`;

describe('the stand-in', () => {
  it('runs nothing from outside the built product', async () => {
    writeFileSync(path.join(folder, 'source.js'), 'export {}');
    await start("import '../source.js';").says(/reached outside its folder/);
    await start('', 'source.js').says(/Only the built product is run/);
  });

  it.runIf(process.platform === 'linux')('ends its children and its browser when it is killed', async () => {
    writeFileSync(
      path.join(folder, 'dist/child.js'),
      "process.parentPort.postMessage('hello'); setInterval(() => {}, 1000);",
    );
    const app = start(`${windowWith('<title>x</title>')}
      import { utilityProcess } from 'electron';
      void opened.then(() => {
        const child = utilityProcess.fork(import.meta.dirname + '/child.js');
        child.on('message', (message) => console.log(message, 'from', child.pid));
      });`);
    const child = Number(await app.says(/hello from (\d+)/));
    const [lock = ''] = globSync('data/stand-in/*/SingletonLock', { cwd: folder });
    const browser = Number(readlinkSync(path.join(folder, lock)).split('-').at(-1)); // the link points to `host-pid`
    expect([child, browser].map(isAlive)).toEqual([true, true]);
    app.child.kill('SIGKILL');
    expect(await Promise.all([child, browser].map(gone))).toEqual([true, true]);
  });

  it('starts once per data folder, and tells the first of the second', async () => {
    const main = `
      import { app } from 'electron';
      if (!app.requestSingleInstanceLock()) { console.log('second'); app.exit(3); }
      else { app.on('second-instance', () => { console.log('knocked'); app.quit(); }); void app.whenReady().then(() => console.log('first')); setInterval(() => {}, 1000); }`;
    const first = start(main);
    await first.says(/first/);
    const second = start(main);
    await second.says(/second/);
    expect(await second.ended).toBe(3);
    await first.says(/knocked/);
    expect(await first.ended).toBe(0);
  });

  it('takes over the data folder of one that was killed', async () => {
    const main =
      "import { app } from 'electron'; console.log(app.requestSingleInstanceLock() ? 'first' : 'second'); setInterval(() => {}, 1000);";
    const killed = start(main);
    await killed.says(/first/);
    killed.child.kill('SIGKILL');
    await killed.ended;
    await start(main).says(/first/);
  });

  it('tells when the process of a window is gone', async () => {
    const app = start(`${windowWith('<title>x</title>')}
      void opened.then((window) => {
        window.webContents.on('render-process-gone', (_event, { reason }) => { console.log('gone:', reason); app.quit(); });
        window.webContents.forcefullyCrashRenderer();
      });`);
    await app.says(/gone: crashed/);
    expect(await app.ended).toBe(0);
  });

  it('gives an answer to the document that asked, and not to the one that came after it', async () => {
    writeFileSync(
      path.join(folder, 'dist/preload.js'),
      "const { ipcRenderer } = require('electron'); void ipcRenderer.invoke('ask').then((answer) => ipcRenderer.invoke('tell', location.protocol + ' got ' + answer));",
    );
    const app = start(`
      import { app, BrowserWindow, ipcMain, protocol } from 'electron';
      const waiting = [];
      ipcMain.handle('ask', () => new Promise((resolve) => {
        if (waiting.push(resolve) === 2) waiting.forEach((answer, index) => answer(['what the first asked', 'what the second asked'][index]));
      }));
      ipcMain.handle('tell', (_event, what) => console.log(what));
      void app.whenReady().then(async () => {
        protocol.handle('app', () => new Response('<title>x</title>', { headers: { 'content-type': 'text/html' } }));
        const window = new BrowserWindow({ webPreferences: { preload: import.meta.dirname + '/preload.js' } });
        await window.loadURL('app://bundle/index.html');
        await window.loadURL('data:text/html,<title>y</title>');
      });`);
    expect(await app.says(/\w+: got .*/)).toBe('data: got what the second asked');
  });

  it('ends when its last window is closed', async () => {
    const app = start(`${windowWith('<title>x</title>')}\n void opened.then((window) => window.close());`);
    expect(await app.ended).toBe(0);
  });

  it('becomes ready after the main module was evaluated, and ends one that waits for it at its top', async () => {
    const patient = start(
      "import { app } from 'electron'; void app.whenReady().then(() => console.log('ready', evaluated)); let evaluated = false; await new Promise((resolve) => setTimeout(resolve, 50)); evaluated = true;",
    );
    await patient.says(/ready true/);
    const hanging = start("import { app } from 'electron'; await app.whenReady();");
    // Nothing else is under way, so Node itself sees that it never ends; otherwise the stand-in says so after its
    // limit.
    expect(await hanging.ended).not.toBe(0);
  });

  it.each([
    ['a window', 'new BrowserWindow()'],
    ['a child process', "utilityProcess.fork('x.js')"],
    ['the handler of a scheme', "protocol.handle('app', () => new Response())"],
    ['the session', 'session.defaultSession'],
    ['the screens', 'screen.getAllDisplays()'],
  ])('refuses %s before the application is ready', async (_what, use) => {
    const main = `import { app, BrowserWindow, protocol, screen, session, utilityProcess } from 'electron'; try { ${use}; console.log('let through'); } catch (error) { console.log(String(error)); } app.exit(0);`;
    await start(main).says(/cannot be used before the application is ready/);
  });

  it.each(['app.enableSandbox()', 'protocol.registerSchemesAsPrivileged([])'])(
    'refuses %s after the application is ready',
    async (use) => {
      const main = `import { app, protocol } from 'electron'; void app.whenReady().then(() => { try { ${use}; console.log('let through'); } catch (error) { console.log(String(error)); } app.exit(0); });`;
      await start(main).says(/has to be called before the application is ready/);
    },
  );

  it('asks the application about every navigation of a page, also to where it is', async () => {
    const app = start(`${windowWith('<title>x</title><script>setTimeout(() => location.reload(), 100)</script>')}
      app.on('web-contents-created', (_event, contents) => contents.on('will-navigate', (event) => { console.log('asked about', event.url); event.preventDefault(); }));`);
    expect(await app.says(/asked about .*/)).toBe('asked about app://bundle/index.html');
  });

  it('lets a child live on after a rejection nobody took, as Electron does, and ends one that does not hear in two seconds', async () => {
    writeFileSync(
      path.join(folder, 'dist/child.js'),
      "void Promise.reject(new Error('x')); process.on('SIGTERM', () => process.parentPort.postMessage('deaf')); setTimeout(() => process.parentPort.postMessage('alive'), 200); setInterval(() => {}, 1000);",
    );
    const app = start(`
      import { app, utilityProcess } from 'electron';
      void app.whenReady().then(() => {
        const child = utilityProcess.fork(import.meta.dirname + '/child.js');
        child.on('message', (message) => { console.log(message); if (message === 'alive') child.kill(); });
        child.on('exit', () => { console.log('ended'); app.exit(0); });
      });`);
    await app.says(/alive[\s\S]*deaf[\s\S]*ended/);
  });
});
