import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const files = globSync(['{backend,electron,native,renderer}/**/*.{ts,tsx}'], { cwd: root }).map((file) =>
  file.replaceAll(path.sep, '/'),
);
const source = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

/** What a file imports: project files as paths from the root, packages by name, Node's modules as `node`. */
function importsOf(file: string): string[] {
  const statements = withoutComments(source.get(file) ?? '').matchAll(
    /(?:^|[\s;])(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  );
  return [...statements].map(([, named, dynamic]) => {
    const name = named ?? dynamic ?? '';
    if (name.startsWith('.')) return path.posix.join(path.posix.dirname(file), name.replace(/\?.*$/, ''));
    if (name.startsWith('node:') || builtinModules.includes(name)) return name.replace(/^(?!node:)/, 'node:');
    return name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/');
  });
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1');
const isTool = (file: string): boolean => file.endsWith('vite.config.ts');

interface Rule {
  of: RegExp;
  except?: RegExp;
  may: RegExp;
}

/** Who may import whom. A file is held to the first rule that fits it. */
const rules: Record<string, Rule> = {
  // Not `usb`: its events and stalls are findings 7 and 8 of docs/lab.md.
  'native: itself, the drivers, zod and Node': {
    of: /^native\//,
    may: /^(native\/|serialport$|@serialport\/|node-hid$|zod$|node:)/,
  },
  'backend/contract: itself and zod': { of: /^backend\/contract\//, may: /^(backend\/contract\/|zod$)/ },
  'backend: itself, its libraries and Node': {
    of: /^backend\//,
    may: /^(backend\/|fastify$|@fastify\/|openid-client$|pg$|prom-client$|zod$|node:)/,
  },
  'electron/contract: itself and zod': { of: /^electron\/contract\//, may: /^(electron\/contract\/|zod$)/ },
  'electron/core: the contracts, the index of native, zod and Node': {
    of: /^electron\/core\//,
    may: /^(electron\/(core|contract)\/|backend\/contract\/|native\/index\.ts$|assets\/|zod$|jpeg-js$|node:)/,
  },
  'electron/preload.ts: the contract and Electron': {
    of: /^electron\/preload\.ts$/,
    may: /^(electron\/contract\/|electron$)/,
  },
  'electron/main.ts: wires core, shell and the device host': {
    of: /^electron\/main\.ts$/,
    may: /^(electron\/(core|shell|contract)\/|native\/|electron$|node:)/,
  },
  'electron/shell: core, the contract, texts and Electron': {
    of: /^electron\/shell\//,
    may: /^(electron\/(shell|core|contract)\/|assets\/texts\/|electron$|electron-store$|@electron\/fuses$|node:)/,
  },
  'renderer/pad: its fonts only': { of: /^renderer\/pad\//, may: /^renderer\/pad\// },
  'renderer: the contract, texts, React and libraries for screens': {
    of: /^renderer\//,
    may: /^(renderer\/|electron\/contract\/|assets\/|react$|react-dom$|@kern-ux\/|@kern-ux-annex\/|@fontsource\/|i18next$|react-i18next$|signature_pad$|@zxing\/library$|zxing-wasm$|zod$)/,
  },
};

describe('who may import whom', () => {
  for (const [name, rule] of Object.entries(rules)) {
    it(name, () => {
      const earlier = Object.values(rules).slice(0, Object.values(rules).indexOf(rule));
      const held = files.filter(
        (file) => rule.of.test(file) && !isTool(file) && !earlier.some((other) => other.of.test(file)),
      );
      const forbidden = held.flatMap((file) =>
        importsOf(file)
          .filter((imported) => !rule.may.test(imported))
          .map((imported) => `${file} imports ${imported}`),
      );
      expect(held.length).toBeGreaterThan(0);
      expect(forbidden).toEqual([]);
    });
  }

  it('reads the import statements', () => {
    expect(importsOf('electron/main.ts')).toEqual(
      expect.arrayContaining(['electron', 'node:fs', 'native/connectDeviceHost.ts', 'electron/shell/windows.ts']),
    );
  });

  it('every source file is held to a rule', () => {
    expect(files.filter((file) => !isTool(file) && !Object.values(rules).some((rule) => rule.of.test(file)))).toEqual(
      [],
    );
  });
});

describe('what only one place names', () => {
  const only = (name: string, pattern: RegExp, places: RegExp): void =>
    it(name, () => {
      const others = files.filter(
        (file) => !isTool(file) && !places.test(file) && pattern.test(withoutComments(source.get(file) ?? '')),
      );
      expect(others).toEqual([]);
    });

  only(
    'the drivers’ packages: native/link and the list of what is plugged in',
    /from '(serialport|@serialport\/[\w-]+|node-hid|usb)'/,
    /^native\/(link\/|findDevices\.ts)/,
  );
  only('SQLite: the stores', /'node:sqlite'/, /^(electron\/core\/kernel\/database|backend\/store)\//);
  only('PostgreSQL: the stores', /\b(from|import\()\s*'pg'/, /^backend\/store\/(postgres|openPostgres)/);
  only('ipcMain: serve.ts', /\bipcMain\b/, /^electron\/shell\/serve\.ts$/);
  only('webContents.send: publish.ts', /\b(contents|webContents)\.send\(/, /^electron\/shell\/publish\.ts$/);
  only('ipcRenderer and contextBridge: preload.ts', /\b(ipcRenderer|contextBridge)\b/, /^electron\/preload\.ts$/);
  only('window.bridge: renderer/windowBridge.ts', /\bwindow\.bridge\b/, /^renderer\/windowBridge\.ts$/);
});
