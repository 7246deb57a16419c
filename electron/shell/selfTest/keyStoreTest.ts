import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app, safeStorage } from 'electron';
import { openKeyStore } from '../keyStore.ts';
import { failed, passed, warning, type Found } from './found.ts';
import { startMyself } from './ownStart.ts';

const secret = 'A text that is nobody’s.';

/**
 * Seals in one start of the program and opens in the next, in a folder of its own: only that shows that the key
 * outlives the program.
 */
export async function keyStore(folder: string): Promise<Found> {
  const store = await openKeyStore();
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null;
  if (!store.available) return warning('no-key-store', { backend });
  if (backend === 'basic_text') return warning('key-store-in-clear', { backend });
  const file = path.join(folder, 'sealed');
  const data = `--user-data-dir=${path.join(folder, 'key-store')}`;
  const sealed = await startMyself([data, '--self-test-part=seal', `--self-test-file=${file}`]);
  if (sealed.code !== 0 || !existsSync(file)) return failed('not-sealed', { backend, code: sealed.code });
  const opened = await startMyself([data, '--self-test-part=open', `--self-test-file=${file}`]);
  return opened.code === 0
    ? passed({ backend, starts: 2 })
    : failed('not-opened-after-restart', { backend, code: opened.code });
}

/** The part of the second and third start. Ends the program: 0 when it went well. */
export async function keyStorePart(part: 'seal' | 'open', file: string): Promise<void> {
  try {
    const store = await openKeyStore();
    if (part === 'seal') writeFileSync(file, await store.seal(secret));
    const right = part === 'seal' || (await store.open(readFileSync(file))).secret === secret;
    // An orderly end: only then Chromium surely writes its own key to the disk.
    if (right) app.quit();
    else app.exit(1);
  } catch {
    app.exit(1);
  }
}
