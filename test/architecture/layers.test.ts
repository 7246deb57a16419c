import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** The layers of the core, lowest first: each imports itself and what stands before it, types included. */
const layers = ['codes', 'kernel', 'counter', 'subjects', 'wiring'];

interface Import {
  file: string;
  imported: string;
}

const layerOf = (file: string): number => layers.indexOf(file.split('/')[0] ?? '');
/** `kernel/outbox`, `subjects/box`, or the layer itself for a file that lies in it. */
const folderOf = (file: string): string => file.split('/').slice(0, -1).slice(0, 2).join('/');

/** Against the layers: upwards, and from one subject to another. */
const against = (imports: readonly Import[]): string[] =>
  imports
    .filter(
      ({ file, imported }) =>
        layerOf(imported) > layerOf(file) ||
        (file.startsWith('subjects/') && imported.startsWith('subjects/') && folderOf(file) !== folderOf(imported)),
    )
    .map(({ file, imported }) => `${file} imports ${imported}`);

/** Folders that import each other, directly or over others. */
function circles(imports: readonly Import[]): string[] {
  const next = new Map<string, Set<string>>();
  for (const { file, imported } of imports) {
    const [from, to] = [folderOf(file), folderOf(imported)];
    if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const reached = (start: string): Set<string> => {
    const seen = new Set<string>();
    const open = [start];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop())
      for (const to of next.get(folder) ?? [])
        if (!seen.has(to)) {
          seen.add(to);
          open.push(to);
        }
    return seen;
  };
  return [...next.keys()].filter((folder) => reached(folder).has(folder)).toSorted();
}

const core = path.join(import.meta.dirname, '../../electron/core');
const files = globSync('**/*.ts', { cwd: core }).map((file) => file.replaceAll(path.sep, '/'));
const imports = files.flatMap((file) =>
  [...readFileSync(path.join(core, file), 'utf8').matchAll(/from\s+'(\.[^']+)'|import\(\s*'(\.[^']+)'/g)]
    .map(([, named, dynamic]) => path.posix.join(path.posix.dirname(file), named ?? dynamic ?? ''))
    .filter((imported) => files.includes(imported))
    .map((imported): Import => ({ file, imported })),
);

describe('the core has layers', () => {
  it('and every file lies in one', () => {
    expect(files.filter((file) => layerOf(file) < 0)).toEqual([]);
    expect(imports.length).toBeGreaterThan(200);
  });

  it('and nothing imports upwards, or another subject', () => {
    expect(against(imports)).toEqual([]);
  });

  it('and no folders import each other in a circle', () => {
    expect(circles(imports)).toEqual([]);
  });

  it('and what breaks that is found', () => {
    const planted = (file: string, imported: string): Import[] => [...imports, { file, imported }];
    expect(against(planted('kernel/outbox/outbox.ts', 'counter/queue/dayView.ts'))).toHaveLength(1);
    expect(against(planted('subjects/scans/scanRouter.ts', 'subjects/box/deposits.ts'))).toHaveLength(1);
    expect(circles(planted('kernel/database/store.ts', 'kernel/outbox/outbox.ts'))).toContain('kernel/outbox');
  });
});
