/**
 * `node scripts/backendModules.mjs FOLDER`: copies into FOLDER/node_modules the packages that the built backend loads,
 * and those that they need, from the installed ones. For the container, which has no use for drivers and windows.
 */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What `dist/backend/main.js` does not carry in itself; a test holds the list to it. */
export const loaded = ['fastify', 'pg', 'prom-client'];

const root = path.dirname(import.meta.dirname);

/** Folders of the packages, relative to the root: as npm looks them up, from the nearest `node_modules` outwards. */
export function foldersOf(names, packages) {
  const found = new Set();
  const add = (name, from) => {
    const folder = placesFrom(from)
      .map((place) => `${place}node_modules/${name}`)
      .find((each) => packages[each]);
    if (!folder) throw new Error(`The lock file has no ${name}.`);
    if (found.has(folder)) return;
    found.add(folder);
    for (const needed of Object.keys(packages[folder].dependencies ?? {})) add(needed, folder);
  };
  for (const name of names) add(name, '');
  return [...found].toSorted();
}

/** `node_modules/a/node_modules/b` → itself, `node_modules/a/`, the root: each followed by a slash, the root by nothing. */
function placesFrom(folder) {
  const parts = folder === '' ? [] : folder.split('/node_modules/');
  return [...parts.keys()].map((n) => `${parts.slice(0, parts.length - n).join('/node_modules/')}/`).concat('');
}

if (process.argv[1] === import.meta.filename) {
  const to = process.argv[2];
  if (!to) throw new Error('Where to? node scripts/backendModules.mjs FOLDER');
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const folders = foldersOf(loaded, packages);
  for (const folder of folders) {
    if (!existsSync(path.join(root, folder))) throw new Error(`${folder} is not installed.`);
    const inside = path.join(root, folder, 'node_modules');
    cpSync(path.join(root, folder), path.join(to, folder), {
      recursive: true,
      filter: (source) => source !== inside,
    });
  }
  console.log(`${folders.length} packages for the backend copied.`);
}
