import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createPackageWithOptions } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preloadFile, windows } from '../../electron/contract/windows.ts';
import { hangMs } from '../support/hang.ts';
import { collectApplication, filePatterns, unpackPatterns } from './collect.ts';

const root = path.join(import.meta.dirname, '../..');
const started: ChildProcess[] = [];
let folder: string;
let application: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-package-'));
  application = path.join(folder, 'application');
  collectApplication(application);
});
afterAll(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

async function until<T>(what: string, look: () => T | undefined): Promise<T> {
  for (const deadline = Date.now() + hangMs; Date.now() < deadline;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited in vain: ${what}`);
}

/** Messages of a process that is forked from the packaged folder, outside of which it finds no package. */
function forkPackaged(entry: string, ...args: string[]): unknown[] {
  const messages: unknown[] = [];
  const child = fork(path.join(application, entry), args, {
    cwd: folder,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  child.on('message', (message) => messages.push(message));
  started.push(child);
  return messages;
}

describe('the packaged application', () => {
  it('has something for every pattern of electron-builder.yml, and no source maps', () => {
    const { included } = filePatterns();
    expect(included.length).toBeGreaterThan(4);
    expect(included.filter((pattern) => globSync(pattern, { cwd: application }).length === 0)).toEqual([]);
    expect(globSync('dist/**/*.map', { cwd: application })).toEqual([]);
  });

  it('has its windows, texts and processes', () => {
    const needed = [
      ...windows.flatMap((window) => [`dist/electron/${preloadFile(window)}`, `dist/renderer/${window.page}`]),
      'dist/renderer/pad/index.html',
      'dist/assets/processes',
      'package.json',
    ];
    expect(needed.filter((file) => !existsSync(path.join(application, file)))).toEqual([]);
    // The decoder of camera pictures, whose script looks for it there.
    const [worker = ''] = globSync('dist/renderer/workers/*.js', { cwd: application });
    const [wasm = ''] = globSync('dist/renderer/assets/*.wasm', { cwd: application });
    expect(readFileSync(path.join(application, worker), 'utf8')).toContain(path.basename(wasm) || 'no wasm');
  });

  it('brings the licence of everything that is built into it', () => {
    const lists = globSync('dist/**/*licences.md', { cwd: application })
      .map((file) => readFileSync(path.join(application, file), 'utf8'))
      .join('\n');
    for (const name of [
      'react',
      'zod',
      'i18next',
      '@kern-ux/native',
      '@zxing/library',
      'signature_pad',
      'openid-client',
      'oauth4webapi',
    ])
      expect(lists).toContain(`\n## ${name} - `);
    expect(
      globSync('dist/renderer/licences/*.txt', { cwd: application })
        .map((file) => path.basename(file))
        .sort(),
    ).toEqual(['noto-sans-arabic.txt', 'noto-sans.txt', 'zxing-wasm.txt']);
  });

  it('names for the .deb every library that its drivers link beside the C library', () => {
    const drivers = globSync('node_modules/**/*linux-x64{,-gnu}/*.node', { cwd: application }).filter(
      (file) => !file.includes('musl'),
    );
    expect(drivers.length).toBeGreaterThan(2);
    const linked = new Set(
      drivers.flatMap(
        (file) => readFileSync(path.join(application, file), 'latin1').match(/lib[\w+.-]+\.so\.\d+(?=\0)/g) ?? [],
      ),
    );
    const ofTheSystem = /^lib(c|m|dl|pthread|rt|gcc_s|stdc\+\+)\.so/;
    // Debian's names: libudev.so.1 is in libudev1, libusb-1.0.so.0 in libusb-1.0-0.
    const packages = [...linked]
      .filter((library) => !ofTheSystem.test(library))
      .map((library) => library.replace(/(\d)\.so\./, '$1-').replace('.so.', ''));
    expect(packages.sort()).toEqual(['libudev1', 'libusb-1.0-0']);
    const [, depends = ''] =
      /^ {2}depends: \[(.*)\]$/m.exec(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8')) ?? [];
    expect(depends.split(', ')).toEqual(expect.arrayContaining(packages));
  });

  it('runs its backend with nothing but what is in the folder', async () => {
    const messages = forkPackaged('dist/backend/main.js', '--port', '0', '--data', path.join(folder, 'backend'));
    await until('the backend listens', () =>
      messages.find((message) => (message as { type?: string }).type === 'listening'),
    );
  });

  it('runs its device host with nothing but what is in the folder', async () => {
    const messages = forkPackaged('dist/native/host.js');
    await until('the device host speaks', () => messages[0]);
  });

  it('opens its window from a real archive, with what electron-builder.yml leaves outside it and nothing else', async () => {
    const archive = path.join(folder, 'resources/app.asar');
    await createPackageWithOptions(application, archive, {
      unpack: `{${unpackPatterns()
        .map((pattern) => path.join(application, pattern))
        .join(',')}}`,
    });
    expect(globSync('resources/app.asar.unpacked/**/*.node', { cwd: folder }).length).toBeGreaterThan(2);
    rmSync(application, { recursive: true });
    const data = path.join(folder, 'data');
    const log = path.join(data, 'logs/client.log');
    const main = spawn(
      process.execPath,
      [path.join(root, 'test/electron-stand-in/runArchive.ts'), archive, `--user-data-dir=${data}`],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {
          ...process.env,
          SCHALTERWERK_HEADLESS: '1',
          SCHALTERWERK_MACHINE_SETTINGS: path.join(folder, 'none.json'),
        },
      },
    );
    started.push(main);
    await until('window and pad are there', () => {
      const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
      return ['The clerk window is shown.', 'pad: ready'].every((line) => text.includes(line)) || undefined;
    });
    const ended = new Promise<number | null>((resolve) => main.once('exit', resolve));
    main.kill('SIGTERM');
    expect(await ended).toBe(0);
    const text = readFileSync(log, 'utf8');
    expect(text).toContain('Ended.');
    expect(text).not.toContain(' error ');
  });
});
