/**
 * `npm run check`: what is quick, before every commit: types, lint, format, and the tests of rules, small parts and drivers.
 * Under two minutes on two cores.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installDependencies } from './install.mjs';
import { useOwnNode, withOwnNode } from './ownNode.mjs';

const root = path.dirname(import.meta.dirname);
installDependencies();
useOwnNode();
const began = Date.now();

const checks = [
  ['Types', 'typescript/bin/tsc', '-b'],
  ['Lint', 'oxlint/bin/oxlint', '--deny-warnings'],
  ['Format', 'oxfmt/bin/oxfmt', '--check', '.'],
  [
    'Rules, small parts, drivers',
    'vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--project',
    'all',
    '--reporter=dot',
    'test/architecture',
    'test/unit',
    'test/drivers',
  ],
];
const failed = checks.filter(([title, file, ...args]) => {
  console.log(`== ${title}`);
  return (
    spawnSync(process.execPath, [path.join(root, 'node_modules', file), ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: withOwnNode(),
    }).status !== 0
  );
});
console.log(
  `\n${failed.length === 0 ? 'Everything quick passed' : `Failed: ${failed.map(([title]) => title).join(' · ')}`}, ${Math.round((Date.now() - began) / 1000)} s. The rest: npm test.`,
);
process.exit(failed.length === 0 ? 0 : 1);
