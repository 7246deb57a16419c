import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

export type InputResult = { ok: true; value: Record<string, unknown> } | { ok: false; detail: string };

/** What of a request fits the contract. Names the fields that do not fit, never what was in them. */
export function readInput(
  route: { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType },
  request: FastifyRequest,
): InputResult {
  const value: Record<string, unknown> = {};
  for (const part of ['params', 'query', 'body'] as const) {
    const parsed = route[part]?.safeParse(request[part]);
    if (!parsed) continue;
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => [part, ...issue.path.map(String)].join('.'));
      return { ok: false, detail: [...new Set(fields)].slice(0, 5).join(', ') };
    }
    if (hasNul(parsed.data)) return { ok: false, detail: part };
    value[part] = parsed.data;
  }
  return { ok: true, value };
}

/**
 * No text of a person contains the character 0, and PostgreSQL stores none: refused here, so that both stores are the
 * same.
 */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value)
    ? value.some(hasNul)
    : Object.entries(value).some(([name, inner]) => hasNul(name) || hasNul(inner));
}
