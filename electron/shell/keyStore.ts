import { safeStorage } from 'electron';
import type { KeyStore } from '../core/kernel/ports.ts';

/** The operating system's key store. To be opened when the application is ready: before that, Electron cannot tell. */
export async function openKeyStore(): Promise<KeyStore> {
  return {
    available: await safeStorage.isAsyncEncryptionAvailable(),
    seal: (secret) => safeStorage.encryptStringAsync(secret),
    open: async (sealed) => {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
      return { secret: result, sealAgain: shouldReEncrypt };
    },
  };
}
