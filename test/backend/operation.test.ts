import { once } from 'node:events';
import { get, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../backend/contract/index.ts';
import { RateLimit, rateWindowMs } from '../../backend/server/rateLimit.ts';
import { spawnBackend, startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { Desk, ask, listen, signIn } from './api.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
afterEach(() => backend?.stop());

describe('figures for Prometheus', () => {
  beforeEach(async () => {
    backend = await startTestBackend({ metrics: { host: '127.0.0.1', port: 0 } });
  });
  const figures = async (): Promise<string> => (await fetch(`http://127.0.0.1:${backend.metricsPort}/metrics`)).text();

  it('count requests, commands by outcome, streams, the database and the cursor', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    await desk.do({ kind: 'call-next' });
    await desk.do({ kind: 'call-next' });
    const stream = await listen(backend.url, desk.token);
    await stream.next();
    const { cursor } = await desk.changes(0);
    const text = await figures();
    expect(text).toContain('schalterwerk_commands_total{kind="call-next",outcome="applied"} 1');
    expect(text).toContain('schalterwerk_commands_total{kind="call-next",outcome="counter-busy"} 1');
    expect(text).toContain('schalterwerk_event_streams 1');
    expect(text).toContain(`schalterwerk_change_cursor ${cursor}`);
    expect(text).toMatch(
      /schalterwerk_request_seconds_count\{method="POST",route="\/api\/v1\/commands",status="200"\} 1/,
    );
    expect(text).toMatch(/schalterwerk_database_seconds_count\{kind="transaction",outcome="done"\} \d/);
    expect(text).toContain('schalterwerk_database_retries_total 0');
    stream.leave();
  });

  it('count what failed over a fault', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    await behindItsBack(
      backend.dataDir,
      `UPDATE records SET value = '{"id":"appointment-A017"}' WHERE id = 'appointment-A017'`,
    );
    expect(await desk.do({ kind: 'call', appointmentId: 'appointment-A017' })).toBe('server-error');
    expect(await figures()).toContain('schalterwerk_commands_total{kind="call",outcome="server-error"} 1');
  });

  it('say nothing of persons, clerks or counters', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const appointmentId = await desk.serveNext();
    await desk.void('00000000-0000-7000-8000-000000000000');
    await ask(backend.url, 'GET', '/Mustermann');
    expect(await figures()).not.toMatch(
      new RegExp(`clerk-|counter-\\d|${appointmentId}|${desk.token}|Mustermann|00000000-0000`),
    );
  });

  it('are not for a web page that points its own name at this machine', async () => {
    const status = (headers: Record<string, string>) =>
      new Promise(
        (resolve) =>
          void request({ host: '127.0.0.1', port: backend.metricsPort, path: '/metrics', headers }, (answer) =>
            resolve(answer.resume().statusCode),
          ).end(),
      );
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ host: 'localhost' })).toBe(200);
  });

  it('are not to be had at the address of the API', async () => {
    expect((await ask(backend.url, 'GET', '/metrics')).status).toBe(404);
    expect((await fetch(`${backend.url}/metrics`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${backend.metricsPort}/api/v1/welcome`)).status).toBe(404);
  });
});

describe('asking too often', () => {
  it('without a session is stopped for the address, and nobody else', async () => {
    backend = await startTestBackend({ limits: { perAddress: 5, perSession: 1_000 } });
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${backend.url}/api/v1/welcome`)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(3);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Problem.parse(await refused[0]?.json())).toMatchObject({ code: 'too-many-requests', status: 429 });
    expect((await ask(backend.url, 'GET', '/changes?since=0', { token: 'made-up' })).body['code']).toBe(
      'too-many-requests',
    );
    expect((await desk.changes(0)).changes.length).toBeGreaterThan(0);
  });

  it('with a session is stopped for that session, before anything is done', async () => {
    backend = await startTestBackend({ limits: { perAddress: 1_000, perSession: 6 } });
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    for (let n = 0; n < 8; n += 1) await desk.changes(0);
    expect(await desk.do({ kind: 'call-next' })).toBe('too-many-requests');
    expect(await other.do({ kind: 'call-next' })).toBe('applied');
  });

  it('is forgotten after the time that was told', () => {
    const limit = new RateLimit(2);
    expect([limit.take('a', 0), limit.take('a', 1), limit.take('a', 2), limit.take('b', 3)]).toEqual([0, 0, 10, 0]);
    expect(limit.take('a', rateWindowMs - 1)).toBe(1);
    expect(limit.take('a', rateWindowMs)).toBe(0);
  });

  it('is counted for the counter behind a proxy that is trusted, and for the proxy when it is not', async () => {
    const askAs = (address: string): Promise<number> =>
      fetch(`${backend.url}/api/v1/welcome`, { headers: { 'x-forwarded-for': address } }).then(({ status }) => status);
    backend = await startTestBackend({ limits: { perAddress: 2, perSession: 9 }, proxies: ['127.0.0.1'] });
    expect([
      await askAs('10.1.1.1'),
      await askAs('10.1.1.1'),
      await askAs('10.1.1.1'),
      await askAs('10.1.1.2'),
    ]).toEqual([200, 200, 429, 200]);
    await backend.stop();
    backend = await startTestBackend({ limits: { perAddress: 2, perSession: 9 } });
    expect([await askAs('10.1.1.1'), await askAs('10.1.1.2'), await askAs('10.1.1.3')]).toEqual([200, 200, 429]);
  });
});

