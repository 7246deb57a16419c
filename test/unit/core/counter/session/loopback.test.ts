import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLoopback, type Loopback } from '../../../../../electron/core/counter/session/loopback.ts';
import { mayBeOpened } from '../../../../../electron/core/counter/session/browserSignIn.ts';

const state = randomBytes(32).toString('base64url');
let loopback: Loopback;
let answered: string | null | undefined;
beforeEach(async () => {
  answered = undefined;
  loopback = await openLoopback(state, () => '<h1>Fertig</h1>');
  void loopback.answer.then((answer) => (answered = answer));
});
afterEach(() => loopback.close());

const port = (): number => Number(new URL(loopback.redirectUri).port);
const ask = (
  path: string,
  options: { method?: string; host?: string } = {},
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: port(),
        path,
        method: options.method ?? 'GET',
        ...(options.host === undefined ? {} : { headers: { host: options.host } }),
      },
      (response) => {
        let body = '';
        response
          .setEncoding('utf8')
          .on('data', (text: string) => (body += text))
          .on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
      },
    );
    sent.on('error', reject).end();
  });
const reached = (host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port: port(), timeout: 2_000 }, () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false)).on('timeout', () => (socket.destroy(), resolve(false)));
  });

describe('the port to which the browser comes back', () => {
  it('takes the answer that knows the state, shows a page that loads nothing, and is closed', async () => {
    const { status, body, headers } = await ask(`/callback?code=abc&state=${state}`);
    expect({ status, body, answered }).toEqual({
      status: 200,
      body: '<h1>Fertig</h1>',
      answered: `${loopback.redirectUri}?code=abc&state=${state}`,
    });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'") as unknown,
    });
    expect(await reached('127.0.0.1')).toBe(false);
  });

  it.each<[string, string, { method?: string; host?: string }]>([
    ['with another state', '/callback?code=abc&state=guess', {}],
    ['without a state', '/callback?code=abc', {}],
    ['with two states', `/callback?state=${state}&state=other`, {}],
    ['at another path', `/?code=abc&state=${state}`, {}],
    ['at an absolute address', `http://example.org/callback?state=${state}`, {}],
    ['by POST', `/callback?code=abc&state=${state}`, { method: 'POST' }],
    ['under the name of a web page', `/callback?code=abc&state=${state}`, { host: 'page.example' }],
    ['that is endless', `/callback?state=${state}&code=${'x'.repeat(9_000)}`, {}],
  ])('answers nothing to a request %s, and still waits for the right one', async (_what, path, options) => {
    expect(await ask(path, options)).toMatchObject({ status: 404, body: '' });
    expect(answered).toBeUndefined();
    expect((await ask(`/callback?code=abc&state=${state}`)).status).toBe(200);
  });

  it('is reached from this machine only', async () => {
    expect(await reached('127.0.0.1')).toBe(true);
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((one) => one !== undefined && !one.internal && one.family === 'IPv4')
      .map((one) => one!.address);
    for (const address of [...others, '::1']) expect([address, await reached(address)]).toEqual([address, false]);
  });

  it('gives nothing when it is closed before', async () => {
    loopback.close();
    expect(await loopback.answer).toBeNull();
    expect(await reached('127.0.0.1')).toBe(false);
  });
});

describe('what the system may be asked to open', () => {
  it.each([
    ['https://login.example.org/auth?x=1', true],
    ['http://127.0.0.1:8080/auth', true],
    ['http://localhost/auth', true],
    ['http://login.example.org/auth', false],
    ['http://127.0.0.1.example.org/', false],
    ['file:///etc/passwd', false],
    ['ms-msdt:/id', false],
    ['javascript:alert(1)', false],
    ['https://user:word@example.org/', false],
    ['smb://host/share', false],
    ['calc.exe', false],
    ['', false],
  ])('%s: %s', (url, allowed) => expect(mayBeOpened(url)).toBe(allowed));
});
