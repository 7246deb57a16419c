import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The least that a window can be on the same runtime: the same scheme with one page of one line, and, if it is given a
 * serial port, that port opened in the main process itself, each line of it written into the page. No contract, no
 * device host, no screens: what the product's start and its painting are measured beside.
 */
const main = `
import { app, BrowserWindow, protocol } from 'electron';
import { SerialPort } from 'serialport';
import path from 'node:path';

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
void app.whenReady().then(() => {
  const page = '<!doctype html><title>bare</title><p id="text">empty</p>';
  protocol.handle('app', () => new Response(page, { headers: { 'content-type': 'text/html' } }));
  const window = new BrowserWindow({
    show: false, width: 1366, height: 768,
    webPreferences: { preload: path.join(import.meta.dirname, 'preload.cjs'), contextIsolation: true, sandbox: true },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL('app://bundle/index.html');
  const port = process.env.BARE_PORT;
  if (!port) return;
  let rest = '';
  new SerialPort({ path: port, baudRate: 9600 }).on('data', (bytes) => {
    const lines = (rest + bytes.toString('latin1')).split('\\r');
    rest = lines.pop();
    for (const line of lines) window.webContents.send('text', line);
  });
});
app.on('window-all-closed', () => app.quit());
process.on('SIGTERM', () => app.quit());
`;
const preload = `
const { ipcRenderer } = require('electron');
ipcRenderer.on('text', (_event, line) => { document.getElementById('text').textContent = line; });
`;

/** Written beside the built product, whose modules it uses. @returns what is to be launched */
export function writeBareWindow(): string {
  const folder = path.join(import.meta.dirname, '../../dist/bare-window');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'main.js'), main);
  writeFileSync(path.join(folder, 'preload.cjs'), preload);
  return path.join(folder, 'main.js');
}
