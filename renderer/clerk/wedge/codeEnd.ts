import { createStore } from '../../store.ts';
import type { CodeEnd } from './detector.ts';

/**
 * How scanners in keyboard mode were seen to end their codes at this workstation. It is kept over restarts: it must not
 * be learned each morning anew.
 */

const memory = 'code-end';

function remembered(): CodeEnd | null {
  const kept = localStorage.getItem(memory);
  return kept === 'mark' || kept === 'silence' ? kept : null;
}

/** Null: not seen yet. */
export const codeEnd = createStore<CodeEnd | null>(remembered());

export function learnCodeEnd(end: CodeEnd | null): void {
  if (end === codeEnd.get()) return;
  codeEnd.set(end);
  if (end === null) localStorage.removeItem(memory);
  else localStorage.setItem(memory, end);
}
