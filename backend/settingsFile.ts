import { readFileSync } from 'node:fs';
import type { z } from 'zod';

export type ReadFile<T> =
  | { ok: true; value: T }
  | { ok: false; /** Names fields, never what is in them. */ detail: string };

/**
 * Reads a JSON file of settings. Whoever gives a file means it: one that cannot be used is told, never replaced by
 * defaults.
 */
export function readSettingsFile<S extends z.ZodType>(path: string, schema: S): ReadFile<z.infer<S>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return {
      ok: false,
      detail: error instanceof SyntaxError ? 'not JSON' : String((error as NodeJS.ErrnoException).code),
    };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    detail: parsed.error.issues
      .map(({ path: field, message }) => `${field.join('.') || 'the file'}: ${message}`)
      .join('; '),
  };
}
