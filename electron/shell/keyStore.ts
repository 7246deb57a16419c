import { safeStorage } from 'electron';
import type { KeyStore } from '../core/ports.ts';

/** The operating system's key store. To be opened when the application is ready: before that, Electron cannot tell. */
export function openKeyStore(): KeyStore {
  return {
    available: safeStorage.isEncryptionAvailable(),
    seal: (secret) => safeStorage.encryptString(secret),
    open: (sealed) => safeStorage.decryptString(sealed),
  };
}
