import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyStore } from '../ports.ts';

/**
 * Seals values at rest with AES-256-GCM. A sealed value is `nonce (12) | tag (16) | ciphertext`. It is bound to the place
 * it is written to (`record/appointment/…`), so that nobody without the key can put one person's data in another's place.
 */
export interface Seal {
  close(value: unknown, place: string): Uint8Array;
  /** Throws when the value was changed, comes from another place or was sealed with another key. */
  open(sealed: Uint8Array, place: string): unknown;
}

export function sealWith(key: Buffer): Seal {
  return {
    close(value, place) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'));
    },
  };
}

export type KeyResult = { ok: true; key: Buffer; protected: boolean } | { ok: false; detail: string };

/**
 * The key of the local data: made once, guarded by the operating system's key store where there is one, else kept in a
 * file that only its owner may read. A store without its key is never given a new one: what it holds would be lost.
 */
export function loadKey(dataDir: string, keyStore: KeyStore, storeExists: boolean): KeyResult {
  const guarded = join(dataDir, 'store.key.sealed');
  const plain = join(dataDir, 'store.key');
  try {
    if (existsSync(guarded)) {
      if (!keyStore.available) return { ok: false, detail: 'the key is guarded by the key store of the system, which is not available now' };
      return { ok: true, key: Buffer.from(keyStore.open(readFileSync(guarded)), 'base64'), protected: true };
    }
    if (existsSync(plain)) return { ok: true, key: Buffer.from(readFileSync(plain, 'utf8').trim(), 'base64'), protected: false };
    if (storeExists) return { ok: false, detail: 'the key file of the store is missing' };
    const key = randomBytes(32);
    const text = key.toString('base64');
    if (keyStore.available) writeDurably(guarded, keyStore.seal(text));
    else writeDurably(plain, Buffer.from(text + '\n'));
    return { ok: true, key, protected: keyStore.available };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Written beside and renamed, so that a crash leaves either no key file or a whole one. */
function writeDurably(path: string, bytes: Buffer): void {
  writeFileSync(`${path}.new`, bytes, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}
