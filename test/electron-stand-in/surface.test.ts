import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const copy = path.join(root, 'out/surface');

/** Compiles the sources that use Electron once more, with the stand-in in its place. */
function compileAgainstStandIn(change: (text: string) => string = (text) => text): string {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(path.join(copy, 'electron'), { recursive: true });
  cpSync(path.join(root, 'electron/shell'), path.join(copy, 'electron/shell'), { recursive: true });
  for (const file of ['main.ts', 'preload.ts'])
    cpSync(path.join(root, 'electron', file), path.join(copy, 'electron', file));
  for (const file of globSync('electron/**/*.ts', { cwd: copy })) {
    const full = path.join(copy, file);
    const standIn = path
      .relative(path.dirname(full), path.join(root, 'test/electron-stand-in/asElectron.ts'))
      .replaceAll(path.sep, '/');
    writeFileSync(full, change(readFileSync(full, 'utf8')).replaceAll(/from 'electron'/g, `from '${standIn}'`));
  }
  writeFileSync(
    path.join(copy, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      // The copies find their unchanged neighbours (`../core/…`) in the sources.
      compilerOptions: {
        composite: false,
        emitDeclarationOnly: false,
        noEmit: true,
        incremental: false,
        rootDirs: ['../..', '.'],
        types: ['node'],
        lib: ['ES2024', 'DOM', 'DOM.Iterable'],
      },
      include: ['electron/**/*.ts'],
      references: [],
    }),
  );
  const { stdout } = spawnSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', copy], {
    encoding: 'utf8',
  });
  return stdout;
}

it('has everything of Electron that the application uses, in the types of Electron', () => {
  expect(compileAgainstStandIn()).toBe('');
});

it('notices when the application uses more', () => {
  const errors = compileAgainstStandIn((text) =>
    text.replace('app.enableSandbox();', 'app.enableSandbox();\napp.setBadgeCount(1);'),
  );
  expect(errors).toContain("Property 'setBadgeCount' does not exist");
});
