/**
 * Runs the built product without Electron's runtime: `node run.ts dist/electron/main.js [arguments as for Electron]`. A
 * folder stands for what its package.json names, as with Electron. Understands `--user-data-dir=…` and
 * `--remote-debugging-port=…` as Electron does.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { guardModules } from './modules.ts';

const main = mainOf(path.resolve(process.argv[2] ?? '.'));
// What the program needs to start itself once more, before its own arguments.
process.execArgv = [...process.execArgv, process.argv[1] ?? ''];
process.argv.splice(1, 2, main);
guardModules(main);
const { app } = await import('./app.ts');
/**
 * Electron becomes ready after the main module has been evaluated: one that waits for that at its top waits for itself,
 * without a window and without a word. Far longer than any start takes.
 */
const limitMs = 60_000;
const limit = setTimeout(() => {
  process.stderr.write(
    `Electron would hang here: ${main} was not evaluated within ${limitMs / 1000} s. It probably waits at its top for the application to be ready.\n`,
  );
  process.exit(1);
}, limitMs);
await import(pathToFileURL(main).href);
clearTimeout(limit);
app.becomeReady();

function mainOf(given: string): string {
  if (!statSync(given).isDirectory()) return given;
  return path.join(
    given,
    (JSON.parse(readFileSync(path.join(given, 'package.json'), 'utf8')) as { main: string }).main,
  );
}
