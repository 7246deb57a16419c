import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { SafeStorage } from './surface.ts';

/** There is no system key store behind the stand-in; tests that need one give it a key. */
function key(): Buffer {
  const { SCHALTERWERK_STAND_IN_KEY: given } = process.env;
  if (!given) throw new Error('Encryption is not available.');
  return createHash('sha256').update(given).digest();
}

export const safeStorage: SafeStorage = {
  getSelectedStorageBackend: () => (process.env['SCHALTERWERK_STAND_IN_KEY'] ? 'unknown' : 'basic_text'),
  isAsyncEncryptionAvailable: async () => Boolean(process.env['SCHALTERWERK_STAND_IN_KEY']),
  async encryptStringAsync(text) {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key(), nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  },
  async decryptStringAsync(sealed) {
    const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const result = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    return { result, shouldReEncrypt: false };
  },
};