describe('a backend on the proxy’s machine', () => {
  it('answers under the name that counters know, where proxies are named; web pages are refused all the same', async () => {
    const askUnder = (host: string, headers: Record<string, string> = {}): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get(`${backend.url}/api/v1/welcome`, { headers: { host, ...headers } }, (answer) =>
          resolve(answer.resume().statusCode),
        ).on('error', reject);
      });
    backend = await startTestBackend();
    expect(await askUnder('schalter.example.org')).toBe(403);
    await backend.stop();
    backend = await startTestBackend({ proxies: ['127.0.0.1'] });
    expect(await askUnder('schalter.example.org')).toBe(200);
    expect(await askUnder('schalter.example.org', { origin: 'https://schalter.example.org' })).toBe(403);
  });
});

describe('the log', () => {
  it('is one JSON object a line: time, level, request id, route pattern, status, and nothing of persons', async () => {
    backend = await startTestBackend();
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const appointmentId = await desk.serveNext();
    const id = '00000000-0000-7000-8000-00000000abcd';
    await desk.void(id);
    await ask(backend.url, 'GET', '/changes?since=Erika', { token: desk.token });
    await ask(backend.url, 'GET', '/Mustermann?pin=8731');
    const lines = backend.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find(({ route }) => route === '/api/v1/commands/:id/void')).toMatchObject({
      level: 'info',
      method: 'PUT',
      status: 409,
      msg: 'answered',
      ms: expect.any(Number) as number,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    expect(lines.at(-1)).toMatchObject({ route: 'unknown route', status: 404 });
    expect(backend.log.join('\n')).not.toMatch(
      new RegExp(
        `${desk.token}|${appointmentId}|${id}|clerk-1|counter-1|8731|Erika|Mustermann|127\\.0\\.0\\.1:\\d+"?,"remote`,
      ),
    );
  });
});

describe('being told to stop', () => {
  it('a process ends its streams, answers what it was asked, and is gone', async () => {
    const spawned = await spawnBackend();
    const token = await signIn(spawned.url, 'clerk-1');
    const stream = await listen(spawned.url, token);
    await stream.next();
    const answers = Array.from({ length: 5 }, () =>
      ask(spawned.url, 'GET', '/changes?since=0', { token }).then(
        ({ status }) => status,
        () => 0,
      ),
    );
    await spawned.stop();
    expect(await stream.next()).toBeNull();
    for (const status of await Promise.all(answers)) expect([200, 503, 0]).toContain(status);
    expect(await spawned.exited).toBe(0);
  });

  it('lets a request that was begun be finished, and waits for nobody who asked nothing', async () => {
    backend = await startTestBackend();
    const silent = connect(backend.port, '127.0.0.1').resume();
    await once(silent, 'connect');
    const [begun, rest] = ['{"clerkId":"clerk-1",', '"pin":"1111"}'];
    const headers = {
      'content-type': 'application/json',
      'content-length': begun.length + rest.length,
      expect: '100-continue',
    };
    const slow = request({ host: '127.0.0.1', port: backend.port, method: 'POST', path: '/api/v1/session', headers });
    const answer = once(slow, 'response').then(([response]: IncomingMessage[]) => response?.resume().statusCode);
    slow.write(begun);
    await once(slow, 'continue');
    const stopped = backend.stop();
    await once(silent, 'close');
    slow.end(rest);
    expect(await answer).toBe(200);
    await stopped;
  });
});

describe('readiness', () => {
  it('is told once the database answers', async () => {
    backend = await startTestBackend();
    expect(await ask(backend.url, 'GET', '/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });
});
