import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const standIn = pathToFileURL(import.meta.dirname + path.sep).href;

/** Folder of the package.json that the application belongs to. */
export function applicationFolder(file: string): string {
  let folder = path.dirname(file);
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`No package.json above ${file}`);
    folder = parent;
  }
  return folder;
}

/**
 * Puts the stand-in in the place of `electron`, and holds what it runs to the built product: a module of the
 * application may only come from `dist` or the production dependencies beside it, never from the sources.
 */
export function guardModules(entry: string): void {
  const root = applicationFolder(entry);
  const own = ['dist', 'node_modules'].map((folder) => pathToFileURL(path.join(root, folder) + path.sep).href);
  const isOwn = (url: string): boolean => own.some((prefix) => url.startsWith(prefix));
  if (!isOwn(pathToFileURL(entry).href))
    throw new Error(`Only the built product is run, and ${entry} is not in its dist folder.`);

  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'electron')
        return { url: new URL('electron.ts', standIn).href, format: 'module-typescript', shortCircuit: true };
      const found = next(specifier, context);
      const fromApplication =
        context.parentURL !== undefined && isOwn(context.parentURL) && !isStandInsOwn(context.parentURL);
      if (fromApplication && found.url.startsWith('file:') && !isOwn(found.url)) {
        throw new Error(`The application reached outside its folder: ${fileURLToPath(found.url)}`);
      }
      return found;
    },
  });
}

/** playwright-core and pngjs are tools of the stand-in; in a checkout they lie beside the production dependencies. */
const isStandInsOwn = (url: string): boolean =>
  url.startsWith(standIn) || /\/node_modules\/(playwright-core|pngjs)\//.test(url);
