import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdsNothingOfItsOwn } from './open.ts';

/**
 * Seals values at rest with AES-256-GCM. A sealed value is `nonce (12) | tag (16) | ciphertext`. It is bound to the
 * place it is written to (`record/appointment/…`), so that nobody without the key can put one person's data in
 * another's place.
 */
export interface Seal {
  close(value: unknown, place: string): Uint8Array;
  /** Throws when the value was changed, comes from another place or was sealed with another key. */
  open(sealed: Uint8Array, place: string): unknown;
}

export function sealWith(bytesOfKey: Buffer): Seal {
  // Made once: preparing the bytes of a key anew for every value costs three times as much as the sealing.
  const key = createSecretKey(bytesOfKey);
  const nextNonce = nonces();
  return {
    close(value, place) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
        authTagLength: 16,
      }).setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'));
    },
  };
}

/** Random nonces (NIST SP 800-38D, 8.2.2), drawn from the system many at once, each given out once. */
function nonces(): () => Buffer {
  const many = 256;
  let drawn = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === drawn.length) {
      drawn = randomBytes(nonceBytes * many);
      used = 0;
    }
    used += nonceBytes;
    return drawn.subarray(used - nonceBytes, used);
  };
}
const nonceBytes = 12;

/** The operating system's key store (Electron's `safeStorage`). */
export interface KeyStore {
  /** False when there is none; then keys are kept in a file only its owner may read, and the window says so. */
  available: boolean;
  seal(secret: string): Promise<Buffer>;
  /** Rejects when it cannot. `sealAgain`: the system has a newer key by now. */
  open(sealed: Buffer): Promise<{ secret: string; sealAgain: boolean }>;
}

export type KeyResult = { ok: true; key: Buffer; protected: boolean } | { ok: false; detail: string };

/**
 * The key of the local data: made once, guarded by the operating system's key store where there is one, else kept in a
 * file that only its owner may read, until there is one. A store without its key is never given a new one while it
 * holds anything that is nowhere else: that would be lost.
 */
export async function loadKey(dataDir: string, keyStore: KeyStore): Promise<KeyResult> {
  const files = {
    guarded: join(dataDir, 'store.key.sealed'),
    plain: join(dataDir, 'store.key'),
    store: join(dataDir, 'counter.db'),
  };
  try {
    if (existsSync(files.guarded)) return await guardedKey(files, keyStore);
    if (existsSync(files.plain)) return await plainKey(files, keyStore);
    if (existsSync(files.store)) return { ok: false, detail: 'the key file of the store is missing' };
    return await newKey(files, keyStore);
  } catch (error) {
    return { ok: false, detail: messageOf(error) };
  }
}

interface Files {
  guarded: string;
  plain: string;
  store: string;
}

async function guardedKey(files: Files, keyStore: KeyStore): Promise<KeyResult> {
  const plainIsThere = existsSync(files.plain);
  try {
    if (!keyStore.available)
      throw new Error('the key is guarded by the key store of the system, which is not available now');
    const { secret, sealAgain } = await keyStore.open(readFileSync(files.guarded));
    const key = keyIn(secret);
    if (sealAgain) await sealAnew(files.guarded, keyStore, secret);
    // The system gave the sealed key back after a new start: the unsealed one has served its time.
    if (plainIsThere) removeIfServed(files.plain, key);
    return { ok: true, key, protected: true };
  } catch (error) {
    if (plainIsThere) return { ok: true, key: readPlain(files.plain), protected: false };
    /**
     * Chromium writes its own key some seconds after a first start: a power cut in between leaves a sealed key that
     * nobody opens. By then nothing was done here that is not at the backend.
     */
    if (!keyStore.available || !holdsNothingOfItsOwn(files.store)) return { ok: false, detail: messageOf(error) };
    // The key last: cut off before that, the next start finds the same and goes on.
    setAside([files.store, `${files.store}-wal`, `${files.store}-shm`, files.guarded]);
    return newKey(files, keyStore);
  }
}

/** Sealed as soon as there is a key store; the unsealed file goes at the first start that could open the sealed one. */
async function plainKey({ guarded, plain }: Files, keyStore: KeyStore): Promise<KeyResult> {
  const key = readPlain(plain);
  if (keyStore.available) writeDurably(guarded, await keyStore.seal(key.toString('base64')));
  return { ok: true, key, protected: keyStore.available };
}

async function newKey({ guarded, plain }: Files, keyStore: KeyStore): Promise<KeyResult> {
  const key = randomBytes(keyBytes);
  const text = key.toString('base64');
  if (keyStore.available) writeDurably(guarded, await keyStore.seal(text));
  else writeDurably(plain, Buffer.from(text + '\n'));
  return { ok: true, key, protected: keyStore.available };
}

const keyBytes = 32;

/** @throws where it is no key: nothing is ever sealed or opened with half of one */
function keyIn(text: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== keyBytes) throw new Error('the key of the store is not whole');
  return key;
}

const readPlain = (file: string): Buffer => keyIn(readFileSync(file, 'utf8'));
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Nothing is deleted: who knows the key can still look. */
function setAside(files: string[]): void {
  const when = new Date().toISOString().replaceAll(/[:.]/g, '-');
  for (const file of files) if (existsSync(file)) renameSync(file, `${file}.unopened-${when}`);
}

/** The key is in hand: what the system refuses now it is asked again at the next start. */
async function sealAnew(file: string, keyStore: KeyStore, secret: string): Promise<void> {
  try {
    writeDurably(file, await keyStore.seal(secret));
  } catch {
    // The old sealed key stays, and opens.
  }
}

/** Overwritten and removed, unless it is another whole key: then somebody put it there, and it may be needed. */
function removeIfServed(file: string, key: Buffer): void {
  const bytes = readFileSync(file);
  const plain = Buffer.from(bytes.toString('utf8').trim(), 'base64');
  if (plain.length === keyBytes && !plain.equals(key)) return;
  writeFileSync(file, Buffer.alloc(bytes.length), { flush: true });
  rmSync(file);
}

/** Written beside and renamed, so that a crash leaves either no key file or a whole one. */
function writeDurably(path: string, bytes: Buffer): void {
  writeFileSync(`${path}.new`, bytes, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}
