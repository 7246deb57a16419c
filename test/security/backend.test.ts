import { statSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsPath, routes } from '../../backend/contract/index.ts';
import { describeFault } from '../../backend/server/log.ts';
import { spawnBackend, startTestBackend } from '../support/backend.ts';
import { ask, depositOf, Desk, outcome, signIn, signature } from '../backend/api.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let now: Date;
beforeEach(async () => {
  now = new Date();
  backend = await startTestBackend({ clock: () => now });
});
afterEach(() => backend.stop());

/** As a browser or a stranger's program would, with any header. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: backend.port, method, path, headers }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (piece: string) => (text += piece))
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
const json = { 'content-type': 'application/json' };
const right = JSON.stringify({ clerkId: 'clerk-1', pin: '1111' });

describe('a web page in the browser of the clerk', () => {
  it.each(['https://evil.example', 'http://127.0.0.1:8080', 'null', 'app://bundle'])(
    'of the origin %s gets nothing, also with the right PIN',
    async (origin) => {
      expect(await raw('POST', '/api/v1/session', { ...json, origin }, right)).toMatchObject({ status: 403 });
      expect((await raw('GET', '/api/v1/welcome', { origin })).text).not.toContain('Beispiel');
    },
  );

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example:4280'])(
    'that points its name %s at this machine gets nothing',
    async (host) => {
      const answer = await raw('GET', '/api/v1/welcome', { host });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain('Beispiel');
      expect((await raw('POST', '/api/v1/session', { ...json, host }, right)).status).toBeGreaterThanOrEqual(400);
    },
  );

  it('is not told that it may ask', async () => {
    const asked = await raw('OPTIONS', '/api/v1/session', {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    });
    expect(asked.status).toBe(403);
    expect(Object.keys(asked.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'cannot send a form as %s',
    async (type) => {
      expect(
        (await raw('POST', '/api/v1/session', type ? { 'content-type': type } : {}, right)).status,
      ).toBeGreaterThanOrEqual(400);
    },
  );

  it('while a counter under the names of this machine is served', async () => {
    for (const host of [`127.0.0.1:${backend.port}`, `localhost:${backend.port}`, 'LOCALHOST', '127.0.0.1'])
      expect((await raw('GET', '/api/v1/health', { host })).status).toBe(200);
  });
});

describe('guessing PINs', () => {
  const guess = (): Promise<string> =>
    ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-1', pin: '9999' } }).then(({ body }) =>
      String(body['code']),
    );

  it('is paused for longer each time, up to a quarter of an hour, so that a week is not enough for four digits', async () => {
    let looked = 0;
    for (let minute = 0; minute < 60; minute += 1) {
      for (let n = 0; n < 6; n += 1) if ((await guess()) === 'wrong-pin') looked += 1;
      now = new Date(now.getTime() + 60_000);
    }
    // 1, 2, 4, 8, 15, 15, ... minutes: after that 20 an hour at most.
    expect(looked).toBeLessThanOrEqual(40);
    now = new Date(now.getTime() + 15 * 60_000);
    expect(await signIn(backend.url, 'clerk-1')).toHaveLength(43);
  });

  it('does not lock anybody out for ever when the clock is set back', async () => {
    for (let n = 0; n < 5; n += 1) await guess();
    now = new Date(now.getTime() - 24 * 3_600_000);
    expect(await signIn(backend.url, 'clerk-1')).toHaveLength(43);
  });
});

describe('without a session', () => {
  it('nothing but health, office, sign-in and the description of the API is answered, by whatever method', async () => {
    const open = Object.values(routes)
      .filter(({ signedIn }) => !signedIn)
      .map(({ method, path }) => `${method} ${path}`);
    expect(open).toEqual([
      'GET /health',
      'GET /ready',
      'GET /welcome',
      'POST /session',
      'POST /session/oidc/address',
      'POST /session/oidc',
    ]);
    for (const { path } of [...Object.values(routes), { path: eventsPath }])
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
        if (open.includes(`${method} ${path}`)) continue;
        const { status } = await ask(
          backend.url,
          method,
          path.replace(':id', '00000000-0000-7000-8000-000000000000'),
          method === 'GET' ? {} : { body: {} },
        );
        expect([method, path, [401, 404].includes(status)]).toEqual([method, path, true]);
      }
  });

  it('a large body is not read', async () => {
    const answer = await ask(backend.url, 'POST', '/commands', { raw: `{"id":"${'x'.repeat(1_500_000)}"}` });
    expect(answer.body['code']).toBe('not-signed-in');
    expect((await ask(backend.url, 'POST', '/session', { raw: `{"clerkId":"${'x'.repeat(20_000)}"}` })).status).toBe(
      413,
    );
  });

  it.each([
    '/api/v1/../../etc/passwd',
    '/api/v1/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/api/v1/openapi.json%00',
    '//evil.example/api/v1/health',
    '/api/v1/welcome/%',
  ])('the address %s leads nowhere', async (path) => {
    const answer = await raw('GET', path, {});
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/root:|\bat .*\.ts/);
  });

  it('a connection that says half a request is ended', async () => {
    const socket = connect(backend.port, '127.0.0.1');
    socket.write('GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \x00\r\n\r\n');
    const text = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(text).toMatch(/^HTTP\/1\.1 400/);
    socket.destroy();
  });
});

describe('hostile input of somebody signed in', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
  });
  const send = (text: string) => ask(backend.url, 'POST', '/commands', { token: desk.token, raw: text });

  it.each([
    ['nested without end', '['.repeat(900_000)],
    ['nested and whole', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['with the key of a prototype', '{"__proto__":{"x":1},"id":"a"}'],
    ['with a constructor', '{"constructor":{"prototype":{"x":1}}}'],
    ['of another kind', '"call-next"'],
  ])('%s is refused and changes nothing', async (_what, text) => {
    expect((await send(text)).status).toBe(400);
    expect(({} as { x?: number }).x).toBeUndefined();
    expect((await ask(backend.url, 'GET', '/health')).status).toBe(200);
  });

  it.each(["' OR 1=1 --", "appointment-A017'; DROP TABLE records; --", '%', '_', '__proto__'])(
    'the id %j is an id that is not there',
    async (id) => {
      expect(await desk.do({ kind: 'check-in', appointmentId: id })).toBe('not-found');
      expect((await desk.choose(id)).body['code']).toBe('not-found');
      expect((await ask(backend.url, 'POST', '/session', { body: { clerkId: id, pin: '1111' } })).body['code']).toBe(
        'wrong-pin',
      );
      expect((await desk.all('appointment')).length).toBeGreaterThan(10);
    },
  );

  it('the character 0, which one store could keep and the other could not, is refused wherever it stands', async () => {
    expect(await desk.do({ kind: 'check-in', appointmentId: 'appointment-\0' })).toBe('invalid-request');
    expect((await desk.choose('\0')).body['code']).toBe('invalid-request');
    expect((await ask(backend.url, 'POST', '/session', { body: { clerkId: 'a\0', pin: '1111' } })).body['code']).toBe(
      'invalid-request',
    );
    const step = { state: 'open' as const, at: '2026-11-22T09:00:00Z', evidence: { 'a\0': 'x' } };
    expect(
      await desk.do({ kind: 'record-step', appointmentId: await desk.serveNext(), stepId: 'identity', step }),
    ).toBe('invalid-request');
  });

  it('a step with a hostile name is a name like any other', async () => {
    const appointmentId = await desk.serveNext();
    const step = {
      state: 'open' as const,
      at: '2026-11-22T09:00:00Z',
      evidence: JSON.parse('{"__proto__":"x","constructor":true}') as Record<string, string>,
    };
    await desk.do({ kind: 'record-step', appointmentId, stepId: '__proto__', step });
    expect((await desk.one('appointment', appointmentId)).state).toBe('serving');
    expect(({} as { state?: string }).state).toBeUndefined();
  });

  it('the counter of somebody else is out of reach', async () => {
    const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    const theirs = await other.serveNext();
    expect(
      outcome(
        await desk.send(
          desk.command({ kind: 'finish', appointmentId: theirs, outcome: 'completed' }, { counterId: 'counter-2' }),
        ),
      ),
    ).toBe('counter-not-chosen');
    expect(await desk.do({ kind: 'finish', appointmentId: theirs, outcome: 'completed' })).toBe('not-yours');
    expect(await desk.do(signature(theirs))).toBe('not-yours');
  });

  it('no counter is told PINs, tokens, strokes, pictures or pickup codes', async () => {
    const appointmentId = await desk.serveNext();
    const applicantId = (await desk.one('appointment', appointmentId)).applicant.id;
    expect(await desk.do(signature(appointmentId))).toBe('applied');
    const item = (await desk.all('item')).find((each) => each.applicantId === applicantId && each.state === 'ready');
    if (item) expect(await desk.do(depositOf(appointmentId, item.id, 'foyer-1'))).toBe('applied');
    const told =
      JSON.stringify(await desk.changes(0)) + JSON.stringify((await ask(backend.url, 'GET', '/welcome')).body);
    expect(told).not.toMatch(/scrypt|jpeg|strokes|pin(?!":true)|token|codeHash/i);
    expect(told).not.toContain(desk.token);
  });

  it('as many event streams as it likes end all but the last four', async () => {
    const streams = [];
    for (let n = 0; n < 12; n += 1) {
      const ended = { is: false };
      const response = await fetch(`${backend.url}/api/v1/events`, {
        headers: { authorization: `Bearer ${desk.token}` },
      });
      void response.body?.pipeTo(new WritableStream()).then(
        () => (ended.is = true),
        () => (ended.is = true),
      );
      streams.push(ended);
    }
    const deadline = Date.now() + 5_000;
    while (streams.filter(({ is }) => is).length < 8 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(streams.map(({ is }) => is)).toEqual([...Array.from({ length: 8 }, () => true), false, false, false, false]);
    await ask(backend.url, 'DELETE', '/session', { token: desk.token });
  });
});

describe('the log of the backend', () => {
  it('holds nothing of what was sent', async () => {
    const token = await signIn(backend.url, 'clerk-1');
    await ask(backend.url, 'GET', '/changes?since=Erika', { token });
    await ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-1', pin: '8731' } });
    await ask(backend.url, 'GET', '/Mustermann?pin=8731');
    expect(backend.log.join('\n')).not.toMatch(new RegExp(`${token}|8731|Erika|Mustermann`));
  });
});

describe('a fault in the log of the backend', () => {
  it('is told by its place, also when its message has lines that look like one', () => {
    const told = describeFault(new Error('first line\n    at Erika Mustermann (1964-08-12)'));
    expect(JSON.stringify(told)).not.toContain('Mustermann');
    expect(told.at[0]).toMatch(/backend\.test\.ts/);
  });
});

describe.skipIf(process.platform === 'win32')('the files of the backend', () => {
  it('are for its own account only', async () => {
    const spawned = await spawnBackend();
    try {
      const names = readdirSync(spawned.dataDir);
      expect(names).toEqual(expect.arrayContaining(['schalterwerk-backend.db', 'schalterwerk-backend.db-wal']));
      for (const name of names) expect([name, statSync(join(spawned.dataDir, name)).mode & 0o077]).toEqual([name, 0]);
    } finally {
      await spawned.stop();
    }
  });
});
