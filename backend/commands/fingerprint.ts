import { createHash } from 'node:crypto';
import type { Command, SentCommand } from '../contract/index.ts';

/**
 * Equal for equal commands whatever the order of their fields; says nothing about what is in them. Of a command as it
 * was sent it is the same for every version, also where one of them knows fewer fields.
 */
export function fingerprint(command: Command | SentCommand): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(command)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
