import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for a tree that is run beside this one; whoever makes it removes it. */
export const newFolder = (name: string): string => mkdtempSync(join(tmpdir(), `schalterwerk-skew-${name}-`));

/** A tree of another version runs with the libraries that are here. */
export const linkModules = (folder: string): void =>
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'), 'junction');
