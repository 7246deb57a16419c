import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import Fastify, { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  apiBase,
  audienceOf,
  isIn,
  contractHeader,
  contractVersion,
  eventsPath,
  routes,
  versionIn,
  type Clerk,
  type RouteName,
} from '../contract/index.ts';
import type { Result } from '../result.ts';
import { Provider } from '../signin/provider.ts';
import { hashToken } from '../signin/tokens.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../settings.ts';
import type { Database, News } from '../store/database.ts';
import { changesAfter, newestSeq } from '../store/recordStore.ts';
import { findSession, liveTokenHashes } from '../store/sessionStore.ts';
import { EventStreams, type ReadChanges } from './eventStream.ts';
import type { Hearer } from './forStation.ts';
import { makeHandlers, type Handlers } from './handlers.ts';
import { makeOpenApi } from './openapi.ts';
import { isFromCounter } from './isFromCounter.ts';
import { makeKnowsSecret } from './knowsSecret.ts';
import { describeFault, fromError, logOptions } from './log.ts';
import type { Observer } from './observer.ts';
import { Presence } from './presence.ts';
import { problem, sendProblem } from './problems.ts';
import { RateLimit } from './rateLimit.ts';
import { readInput } from './readInput.ts';

/** A command may carry a long signature; everything else is a few words. */
const commandLimitBytes = 2 * 1024 * 1024;
const bodyLimitBytes = 16 * 1024;
const worthZippingBytes = 32 * 1024;
/** Who has not sent a whole request by then never will. */
const requestTimeoutMs = 30_000;

const zip = promisify<string, { level: number }, Buffer>(gzip);

export interface ServerParts extends Pick<Settings, 'host' | 'secret' | 'signIn' | 'limits' | 'proxies' | 'logLevel'> {
  database: Database;
  clock: Clock;
  /** Takes one line of the log, as JSON. */
  log: (line: string) => void;
  observer: Observer;
}

