import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { apiBase, eventsPath, problemCodes, routes, type RouteName } from '../../backend/contract/index.ts';
import { systemClock } from '../../backend/clock.ts';
import { examples } from '../../backend/server/examples.ts';
import { nobody } from '../../backend/server/observer.ts';
import { refusalsOf } from '../../backend/server/refusals.ts';
import { makeServer } from '../../backend/server/server.ts';
import { defaults } from '../../backend/settings.ts';
import { DatabaseUnavailable, type Database } from '../../backend/store/database.ts';
import { hashToken } from '../../backend/signin/tokens.ts';
import { removeRecord } from '../../backend/store/recordStore.ts';
import { insertSession } from '../../backend/store/sessionStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { Desk, ask, depositOf, outcome, signature } from './api.ts';
import { checkAnswer, document, operations, seen } from './document.ts';

/** Every operation and every refusal that the OpenAPI document tells of, provoked and held to the document. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let stopped = true;
const start = async (options: Parameters<typeof startTestBackend>[0] = {}): Promise<void> => {
  backend = await startTestBackend(options);
  stopped = false;
};
afterEach(async () => {
  if (!stopped) await backend.stop();
  stopped = true;
});

const id = '019aa5c0-7c4e-7d21-9f0a-3c5b7e9d1f20';
const redirectUri = 'http://127.0.0.1:8123/callback';
const random = 'r'.repeat(43);
const right: Partial<Record<RouteName, unknown>> = {
  ...Object.fromEntries(
    Object.entries(examples).map(([name, example]) => [name, (example as { body?: unknown }).body]),
  ),
  oidcAddress: { redirectUri, codeChallenge: random, state: random, nonce: random },
  signInOidc: { answer: `${redirectUri}?code=x`, codeVerifier: random, state: random, nonce: random },
};
const everyRoute = (Object.keys(routes) as RouteName[]).map((name) => ({
  name,
  ...routes[name],
  address: `${routes[name].path.replace(':id', id)}${name === 'changes' ? '?since=0' : ''}`,
  hasBody: 'body' in routes[name],
}));
const bodyOf = (name: RouteName): { body?: unknown } => (right[name] === undefined ? {} : { body: right[name] });
/** The event stream and the document itself are no routes of the contract, but operations all the same. */
const others = [
  { method: 'GET', address: eventsPath },
  { method: 'GET', address: '/openapi.json' },
];

/** A backend whose database does what the test wants. */
async function withDatabase(failing: () => Promise<never>): Promise<FastifyInstance> {
  const database: Database = {
    transaction: failing,
    read: failing,
    watch: () => undefined,
    emptyLog: failing,
    rewrite: failing,
    close: async () => undefined,
  };
  const server = makeServer({
    ...defaults,
    logLevel: 'error',
    database,
    clock: systemClock,
    log: () => undefined,
    observer: nobody,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return server;
}
const urlOf = (server: FastifyInstance): string =>
  `http://127.0.0.1:${(server.server.address() as { port: number }).port}`;

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
  });

  it('is what the backend hands out, and has an example of every answer to a counter that fits the contract', async () => {
    await start();
    expect((await ask(backend.url, 'GET', '/openapi.json')).body).toEqual(JSON.parse(JSON.stringify(document)));
    for (const [name, example] of Object.entries(examples)) {
      const route = routes[name as RouteName];
      const { body, answer } = example as { body?: unknown; answer?: unknown };
      if ('body' in route) route.body.parse(body);
      checkAnswer(route.method, route.path.replace(':id', id), { status: 200, type: 'application/json', body: answer });
      seen.delete(`${name} 200`);
    }
    expect(JSON.stringify(examples)).not.toMatch(/Mustermann|Erika|scrypt|jpeg/);
  });
});

