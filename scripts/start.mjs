/**
 * `npm start`: installs what is missing, builds, and opens the counter. `--tour` drives the whole job through the real
 * window instead, `--self-test` looks at program and machine, `--backend` runs the backend alone (further arguments go
 * to it).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { chromiumBinary, electronBinary, installDependencies, stop } from './install.mjs';
import { useOwnNode, withOwnNode } from './ownNode.mjs';

const root = path.dirname(import.meta.dirname);
const [mode, ...rest] = process.argv.slice(2);

installDependencies();
useOwnNode();

if (mode === '--backend') await run(process.execPath, [path.join(root, 'backend/main.ts'), ...rest]);
console.log('Building …');
await build();

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
if (mode === '--tour') await tour();
const selfTest = process.argv.includes('--self-test');
if (!hasDisplay && !selfTest) {
  console.log('There is no display here: the tour runs instead, the whole job driven through the real window.');
  await tour();
}

// Where nobody can look at a window the report goes into a folder.
if (selfTest && !hasDisplay && !rest.some((arg) => arg.startsWith('--self-test-to=')))
  process.argv.push(`--self-test-to=${path.join(root, 'out/self-test')}`);
const electron = hasDisplay ? electronBinary({ download: true }) : undefined;
if (electron) {
  console.log('Starting Schalterwerk on Electron.');
  await run(electron, [
    ...(process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : []),
    root,
    ...process.argv.slice(2),
  ]);
}
await chromiumBinary();
console.log(
  "Electron's runtime is not to be had here: the same application runs on the installed Chromium through the stand-in.",
);
await run(process.execPath, [
  path.join(root, 'test/electron-stand-in/run.ts'),
  path.join(root, 'dist/electron/main.js'),
  ...process.argv.slice(2),
]);

async function tour() {
  const file = path.join(root, 'test/tour/run.ts');
  if (!existsSync(file)) stop('The tour is missing in this checkout.');
  await chromiumBinary();
  await run(process.execPath, [file, ...rest]);
}

/** Runs a program to its end and ends with its exit code; signals meant for us are passed on. */
function run(file, args) {
  const child = spawn(file, args, { cwd: root, stdio: 'inherit', env: withOwnNode() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise(() =>
    child
      .on('exit', (code) => process.exit(code ?? 1))
      .on('error', (error) => stop(`${path.basename(file)} could not be started: ${error.message}`)),
  );
}
