import { onMoment } from '../../bridge.ts';
import type { InkPoint } from './ink.ts';

/** The ink of the signature being given, for the eye only; the record stays in the main process. */
let signatureId = '';
let points: InkPoint[] = [];
const listeners = new Set<() => void>();

export function startInk(): void {
  onMoment('ink', (ink) => {
    if (ink.fresh || ink.signatureId !== signatureId) points = [];
    signatureId = ink.signatureId;
    points.push(...ink.points);
    for (const listener of listeners) listener();
  });
}

export const inkOf = (id: string): readonly InkPoint[] => (id === signatureId ? points : []);

export function onInk(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