describe('every operation', () => {
  it('answers as the document tells', async () => {
    await start();
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
    for (const path of ['/health', '/ready', '/welcome'])
      expect((await ask(backend.url, 'GET', path)).status).toBe(200);
    expect((await ask(backend.url, 'GET', '/session', { token: desk.token })).status).toBe(200);
    const call = desk.command({ kind: 'call-next' });
    expect(outcome(await desk.send(call))).toBe('applied');
    expect(outcome(await desk.void(call.id))).toBe('applied');
    const batch = {
      commands: [
        desk.command({ kind: 'appear', appointmentId: 'appointment-A017' }),
        desk.command({ kind: 'call-next' }),
      ],
    };
    expect(
      (await ask(backend.url, 'POST', '/commands/batch', { token: desk.token, body: batch })).body['answers'],
    ).toMatchObject([{ status: 'applied' }, { status: 'refused', code: 'counter-busy' }]);
    await desk.do(signature('appointment-A017'));
    expect((await desk.changes(0)).changes.some(({ kind }) => kind === 'signature')).toBe(true);
    await backend.database.transaction((sql) => removeRecord(sql, 'appointment', 'appointment-A018'));
    expect((await desk.changes(1)).changes.some(({ value }) => value === null)).toBe(true);
    const { sessions } = (await ask(backend.url, 'GET', '/sessions', { token: lead.token })).body as {
      sessions: { id: string; counterId: string }[];
    };
    expect(
      (
        await ask(
          backend.url,
          'DELETE',
          `/sessions/${sessions.find(({ counterId }) => counterId === 'counter-1')?.id}`,
          { token: lead.token },
        )
      ).status,
    ).toBe(200);
    const events = await fetch(`${backend.url}${apiBase}${eventsPath}`, {
      headers: { authorization: `Bearer ${lead.token}` },
    });
    checkAnswer('GET', eventsPath, {
      status: events.status,
      type: events.headers.get('content-type') ?? '',
      body: 'event: changes',
    });
    expect((await ask(backend.url, 'DELETE', '/session', { token: lead.token })).status).toBe(200);
    await events.body?.cancel();
  });
});

