import type { ProblemCode } from './contract/index.ts';

export type Result<T> = { ok: true; value: T } | { ok: false; code: ProblemCode };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const refused = (code: ProblemCode): { ok: false; code: ProblemCode } => ({ ok: false, code });
