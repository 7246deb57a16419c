import path from 'node:path';
import type { InlineConfig } from 'vite';
import { channels, type WindowContract } from './contract/index.ts';
import { preloadFile, windows } from './contract/windows.ts';

const root = path.dirname(import.meta.dirname);

/** Installed beside the program: native modules, and what stays readable and replaceable. */
const external = ['electron', 'electron-store', 'fastify', 'node-hid', 'pg', 'prom-client', 'serialport', /^node:/];

function program(entry: string, file: string, define: Record<string, string> = {}): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    define,
    ssr: { noExternal: true },
    build: {
      ssr: path.join(root, entry),
      outDir: path.join(root, 'dist', path.dirname(file)),
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      // What is built in comes with its licence, as that asks for.
      license: { fileName: `${path.basename(file, path.extname(file))}.licences.md` },
      sourcemap: true,
      rolldownOptions: {
        external,
        output: {
          entryFileNames: path.basename(file),
          format: file.endsWith('.cjs') ? 'cjs' : 'es',
          codeSplitting: false,
        },
      },
    },
  };
}

/** The preload script of one kind of window: of the contract it carries the names of its own, and no others. */
export const preload = (window: WindowContract): InlineConfig =>
  program('electron/preload.ts', `electron/${preloadFile(window)}`, {
    'contractNames.ask': JSON.stringify(channels.ask),
    'contractNames.event': JSON.stringify(channels.event),
    'contractNames.requests': JSON.stringify(Object.keys(window.requests)),
    'contractNames.events': JSON.stringify(Object.keys(window.events)),
  });

/** One file each, so that the list of what is shipped is short. */
export const programs: InlineConfig[] = [
  program('electron/main.ts', 'electron/main.js'),
  ...windows.map(preload),
  program('native/host.ts', 'native/host.js'),
  program('backend/main.ts', 'backend/main.js'),
];