describe('every refusal', () => {
  it('of a request that does not have the form, or comes from a web page', async () => {
    await start({ limits: { perAddress: 1_000, perSession: 1_000 } });
    const { token } = await Desk.open(backend.url, 'clerk-3', 'counter-1');
    for (const { method, address, ...route } of everyRoute) {
      expect(
        (
          await ask(backend.url, method, address, {
            token,
            headers: { origin: 'https://evil.example' },
            ...bodyOf(route.name),
          })
        ).status,
      ).toBe(403);
      if (route.hasBody) {
        expect((await ask(backend.url, method, address, { token, body: { nonsense: true } })).status).toBe(400);
        expect(
          (await ask(backend.url, method, address, { token, raw: 'clerk', contentType: 'text/plain' })).status,
        ).toBe(415);
        expect(
          (await ask(backend.url, method, address, { token, raw: `"${'x'.repeat(2.5 * 1024 * 1024)}"` })).status,
        ).toBe(413);
      }
    }
    expect((await ask(backend.url, 'GET', '/changes?since=-1', { token })).status).toBe(400);
    expect((await ask(backend.url, 'PUT', '/commands/no-uuid/void', { token })).status).toBe(400);
    expect((await ask(backend.url, 'DELETE', `/sessions/${'x'.repeat(65)}`, { token })).status).toBe(400);
    for (const { method, address } of others)
      expect((await ask(backend.url, method, address, { token, headers: { origin: 'null' } })).status).toBe(403);
  });

  it('without a session, and of asking too often', async () => {
    await start({ limits: { perAddress: 1, perSession: 1 } });
    const session = await ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-3', pin: '3333' } });
    const token = String(session.body['token']);
    await ask(backend.url, 'GET', '/session', { token });
    for (const { method, address, ...route } of everyRoute)
      expect((await ask(backend.url, method, address, { token, ...bodyOf(route.name) })).body['code']).toBe(
        'too-many-requests',
      );
    for (const { method, address } of others)
      expect((await ask(backend.url, method, address, { token })).body['code']).toBe('too-many-requests');
    await backend.stop();
    await start();
    for (const { method, address, ...route } of everyRoute.filter(({ signedIn }) => signedIn))
      expect((await ask(backend.url, method, address, bodyOf(route.name))).body['code']).toBe('not-signed-in');
    expect((await ask(backend.url, 'GET', eventsPath)).body['code']).toBe('not-signed-in');
  });

  it('of a session to whose kind nothing is open', async () => {
    await start();
    const stranger = { tokenHash: hashToken(random), clerkId: 'clerk-1', expiresAt: '2126-01-01T00:00:00.000Z' };
    await backend.database.transaction((sql) => insertSession(sql, { ...stranger, kind: 'of-tomorrow' }));
    for (const { method, address, name } of everyRoute.filter(({ signedIn }) => signedIn))
      expect((await ask(backend.url, method, address, { token: random, ...bodyOf(name) })).body['code']).toBe(
        'not-allowed',
      );
    expect((await ask(backend.url, 'GET', eventsPath, { token: random })).body['code']).toBe('not-allowed');
  });

  /** These do not ask the database, so only a stop or a fault of the framework can make them fail. */
  const withoutDatabase = new Set(['health', 'oidcAddress', 'signInOidc', 'openApi']);

  it.each([
    ['a database that is away', 'temporarily-unavailable', () => Promise.reject(new DatabaseUnavailable(false))],
    ['a fault', 'server-error', () => Promise.reject(new Error('Erika Mustermann'))],
  ] as const)('of %s', async (_what, code, failing) => {
    const server = await withDatabase(failing);
    for (const { method, address, name } of everyRoute.filter((route) => !withoutDatabase.has(route.name)))
      expect((await ask(urlOf(server), method, address, bodyOf(name))).body['code']).toBe(code);
    expect((await ask(urlOf(server), 'GET', eventsPath)).body['code']).toBe(code);
    await server.close();
  });

  it('of signing in and of choosing a counter', async () => {
    await start();
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const lead = await Desk.open(backend.url, 'clerk-3', 'counter-3');
    expect((await desk.choose('counter-99')).body['code']).toBe('not-found');
    expect((await desk.choose('counter-3')).body['code']).toBe('counter-taken');
    expect((await ask(backend.url, 'GET', '/sessions', { token: desk.token })).body['code']).toBe('not-allowed');
    expect((await ask(backend.url, 'DELETE', '/sessions/x', { token: desk.token })).body['code']).toBe('not-allowed');
    expect((await ask(backend.url, 'DELETE', '/sessions/x', { token: lead.token })).body['code']).toBe('not-found');
    for (const name of ['oidcAddress', 'signInOidc'] as const)
      expect((await ask(backend.url, 'POST', routes[name].path, { body: right[name] })).body['code']).toBe(
        'sign-in-not-offered',
      );
    for (let n = 0; n < 5; n += 1)
      await ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-2', pin: '9999' } });
    expect(
      (await ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-2', pin: '2222' } })).body['code'],
    ).toBe('too-many-attempts');
    await backend.stop();
    await start({ signIn: { pin: false } });
    expect((await ask(backend.url, 'POST', '/session', { body: right.signIn })).body['code']).toBe(
      'sign-in-not-offered',
    );
  });

  it('of a command is repeated for whoever looks it up', async () => {
    await start();
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    const refuse = async (code: string, command = desk.command({ kind: 'call-next' })): Promise<void> => {
      expect(outcome(await desk.send(command))).toBe(code);
      expect(outcome(await desk.void(command.id))).toBe(code);
    };
    const theirs = await other.serveNext();
    const mine = await desk.serveNext();
    await refuse('counter-busy');
    await refuse('not-yours', desk.command({ kind: 'finish', appointmentId: theirs, outcome: 'completed' }));
    await refuse('wrong-state', desk.command({ kind: 'check-in', appointmentId: mine }));
    await refuse('owner-present', desk.command({ kind: 'take-over', appointmentId: theirs }));
    await refuse('reservation-expired', desk.command({ kind: 'call-reserved', appointmentId: 'appointment-B007' }));
    await refuse(
      'counter-cannot',
      desk.command({ kind: 'redirect', appointmentId: mine, to: { service: 'no-such-service' }, reason: 'Kopie' }),
    );
    await refuse('not-found', desk.command({ kind: 'check-in', appointmentId: 'nowhere' }));
    await refuse('cannot-undo', desk.command({ kind: 'undo', appointmentId: mine, commandId: 'none' }));
    await other.do({ kind: 'park', appointmentId: theirs, reason: 'Kopie' });
    await desk.do({ kind: 'park', appointmentId: mine, reason: 'Kopie' });
    await desk.do({ kind: 'resume', appointmentId: 'appointment-A017' });
    await desk.do(signature('appointment-A017'));
    await refuse(
      'service-begun',
      desk.command({
        kind: 'redirect',
        appointmentId: 'appointment-A017',
        to: { service: 'extend-title' },
        reason: 'Kopie',
      }),
    );
    await refuse('already-signed', desk.command(signature('appointment-A017')));
    await refuse(
      'already-named',
      desk.command({
        kind: 'name-applicant',
        appointmentId: 'appointment-A017',
        familyName: 'Musterfrau',
        givenNames: '',
      }),
    );
    await refuse('compartment-not-free', desk.command(depositOf('appointment-A017', 'item-A017', 'foyer-11')));
    await refuse('item-of-another-person', desk.command(depositOf('appointment-A017', 'item-B007', 'foyer-1')));
    await desk.do(depositOf('appointment-A017', 'item-A017', 'foyer-1'));
    await refuse('item-not-ready', desk.command(depositOf('appointment-A017', 'item-A017', 'foyer-3')));
    await desk.do({ kind: 'finish', appointmentId: 'appointment-A017', outcome: 'completed' });
    const called = String((await desk.send(desk.command({ kind: 'call-next' }))).body['appointmentId']);
    await refuse('too-early', desk.command({ kind: 'recall', appointmentId: called }));
    await desk.do({ kind: 'park', appointmentId: called, reason: 'Kopie' });
    const left = await other.serveNext();
    await ask(backend.url, 'DELETE', '/session', { token: other.token });
    await refuse('lead-only', desk.command({ kind: 'take-over', appointmentId: left }));
    expect(outcome(await desk.void(id))).toBe('voided');
    expect(outcome(await desk.send(desk.command({ kind: 'call-next' }, { id })))).toBe('voided');
  });
});

describe('nothing is left out', () => {
  it('every answer and refusal that the document tells of was provoked above, or is named by a test of its own', () => {
    const named = globSync('**/*.test.ts', { cwd: import.meta.dirname })
      .filter((file) => !file.endsWith('contract.test.ts'))
      .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
      .join('\n');
    const documented = operations.flatMap(({ operation }) =>
      Object.entries(operation.responses).flatMap(([status, { content }]) =>
        status === '200'
          ? [`${operation.operationId} 200`]
          : Object.keys(Object.values(content)[0]?.examples ?? {}).map(
              (code) => `${operation.operationId} ${status} ${code}`,
            ),
      ),
    );
    const missing = documented
      .filter((what) => !seen.has(what))
      .filter((what) => {
        const [operation = '', , code = ''] = what.split(' ');
        if (
          ['temporarily-unavailable', 'server-error'].includes(code) &&
          ['health', 'oidcAddress', 'signInOidc', 'openApi'].includes(operation)
        )
          return false;
        // Each of their answers is held to the document as well: by `ask`, in the tests that name them.
        if (['oidcAddress', 'signInOidc', 'command', 'person'].includes(operation))
          return !(code === '' ? operation !== 'command' : named.includes(`'${code}'`));
        // What a command is refused with is repeated word for word to whoever looks it up.
        return !(operation === 'voidCommand' && named.includes(`'${code}'`));
      });
    expect(missing).toEqual([]);
  });

  it('every code belongs to some operation', () => {
    const told = new Set(everyRoute.flatMap(({ name }) => refusalsOf(name, routes[name]).map(({ code }) => code)));
    expect(problemCodes.filter((code) => !told.has(code))).toEqual([]);
  });
});
