import type { IncomingHttpHeaders } from 'node:http';

const ownNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Does this request come from a counter, and not from a web page in somebody's browser? A page that may reach this
 * machine's ports could otherwise sign in and read with the names of its own site pointed at this address ("DNS
 * rebinding").
 *
 * - Counters are programs: they never send `Origin`, browsers do with everything that changes something.
 * - A backend that listens on its own machine only is never asked under another name than the machine's own, unless a
 *   proxy asks on
 *   behalf of counters, under the name that they know.
 */
export function isFromCounter(headers: IncomingHttpHeaders, listensAt: string, isBehindProxy = false): boolean {
  if (headers.origin !== undefined) return false;
  const local = ownNames.has(listensAt) || listensAt === '::1';
  return !local || isBehindProxy || ownNames.has((headers.host ?? '').toLowerCase().replace(/:\d+$/, ''));
}
