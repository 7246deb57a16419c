import { cpSync, existsSync, globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { programs } from '../../electron/vite.config.ts';
import { guestImage } from './guestImage.ts';
import { runMachine } from './machine.ts';

const root = path.join(import.meta.dirname, '../..');
const out = path.join(root, 'out/lab');
/** `{ passed, failed, findings }`, or `{ skipped }` with the reason: for who counts. */
const results = path.join(out, 'results.json');
/** Two minutes and a half on two emulated processors; several times that was seen where it had to wait for others. */
const TIME_LIMIT_MS = 600_000;

/**
 * Runs the chapters named (all of them without names) and returns the exit code: 0 also where it cannot run, which is
 * then said.
 */
export async function lab(chapters: string[], missing: string | undefined): Promise<number> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const image = missing === undefined ? guestImage(path.join(root, 'out/kernels'), out) : { missing };
  if ('missing' in image) {
    console.log(`Hardware lab skipped, nothing was proven: ${image.missing}`);
    writeFileSync(results, JSON.stringify({ skipped: image.missing }));
    return 0;
  }
  await bundleGuest();
  await takeProduct();
  const { status, passed, findings, seconds, accelerator } = await runMachine({
    ...image,
    root,
    folder: path.join(out, 'guest'),
    rules: path.join(root, 'assets/udev'),
    chapters,
    timeLimit: TIME_LIMIT_MS,
  });
  const outcome =
    status === 0
      ? 'passed'
      : status === 124
        ? `was ended after ${TIME_LIMIT_MS / 1000} s`
        : `failed (status ${status})`;
  console.log(
    `Hardware lab ${outcome} after ${seconds.toFixed(1)} s; kernel ${image.kernel}, processor ${accelerator}.`,
  );
  // A machine that went down counts as a failure of its own.
  if (status !== 0 && findings.length === 0) findings.push(outcome);
  writeFileSync(results, JSON.stringify({ passed, failed: findings.length, findings }));
  return status;
}

/** The suite and the hardware it plays, as plain JavaScript: the guest is too slow to translate anything. */
async function bundleGuest(): Promise<void> {
  for (const name of ['suite', 'hardware', 'otherProgram']) {
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true },
      build: {
        ssr: path.join(root, `test/lab/guest/${name}.ts`),
        outDir: path.join(out, 'guest'),
        emptyOutDir: false,
        target: 'node24',
        minify: false,
        rolldownOptions: {
          external: ['serialport', 'node-hid', /^node:/],
          output: { entryFileNames: `${name}.js`, codeSplitting: false },
        },
      },
    });
  }
}

/**
 * The device host as it is shipped: `dist/native/host.js`, or, where it is older than its sources, what the same build
 * makes of them. A copy, so that a build meanwhile does not change it under the running machine.
 */
async function takeProduct(): Promise<void> {
  const shipped = path.join(root, 'dist/native/host.js');
  const newest = Math.max(...globSync(path.join(root, 'native/**/*.ts')).map((file) => statSync(file).mtimeMs));
  if (existsSync(shipped) && statSync(shipped).mtimeMs > newest)
    return cpSync(shipped, path.join(out, 'native/host.js'));
  const program = programs.find(
    ({ build: settings }) => typeof settings?.ssr === 'string' && settings.ssr.endsWith('native/host.ts'),
  );
  if (!program) throw new Error('the build has no device host');
  await build({ ...program, build: { ...program.build, outDir: path.join(out, 'native') } });
}
