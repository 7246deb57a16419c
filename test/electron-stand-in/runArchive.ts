/**
 * Runs the product from its archive: `node runArchive.ts app.asar [arguments as for Electron]`. What is not in the
 * archive, or beside it in `app.asar.unpacked`, is missing here as in an installed program; a file whose sum differs
 * from the archive's, or a native module that would have to be loaded from inside, ends the start.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { extractFile, getRawHeader, type DirectoryRecord } from '@electron/asar';

const [, , archive = '', ...rest] = process.argv;
const folder = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-archive-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let files = 0;
unpack(getRawHeader(archive).header, '');
console.log(`${files} files from the archive are as they were packed.`);

const { main } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { main: string };
process.argv = [process.argv[0] ?? '', path.join(import.meta.dirname, 'run.ts'), path.join(folder, main), ...rest];
await import('./run.ts');

function unpack(directory: DirectoryRecord, where: string): void {
  mkdirSync(path.join(folder, where), { recursive: true });
  for (const [name, entry] of Object.entries(directory.files)) {
    const at = path.join(where, name);
    if ('files' in entry) unpack(entry, at);
    else if ('link' in entry) throw new Error(`The archive holds a link: ${at}`);
    else {
      const content = entry.unpacked ? readFileSync(path.join(`${archive}.unpacked`, at)) : extractFile(archive, at);
      if (createHash('sha256').update(content).digest('hex') !== entry.integrity.hash)
        throw new Error(`Not as it was packed: ${at}`);
      if (at.endsWith('.node') && !entry.unpacked)
        throw new Error(`A native module cannot be loaded from inside the archive: ${at}`);
      writeFileSync(path.join(folder, at), content, { mode: entry.executable ? 0o755 : 0o644 });
      files += 1;
    }
  }
}
