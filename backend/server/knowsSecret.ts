import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { secretHeader } from '../contract/runSecret.ts';

/**
 * Does a request carry the secret of this run? Without a secret every request does: the backend of an office has none.
 * Digests are compared, so that the time it takes tells neither a beginning nor the length.
 */
export function makeKnowsSecret(secret: string | null): (headers: IncomingHttpHeaders) => boolean {
  if (secret === null) return () => true;
  const expected = digestOf(secret);
  return (headers) => {
    const given = headers[secretHeader];
    return typeof given === 'string' && timingSafeEqual(digestOf(given), expected);
  };
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
