import type { KeyResult } from '../../electron/core/kernel/database/seal.ts';
import type { KeyStore } from '../../electron/core/kernel/ports.ts';

/** A system without key store, as the machines that run tests are. */
export const noKeyStore: KeyStore = {
  available: false,
  seal: async (secret) => Buffer.from(secret),
  open: async (sealed) => ({ secret: sealed.toString(), sealAgain: false }),
};

/** A key for stores of which the key itself is not the question. */
export const testKey: KeyResult = { ok: true, key: Buffer.alloc(32, 7), protected: false };
