/**
 * Makes a fresh checkout ready for work and tests: dependencies, Chromium, what the tests need of the system. `node
 * scripts/setup.mjs`
 */
import { fileURLToPath } from 'node:url';
import { chromiumBinary, installDependencies, installSystemPackages } from './install.mjs';
import { labPackages } from '../test/lab/tools.mjs';
import { useOwnNode } from './ownNode.mjs';

export async function setup() {
  installDependencies();
  useOwnNode();
  installSystemPackages({
    socat: '/usr/bin/socat',
    postgresql: '/usr/lib/postgresql',
    'fonts-noto-core': '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
    ...labPackages,
  });
  await chromiumBinary();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
