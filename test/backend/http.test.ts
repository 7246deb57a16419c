import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem, problemCodes, problemStatus, routes } from '../../backend/contract/index.ts';
import { problem } from '../../backend/server/problems.ts';
import { version } from '../../backend/version.ts';
import { startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { Desk, ask, outcome, signature, type Answer } from './api.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
beforeEach(async () => {
  backend = await startTestBackend();
});
afterEach(() => backend.stop());

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.type).toContain('application/problem+json');
  expect(Problem.parse(answer.body)).toMatchObject({ status, code, type: `urn:schalterwerk:problem:${code}` });
  expect(answer.status).toBe(status);
}

describe('every refusal is a problem document', () => {
  it('for unknown addresses and methods', async () => {
    expectProblem(await ask(backend.url, 'GET', '/nothing'), 404, 'not-found');
    expectProblem(await ask(backend.url, 'DELETE', '/welcome'), 404, 'not-found');
  });

  it('for broken JSON, another media type, no body and a body that is too large', async () => {
    expectProblem(await ask(backend.url, 'POST', '/session', { raw: '{"clerkId":' }), 400, 'invalid-request');
    expectProblem(
      await ask(backend.url, 'POST', '/session', { raw: 'clerk', contentType: 'text/plain' }),
      415,
      'invalid-request',
    );
    expectProblem(await ask(backend.url, 'POST', '/session'), 400, 'invalid-request');
    expectProblem(
      await ask(backend.url, 'POST', '/session', { raw: `"${'x'.repeat(2 * 1024 * 1024)}"` }),
      413,
      'invalid-request',
    );
  });

  it('for input of another form, naming the fields and never what was in them', async () => {
    const answer = await ask(backend.url, 'POST', '/session', { body: { clerkId: 7, pin: 'Geheimnis-Geheimnis' } });
    expectProblem(answer, 400, 'invalid-request');
    expect(answer.body['detail']).toBe('body.clerkId, body.pin');
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    expectProblem(await ask(backend.url, 'GET', '/changes?since=-1', { token: desk.token }), 400, 'invalid-request');
    expectProblem(await ask(backend.url, 'GET', '/changes', { token: desk.token }), 400, 'invalid-request');
    expectProblem(await desk.void('not-a-uuid'), 400, 'invalid-request');
    expectProblem(
      await ask(backend.url, 'POST', '/commands', {
        token: desk.token,
        body: { ...desk.command({ kind: 'call-next' }), action: { kind: 'call' } },
      }),
      400,
      'invalid-request',
    );
  });

  it('for everything that needs a session, without one', async () => {
    for (const route of Object.values(routes).filter(({ signedIn }) => signedIn)) {
      const path = route.path.replace(':id', '00000000-0000-7000-8000-000000000000');
      expectProblem(
        await ask(backend.url, route.method, path, route.method === 'GET' ? {} : { body: {} }),
        401,
        'not-signed-in',
      );
    }
  });

  it('for a fault of the backend itself: nothing is changed, nothing personal is told or logged', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    await behindItsBack(
      backend.dataDir,
      `UPDATE records SET value = replace(value, '"state":"waiting"', '"state":"dancing"') WHERE id = 'appointment-A017'`,
    );
    const answer = await desk.send(desk.command({ kind: 'call', appointmentId: 'appointment-A017' }));
    expectProblem(answer, 500, 'server-error');
    expect(backend.log.join('\n')).toContain('request failed: POST /api/v1/commands');
    expect(backend.log.join('\n') + JSON.stringify(answer.body)).not.toMatch(/Mustermann|Erika|dancing|C01X00T47/);
    expect((await desk.send(desk.command({ kind: 'check-in', appointmentId: 'appointment-A022' }))).status).toBe(200);
  });

  it('has a text for every code', () => {
    for (const code of problemCodes)
      expect(Problem.parse(problem(code))).toMatchObject({ code, status: problemStatus[code] });
  });
});

describe('size', () => {
  it('a long signature fits', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const stroke = Array.from({ length: 12_000 }, (_, n) => ({ x: n / 7, y: 200 + n / 9, p: 0.5, t: n * 5 }));
    expect(outcome(await desk.send(desk.command(signature(await desk.serveNext(), { strokes: [stroke] }))))).toBe(
      'applied',
    );
  });
});

describe('health and the OpenAPI document', () => {
  it('tells the version of package.json', async () => {
    const { version: packaged } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(version).toBe(packaged);
    expect((await ask(backend.url, 'GET', '/health')).body).toEqual({ status: 'ok', version });
  });

  it('names every route, its problems and the event stream, and every reference leads somewhere', async () => {
    const { body, status } = await ask(backend.url, 'GET', '/openapi.json');
    expect(status).toBe(200);
    const document = body as {
      openapi: string;
      paths: Record<
        string,
        Record<
          string,
          {
            operationId: string;
            security: unknown[];
            responses: Record<string, unknown>;
            parameters?: { name: string; in: string }[];
          }
        >
      >;
      components: { schemas: Record<string, unknown>; securitySchemes: unknown };
    };
    expect(document.openapi).toBe('3.1.0');
    expect(document.components.securitySchemes).toEqual({ session: { type: 'http', scheme: 'bearer' } });
    for (const [name, route] of Object.entries(routes)) {
      const operation = document.paths[route.path.replace(':id', '{id}')]?.[route.method.toLowerCase()];
      expect(operation?.operationId).toBe(name);
      expect(operation?.security).toEqual(route.signedIn ? [{ session: [] }] : []);
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(['200', '500', ...(route.signedIn ? ['401'] : [])]),
      );
    }
    expect(document.paths['/events']?.['get']?.responses['200']).toMatchObject({
      content: { 'text/event-stream': {} },
    });
    expect(document.paths['/commands/{id}/void']?.['put']?.parameters).toMatchObject([
      { name: 'id', in: 'path', required: true },
    ]);
    expect(document.paths['/changes']?.['get']?.parameters).toMatchObject([
      { name: 'since', in: 'query', required: true, schema: { type: 'integer' } },
    ]);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(references.length).toBeGreaterThan(50);
    for (const address of references)
      expect(document.components.schemas, address).toHaveProperty([address.replace('#/components/schemas/', '')]);
    expect(JSON.stringify(document)).not.toContain('"$schema"');
  });
});
