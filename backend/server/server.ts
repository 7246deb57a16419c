import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { apiBase, eventsPath, routes, type Problem, type RouteName } from '../contract/index.ts';
import type { Result } from '../result.ts';
import { Provider } from '../signin/provider.ts';
import type { SignInSettings } from '../signin/settings.ts';
import { hashToken } from '../signin/tokens.ts';
import type { Clock } from '../clock.ts';
import { DatabaseUnavailable, type Database, type News } from '../store/database.ts';
import { newestSeq } from '../store/recordStore.ts';
import { findSession } from '../store/sessionStore.ts';
import { EventStreams } from './eventStream.ts';
import { makeHandlers, type Handlers } from './handlers.ts';
import { makeOpenApi } from './openapi.ts';
import { isFromCounter } from './isFromCounter.ts';
import { problem } from './problems.ts';

/** A command may carry a long signature; everything else is a few words. */
const commandLimitBytes = 2 * 1024 * 1024;
const bodyLimitBytes = 16 * 1024;
const retryAfterSeconds = 2;
/** Who has not sent a whole request by then never will. */
const requestTimeoutMs = 30_000;

export interface ServerParts { database: Database; clock: Clock; log: (line: string) => void; /** The address it will listen at. */ host: string; signIn: SignInSettings }

/** The API as data (`contract/routes.ts`) made into a server. Both directions are checked against the schemas. */
export function makeServer({ database, clock, log, host, signIn }: ServerParts): FastifyInstance {
  const server = Fastify({ logger: false, bodyLimit: bodyLimitBytes, requestTimeout: requestTimeoutMs, exposeHeadRoutes: false, forceCloseConnections: 'idle' });
  server.removeContentTypeParser('text/plain');
  const isAlive = (tokenHash: string): Promise<boolean> =>
    database.read(async (sql) => (await findSession(sql, tokenHash, clock().toISOString())) !== undefined);
  const streams = new EventStreams(isAlive);
  const handlers = makeHandlers({ database, clock, pin: signIn.pin, ways: signIn, provider: signIn.oidc && new Provider(signIn.oidc, log) });
  database.watch((news) => follow(news, database, streams));

  server.addHook('onRequest', async (request, reply) => (isFromCounter(request.headers, host) ? undefined : sendProblem(reply, problem('invalid-request', { status: 403 }))));
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('not-found')));
  server.setErrorHandler((error, request, reply) => sendProblem(reply, fromError(error, request, log)));
  for (const name of Object.keys(routes) as RouteName[]) register(server, name, handlers, isAlive);

  const openApi = makeOpenApi();
  server.get(`${apiBase}/openapi.json`, async () => openApi);
  server.get(apiBase + eventsPath, async (request, reply) => {
    const tokenHash = hashToken(bearer(request));
    if (!(await isAlive(tokenHash))) return sendProblem(reply, problem('not-signed-in'));
    reply.hijack();
    // Listening first, then reading: a commit in between is told twice rather than never.
    streams.add(reply.raw, tokenHash);
    await database.read(newestSeq).then((cursor) => streams.tell(reply.raw, cursor), () => streams.endSession(tokenHash));
    return reply;
  });
  server.addHook('preClose', async () => streams.close());
  return server;
}

/** What happened at this process or another one reaches the streams of this one. */
function follow(news: News, database: Database, streams: EventStreams): void {
  if (news.kind === 'changes') streams.announce(news.cursor);
  else if (news.kind === 'session-ended') streams.endSession(news.tokenHash);
  // When that fails too, the next look makes it good.
  else if (streams.size > 0) void database.read(newestSeq).then((cursor) => streams.announce(cursor), () => undefined);
}

function register<N extends RouteName>(server: FastifyInstance, name: N, handlers: Handlers, isAlive: (tokenHash: string) => Promise<boolean>): void {
  const route: { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string; signedIn: boolean; params?: z.ZodType; query?: z.ZodType; body?: z.ZodType; answer: z.ZodType } = routes[name];
  const handle = handlers[name] as (input: unknown) => Promise<Result<unknown>>;
  server.route({
    method: route.method,
    url: apiBase + route.path,
    bodyLimit: name === 'command' || name === 'commands' ? commandLimitBytes : bodyLimitBytes,
    // Before the body is read: who is not signed in sends us nothing large.
    onRequest: async (request, reply) => {
      if (route.signedIn && !(await isAlive(hashToken(bearer(request))))) return sendProblem(reply, problem('not-signed-in'));
    },
    handler: async (request, reply) => {
      const token = bearer(request);
      const input = readInput(route, request);
      if (!input.ok) return sendProblem(reply, problem('invalid-request', { detail: input.detail }));
      const result = await handle({ token, ...input.value });
      if (!result.ok) return sendProblem(reply, problem(result.code));
      return reply.header('cache-control', 'no-store').send(route.answer.parse(result.value));
    },
  });
}

type InputResult = { ok: true; value: Record<string, unknown> } | { ok: false; detail: string };

/** Names the fields that do not fit, never what was in them. */
function readInput(route: { params?: z.ZodType; query?: z.ZodType; body?: z.ZodType }, request: FastifyRequest): InputResult {
  const value: Record<string, unknown> = {};
  for (const part of ['params', 'query', 'body'] as const) {
    const parsed = route[part]?.safeParse(request[part]);
    if (!parsed) continue;
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => [part, ...issue.path.map(String)].join('.'));
      return { ok: false, detail: [...new Set(fields)].slice(0, 5).join(', ') };
    }
    value[part] = parsed.data;
  }
  return { ok: true, value };
}

function bearer(request: FastifyRequest): string {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function fromError(error: unknown, request: FastifyRequest, log: (line: string) => void): Problem {
  const { statusCode, name, stack } = error as { statusCode?: number; name?: string; stack?: string };
  if (error instanceof DatabaseUnavailable) return problem('temporarily-unavailable');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return problem('invalid-request', { status: statusCode });
  // Only where it happened: messages can carry what was sent.
  const frames = (stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at ')).slice(0, 6).map((line) => line.trim());
  log(`request failed: ${request.method} ${request.routeOptions.url ?? 'unknown route'}: ${name ?? 'error'} ${frames.join(' ')}`);
  return problem('server-error');
}

function sendProblem(reply: FastifyReply, document: Problem): FastifyReply {
  if (document.status === 503) void reply.header('retry-after', retryAfterSeconds);
  return reply.code(document.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').send(JSON.stringify(document));
}
