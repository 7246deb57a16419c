/**
 * Builds the product into dist/: main process, preload script, device host, backend, windows. `node scripts/build.mjs`
 */
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './install.mjs';
import { useOwnNode } from './ownNode.mjs';

const root = path.dirname(import.meta.dirname);
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installDependencies();
  useOwnNode();
  const began = Date.now();
  await build();
  console.log(`Built into dist/ in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
}

export async function build() {
  const { build: viteBuild } = await import('vite');
  const { programs } = await import('../electron/vite.config.ts');
  for (const folder of ['electron', 'native', 'backend', 'renderer', 'assets'])
    await rm(path.join(root, 'dist', folder), { recursive: true, force: true });
  await Promise.all(programs.map((program) => viteBuild(program)));
  await viteBuild({ configFile: path.join(root, 'renderer/vite.config.ts'), logLevel: 'warn' });
  // The build lists the licences of the scripts; a worker and a style sheet bring these along.
  for (const name of ['zxing-wasm', '@fontsource/noto-sans', '@fontsource/noto-sans-arabic'])
    await cp(
      path.join(root, 'node_modules', name, 'LICENSE'),
      path.join(root, 'dist/renderer/licences', `${path.basename(name)}.txt`),
    );
  await cp(path.join(root, 'assets'), path.join(root, 'dist/assets'), { recursive: true });
}
