import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

/** The list of patterns below a name in electron-builder.yml. */
function patternsOf(name: 'files' | 'asarUnpack'): string[] {
  const text = readFileSync(path.join(root, 'electron-builder.yml'), 'utf8');
  const block = new RegExp(`^${name}:\\n((?: {2}(?:- |#).*\\n)+)`, 'm').exec(text)?.[1] ?? '';
  return [...block.matchAll(/^ {2}- '?([^'\n]+)'?$/gm)].map(([, pattern]) => pattern ?? '');
}

/** What stays outside the archive, because it cannot be loaded from inside. */
export const unpackPatterns = (): string[] => patternsOf('asarUnpack');

/** What goes into the program, and what does not. */
export function filePatterns(): { included: string[]; excluded: string[] } {
  const patterns = patternsOf('files');
  return {
    included: patterns.filter((pattern) => !pattern.startsWith('!')),
    excluded: patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)),
  };
}

/** Installed packages that are not only for development, as the lock file has them. */
export function productionPackages(): string[] {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([folder, { dev }]) => folder !== '' && !dev && existsSync(path.join(root, folder)))
    .map(([folder]) => folder);
}

/** Puts the application folder together as electron-builder does, without Electron's own files. */
export function collectApplication(target: string): void {
  const { included, excluded } = filePatterns();
  const unwanted = new Set(globSync(excluded, { cwd: path.join(root, 'dist') }).map((file) => path.join('dist', file)));
  for (const file of globSync(included, { cwd: root })) {
    if (unwanted.has(file) || statSync(path.join(root, file)).isDirectory()) continue;
    mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(target, file));
  }
  for (const folder of productionPackages())
    cpSync(path.join(root, folder), path.join(target, folder), { recursive: true, dereference: true });
}
