/**
 * What the project needs on a machine, made available step by step. Plain JavaScript: it runs before anything is
 * installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);

/** `npm ci`, when node_modules is missing or holds something else than the lock file says. */
export function installDependencies() {
  if (isInstalled()) return;
  console.log('Installing dependencies (npm ci) …');
  const npm = process.env.npm_execpath;
  // Warnings about engines concern the machine's Node; the project runs on its own.
  const command = ['ci', '--no-progress', '--loglevel=error'];
  const { status } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...command], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    : spawnSync('npm', command, {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
        shell: process.platform === 'win32',
      });
  if (status !== 0) stop('The dependencies could not be installed: npm ci failed; its message is above.');
}

/**
 * By what npm noted when it installed; times of files say nothing after a copy. What is optional may be for another
 * system.
 */
function isInstalled() {
  const packagesOf = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {});
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  const found = packagesOf(path.join(root, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(
    ([where, { version, optional }]) => where === '' || (found[where] ? found[where].version === version : optional),
  );
}

/**
 * Path of Electron's binary: installed, or downloaded now. Undefined where that is impossible; a failed download is not
 * tried again.
 */
export function electronBinary({ download }) {
  const electron = path.join(root, 'node_modules/electron');
  const name =
    { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';
  const binary = path.join(electron, 'dist', name);
  if (existsSync(binary)) return binary;
  const failed = path.join(root, 'node_modules/.cache/schalterwerk/electron-download-failed');
  if (!download || process.env.SCHALTERWERK_NO_DOWNLOAD || existsSync(failed)) return undefined;

  console.log("Downloading Electron's runtime (at most 60 seconds) …");
  spawnSync(process.execPath, [path.join(electron, 'install.js')], {
    stdio: 'ignore',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  if (existsSync(binary)) return binary;
  mkdirSync(path.dirname(failed), { recursive: true });
  writeFileSync(failed, 'Delete this file to let the next start try again.\n');
  return undefined;
}

/** Path of a browser of the Chromium family: found, or installed from the system's packages where that is allowed. */
export async function chromiumBinary() {
  const { findChromium } = await import('../test/electron-stand-in/findChromium.ts');
  const found = findChromium();
  if (found !== undefined) return found;
  installSystemPackages({ chromium: '/usr/bin/chromium' });
  return (
    findChromium() ??
    stop(
      'No Chromium was found and none could be installed. Please install Chromium, Chrome or Edge, or set SCHALTERWERK_CHROMIUM to the path of one.',
    )
  );
}

/**
 * Debian packages, each with a file that shows it is there. Installs what is missing where this process may; elsewhere
 * the tests that need it say so themselves. What could not be installed is not waited for again in the same run.
 */
export function installSystemPackages(packages) {
  const tried = (process.env.SCHALTERWERK_TRIED_PACKAGES ?? '').split(' ');
  const missing = Object.entries(packages)
    .filter(([name, file]) => !existsSync(file) && !tried.includes(name))
    .map(([name]) => name);
  if (
    missing.length === 0 ||
    process.platform !== 'linux' ||
    process.getuid?.() !== 0 ||
    !existsSync('/usr/bin/apt-get')
  )
    return;
  console.log(`Installing system packages: ${missing.join(', ')} …`);
  process.env.SCHALTERWERK_TRIED_PACKAGES = [...tried, ...missing].join(' ');
  const quick = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=15', '-o', 'Acquire::https::Timeout=15'];
  const apt = (...args) =>
    spawnSync('apt-get', ['-qq', ...quick, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 300_000,
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...missing);
}

export function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
