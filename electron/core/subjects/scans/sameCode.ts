import { createHash } from 'node:crypto';

/** A code as it was last seen by one device; `scanId` names the scan that was taken for it. */
export interface Sighting {
  at: number;
  scanId: string;
}

/**
 * A scanner in presentation mode, or a camera, reads a card again and again while it lies there. One code of one device
 * counts once for as long as it keeps coming: not until it was away for `pauseMs` is it meant anew. A different code
 * never waits, also when two lie there side by side and come in turn. Kept as digests: what was scanned is nobody's
 * business here.
 */
export function createSameCode(pauseMs: number) {
  const seen = new Map<string, Sighting>();

  return {
    /** `repeat`: it never went away. Otherwise the caller writes down in `sighting` what came of it. */
    look(deviceId: string, bytes: Uint8Array, aim: string | null, at: number): { repeat: boolean; sighting: Sighting } {
      // Also when the clock was set back: a sighting in the future says nothing.
      for (const [key, sighting] of seen) if (Math.abs(at - sighting.at) >= pauseMs) seen.delete(key);
      const key = createHash('sha256')
        .update(`${deviceId} ${aim ?? ''} `)
        .update(bytes)
        .digest('base64');
      const before = seen.get(key);
      if (before) {
        before.at = at;
        return { repeat: true, sighting: before };
      }
      const sighting = { at, scanId: '' };
      if (pauseMs > 0) seen.set(key, sighting);
      return { repeat: false, sighting };
    },
  };
}
