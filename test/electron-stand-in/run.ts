/**
 * Runs the built product without Electron's runtime: `node run.ts dist/electron/main.js [arguments as for Electron]`.
 * Understands `--user-data-dir=…` and `--remote-debugging-port=…` as Electron does.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { guardModules } from './modules.ts';

const main = path.resolve(process.argv[2] ?? 'dist/electron/main.js');
process.argv.splice(1, 2, main);
guardModules(main);
await import(pathToFileURL(main).href);