/** The API as data (`contract/routes.ts`) made into a server. Both directions are checked against the schemas. */
export function makeServer({
  database,
  clock,
  log,
  host,
  secret,
  signIn,
  limits,
  proxies,
  logLevel,
  observer,
}: ServerParts): FastifyInstance {
  const server = Fastify({
    logger: logOptions(logLevel, log),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    trustProxy: proxies.length > 0 && proxies,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  server.removeContentTypeParser('text/plain');
  const whoseSession: WhoseSession = (tokenHash) =>
    database.read(async (sql) => {
      const session = await findSession(sql, tokenHash, clock().toISOString());
      return session ? { kind: session.kind, role: session.clerk?.role ?? null } : null;
    });
  const isAlive = async (tokenHash: string): Promise<boolean> => (await whoseSession(tokenHash)) !== null;
  const readChanges: ReadChanges = (since, atMost) =>
    database.read(async (sql) => ({
      cursor: await newestSeq(sql),
      changes: await changesAfter(sql, since, atMost),
      alive: await liveTokenHashes(sql, clock().toISOString()),
    }));
  const streams = new EventStreams(isAlive, readChanges, clock, (count) => observer.streams(count));
  const provider = signIn.oidc && new Provider(signIn.oidc, (line) => server.log.warn(line));
  const handlers = makeHandlers({
    database,
    clock,
    pin: signIn.pin,
    ways: signIn,
    provider,
    observer,
    tellSecurity: (event, sentence) => server.log.warn(event, sentence),
  });
  database.watch((news) => follow(news, database, streams, observer));
  const presence = new Presence(database, clock);

  const knowsSecret = makeKnowsSecret(secret);
  let stopping = false;
  server.addHook('preClose', async () => {
    stopping = true;
    streams.close();
    await presence.stop();
  });
  server.addHook('onRequest', async (request, reply) => {
    void reply.header(contractHeader, contractVersion);
    if (stopping) return sendProblem(reply.header('connection', 'close'), problem('temporarily-unavailable'));
    // One refusal for both: whoever guesses learns nothing from it.
    if (!isFromCounter(request.headers, host, proxies.length > 0) || !knowsSecret(request.headers))
      return sendProblem(reply, problem('invalid-request', { status: 403 }));
  });
  server.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown route';
    observer.request(method, route, reply.statusCode, reply.elapsedTime / 1000);
    request.log.info({ method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('not-found')));
  server.setErrorHandler((error, request, reply) => {
    const document = fromError(error);
    if (document.status >= 500)
      request.log[document.status === 503 ? 'warn' : 'error'](
        describeFault(error),
        `request failed: ${request.method} ${request.routeOptions.url ?? 'unknown route'}`,
      );
    return sendProblem(reply, document);
  });
  server.decorateRequest('sessionKind', '');
  server.decorateRequest('role', null);
  const guard = makeGuard(whoseSession, limits, presence);
  for (const name of Object.keys(routes) as RouteName[]) register(server, name, handlers, guard);

  const openApi = makeOpenApi();
  server.get(`${apiBase}/openapi.json`, { onRequest: guard.open }, async () => openApi);
  server.get(apiBase + eventsPath, { onRequest: guard.signedIn('events') }, async (request, reply) => {
    const tokenHash = hashToken(bearer(request));
    reply.hijack();
    // Listening first, then reading: a commit in between is told twice rather than never.
    streams.add(reply.raw, tokenHash, hearer(request));
    await database.read(newestSeq).then(
      (cursor) => streams.tell(reply.raw, cursor),
      () => streams.endSession(tokenHash),
    );
    return reply;
  });
  return server;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of whoever is signed in; empty where nobody has to be. */
    sessionKind: string;
    role: Clerk['role'] | null;
  }
}

type WhoseSession = (tokenHash: string) => Promise<{ kind: string; role: Clerk['role'] | null } | null>;
type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
interface Guard {
  open: Hook;
  /** Only for sessions that may call this route. */
  signedIn(route: string): Hook;
}

/** Before the body is read: who is not signed in sends us nothing large, and nobody asks too often. */
function makeGuard(whoseSession: WhoseSession, limits: Settings['limits'], presence: Presence): Guard {
  const perAddress = new RateLimit(limits.perAddress);
  const perSession = new RateLimit(limits.perSession);
  const tooMany = (reply: FastifyReply, seconds: number) =>
    sendProblem(reply.header('retry-after', seconds), problem('too-many-requests'));
  const open: Hook = async (request, reply) => {
    const seconds = perAddress.take(request.ip);
    return seconds > 0 ? tooMany(reply, seconds) : undefined;
  };
  return {
    open,
    signedIn: (route) => async (request, reply) => {
      const tokenHash = hashToken(bearer(request));
      const session = await whoseSession(tokenHash);
      if (session === null) return (await open(request, reply)) ?? sendProblem(reply, problem('not-signed-in'));
      const { kind, role } = session;
      request.sessionKind = kind;
      request.role = role;
      const seconds = perSession.take(tokenHash);
      if (seconds === 0) presence.seen(tokenHash);
      if (seconds > 0) return tooMany(reply, seconds);
      return isIn(audienceOf(kind).routes, route) ? undefined : sendProblem(reply, problem('not-allowed'));
    },
  };
}

/** What happened at this process or another one reaches the streams of this one. */
function follow(news: News, database: Database, streams: EventStreams, observer: Observer): void {
  const announce = (cursor: number): void => {
    observer.cursor(cursor);
    streams.announce(cursor);
  };
  if (news.kind === 'changes') announce(news.cursor);
  else if (news.kind === 'session-ended') streams.endSession(news.tokenHash);
  // When that fails too, the next look makes it good.
  else void database.read(newestSeq).then(announce, () => undefined);
}

function register<N extends RouteName>(server: FastifyInstance, name: N, handlers: Handlers, guard: Guard): void {
  const route: {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    path: string;
    signedIn: boolean;
    params?: z.ZodType;
    query?: z.ZodType;
    body?: z.ZodType;
    answer: z.ZodType;
  } = routes[name];
  const handle = handlers[name] as (input: unknown) => Promise<Result<unknown>>;
  server.route({
    method: route.method,
    url: apiBase + route.path,
    bodyLimit: name === 'command' || name === 'commands' ? commandLimitBytes : bodyLimitBytes,
    onRequest: route.signedIn ? guard.signedIn(name) : guard.open,
    handler: async (request, reply) => {
      const token = bearer(request);
      const input = readInput(route, request);
      if (!input.ok) return sendProblem(reply, problem('invalid-request', { detail: input.detail }));
      const result = await handle({ token, address: request.ip, ...hearer(request), ...input.value });
      if (!result.ok) return sendProblem(reply, problem(result.code));
      return sendJson(request, reply, route.answer.parse(result.value));
    },
  });
}

/** Only what is long: a day of an office shrinks to a tenth, in a few milliseconds beside the event loop. */
async function sendJson(request: FastifyRequest, reply: FastifyReply, value: unknown): Promise<FastifyReply> {
  const text = JSON.stringify(value);
  void reply.header('cache-control', 'no-store').header('content-type', 'application/json; charset=utf-8');
  if (text.length < worthZippingBytes || !/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')))
    return reply.send(text);
  return reply.header('content-encoding', 'gzip').send(await zip(text, { level: constants.Z_BEST_SPEED }));
}

const hearer = (request: FastifyRequest): Hearer => ({
  station: versionIn(request.headers[contractHeader]),
  sessionKind: request.sessionKind,
  role: request.role,
});

function bearer(request: FastifyRequest): string {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}
