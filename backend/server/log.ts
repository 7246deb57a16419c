import type { FastifyServerOptions } from 'fastify';
import type { Problem } from '../contract/index.ts';
import type { Settings } from '../settings.ts';
import { DatabaseUnavailable } from '../store/database.ts';
import { problem } from './problems.ts';

/**
 * One JSON object a line: time, level, sentence, request id, route. Never an address with an id in it, a header, a
 * body, a name or the network address of a counter: what the framework would add about requests and errors is cut away
 * here.
 */
export function logOptions(level: Settings['logLevel'], log: (line: string) => void): FastifyServerOptions['logger'] {
  return {
    level,
    base: undefined,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { req: () => ({}), res: () => ({}), err: describeFault },
    stream: { write: (line) => log(line.trimEnd()) },
  };
}

interface Fault {
  name?: string;
  message?: string;
  stack?: string;
  code?: unknown;
  cause?: unknown;
}

/**
 * Where a fault happened. Its message goes first: it can have several lines, and one of them can begin like a place.
 */
export function placesOf({ message = '', stack = '' }: Pick<Fault, 'message' | 'stack'>): string[] {
  const from = message === '' ? -1 : stack.indexOf(message);
  return (from < 0 ? stack : stack.slice(from + message.length))
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '));
}

/** Only what and where: messages can carry what was sent. */
export function describeFault(error: unknown): {
  error: string;
  code?: string;
  at: string[];
  type: string;
  message: string;
  stack: string;
} {
  const { name, code, cause } = error as Fault;
  const at = placesOf(error as Fault)
    .slice(0, 6)
    .map((line) => line.trim());
  const plain = [code, (cause as Fault | undefined)?.code].find(
    (candidate) => typeof candidate === 'string' && /^\w{1,40}$/.test(candidate),
  );
  // `type`, `message` and `stack` stand in the library's own form of an error.
  return {
    error: name ?? 'error',
    ...(plain === undefined ? {} : { code: String(plain) }),
    at,
    type: name ?? 'error',
    message: '',
    stack: '',
  };
}

/** What is told about a fault. */
export function fromError(error: unknown): Problem {
  if (error instanceof DatabaseUnavailable) return problem('temporarily-unavailable');
  const { statusCode } = error as { statusCode?: number };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return problem('invalid-request', { status: statusCode });
  return problem('server-error');
}
