import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { linkModules, newFolder } from './tree.ts';

const root = join(import.meta.dirname, '../..');
const marker = 'test/skew/counterProgram.ts';

export const withoutHistory =
  'The skew of versions was not tested: it runs an older revision beside this one, and the history of the repository is not here (a shallow clone, or no repository).';

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', root, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1e8,
  }).trim();

/**
 * The revision in which versions began to say what they know: the first that has the marker. Undefined where its
 * history is not here.
 */
export function oldRevision(): string | undefined {
  try {
    // At the edge of a shallow clone everything looks new.
    if (git('rev-parse', '--is-shallow-repository') !== 'false') return undefined;
    return git('log', '--follow', '--diff-filter=A', '--format=%H', '--', marker)
      .split('\n')
      .findLast((line) => line !== '');
  } catch {
    return undefined;
  }
}

/** The tree of that revision in a folder of its own, ready to run from its sources. */
export function oldSide(revision: string): string {
  const folder = newFolder('old');
  const archive = join(folder, 'tree.tar');
  git(
    'archive',
    '--format=tar',
    '-o',
    archive,
    revision,
    'backend',
    'electron',
    'native',
    'assets',
    'test',
    'package.json',
  );
  execFileSync('tar', ['-xf', archive, '-C', folder]);
  linkModules(folder);
  return folder;
}
