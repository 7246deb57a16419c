import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const bin = path.join(root, 'node_modules', '.bin');

/**
 * The project runs on the Node that its dependencies name, whatever the machine has: starts this program again on it
 * when needed.
 */
export function useOwnNode() {
  if (Number(process.versions.node.split('.')[0]) === 24) return;
  const ownNode = ['node', 'node.exe']
    .map((name) => path.join(root, 'node_modules/node/bin', name))
    .find((file) => existsSync(file));
  if (ownNode === undefined) {
    console.error(
      'Node 24 is missing in node_modules: please run `npm ci` with the scripts of packages allowed; it is the package "node".',
    );
    process.exit(1);
  }
  const { status } = spawnSync(ownNode, process.argv.slice(1), { stdio: 'inherit', env: withOwnNode() });
  process.exit(status ?? 1);
}

/**
 * Environment in which `node` and the tools of node_modules are found first. Checks start the same programs hundreds of
 * times: what they compiled is kept, by content.
 */
export function withOwnNode(extra = {}) {
  const key = Object.keys(process.env).find((name) => name.toLowerCase() === 'path') ?? 'PATH';
  return {
    NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/schalterwerk/compiled'),
    ...process.env,
    ...extra,
    [key]: [bin, process.env[key]].join(path.delimiter),
  };
}
