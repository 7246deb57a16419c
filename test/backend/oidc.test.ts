import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clerkIdOf, roleOf } from '../../backend/signin/oidc.ts';
import { readSignInSettings, type SignInSettings } from '../../backend/signin/settings.ts';
import { startTestBackend } from '../support/backend.ts';
import { startForgingProvider, type Forgery } from '../support/forgingProvider.ts';
import { signInAtProvider, startTestProvider, type TestProvider } from '../support/provider.ts';
import { ask, Desk, signIn, type Answer } from './api.ts';

const random = (): string => randomBytes(32).toString('base64url');

/** One sign-in as a counter begins it. */
function beginning() {
  const codeVerifier = random();
  const [state, nonce] = [random(), random()];
  const asked = {
    redirectUri: 'http://127.0.0.1:50123/callback',
    codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    state,
    nonce,
  };
  return { asked, kept: { codeVerifier, state, nonce } };
}

type Backend = Awaited<ReturnType<typeof startTestBackend>>;

async function throughBrowser(
  backend: Backend,
  login: string,
): Promise<{ answer: Answer; body: Record<string, unknown> }> {
  const { asked, kept } = beginning();
  const page = await ask(backend.url, 'POST', '/session/oidc/address', { body: asked });
  const body = { answer: await signInAtProvider(String(page.body['url']), login), ...kept };
  return { answer: await ask(backend.url, 'POST', '/session/oidc', { body }), body };
}

describe('signing in through a real provider', () => {
  let provider: TestProvider;
  let backend: Backend;
  const start = async (signInSettings: SignInSettings): Promise<void> => {
    backend = await startTestBackend({ signIn: signInSettings });
  };
  beforeEach(async () => {
    provider = await startTestProvider();
    await start(provider.signIn);
  });
  afterEach(async () => {
    await backend.stop();
    await provider.stop();
  });

  it('gives a session, which takes a counter and works like any other', async () => {
    const { answer } = await throughBrowser(backend, 'mara');
    expect(answer).toMatchObject({
      status: 200,
      body: { clerk: { id: clerkIdOf(provider.issuer, 'mara'), name: 'Mara Muster', role: 'clerk' }, counterId: null },
    });
    const desk = new Desk(backend.url, String(answer.body['token']), '');
    expect((await desk.choose('counter-1')).status).toBe(200);
    expect(await desk.do({ kind: 'check-in', appointmentId: 'appointment-A022' })).toBe('applied');
    expect(await desk.serveNext()).not.toBe('');
    expect((await ask(backend.url, 'DELETE', '/session', { token: desk.token })).status).toBe(200);
    expect((await ask(backend.url, 'GET', '/session', { token: desk.token })).body['code']).toBe('not-signed-in');
  });

  it('asks with a proof key, state, nonce and for the password, on the loopback address', async () => {
    const { asked } = beginning();
    const url = new URL(String((await ask(backend.url, 'POST', '/session/oidc/address', { body: asked })).body['url']));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'schalterwerk',
      response_type: 'code',
      scope: 'openid profile',
      prompt: 'login',
      max_age: '0',
      code_challenge_method: 'S256',
      redirect_uri: asked.redirectUri,
      code_challenge: asked.codeChallenge,
      state: asked.state,
      nonce: asked.nonce,
    });
  });

  it('takes name and role from the directory, every time anew', async () => {
    expect((await throughBrowser(backend, 'lea')).answer.body['clerk']).toMatchObject({ role: 'lead' });
    expect((await throughBrowser(backend, 'toni')).answer.body['clerk']).toMatchObject({ role: 'it' });
    provider.setGroups('lea', ['abh-schalter']);
    const again = await throughBrowser(backend, 'lea');
    expect(again.answer.body['clerk']).toMatchObject({ id: clerkIdOf(provider.issuer, 'lea'), role: 'clerk' });
  });

  it('refuses who has no role here, and ends what this person had open when the role is gone', async () => {
    expect((await throughBrowser(backend, 'gast')).answer).toMatchObject({ status: 403, body: { code: 'no-role' } });
    const token = String((await throughBrowser(backend, 'mara')).answer.body['token']);
    const desk = new Desk(backend.url, token, '');
    await desk.choose('counter-1');
    expect(await desk.do({ kind: 'reserve', count: 3, minutes: 720 })).toBe('applied');
    const held = async (by: Desk) => (await by.all('appointment')).filter(({ reservation }) => reservation !== null);
    expect(await held(desk)).not.toEqual([]);
    provider.setGroups('mara', []);
    expect((await throughBrowser(backend, 'mara')).answer.body['code']).toBe('no-role');
    expect((await ask(backend.url, 'GET', '/session', { token })).body['code']).toBe('not-signed-in');
    // Whom they held for hours waits for everybody again, at once.
    expect(
      await held(new Desk(backend.url, String((await throughBrowser(backend, 'lea')).answer.body['token']), '')),
    ).toEqual([]);
  });

  it('takes what the browser came back with once only', async () => {
    const { answer, body } = await throughBrowser(backend, 'mara');
    expect(answer.status).toBe(200);
    expect(await ask(backend.url, 'POST', '/session/oidc', { body })).toMatchObject({
      status: 403,
      body: { code: 'sign-in-refused' },
    });
  });

  it.each(['codeVerifier', 'state', 'nonce'])('is of no use to whoever does not know the %s', async (secret) => {
    const { asked, kept } = beginning();
    const page = await ask(backend.url, 'POST', '/session/oidc/address', { body: asked });
    const answer = await signInAtProvider(String(page.body['url']), 'mara');
    const refused = await ask(backend.url, 'POST', '/session/oidc', { body: { answer, ...kept, [secret]: random() } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'sign-in-refused' } });
  });

  it('says that the person declined', async () => {
    const { kept } = beginning();
    const answer = `http://127.0.0.1:50123/callback?error=access_denied&state=${kept.state}&iss=${encodeURIComponent(provider.issuer)}`;
    expect((await ask(backend.url, 'POST', '/session/oidc', { body: { answer, ...kept } })).body['code']).toBe(
      'sign-in-declined',
    );
  });

  it('says when the provider is away, and works again when it is back', async () => {
    const { asked, kept } = beginning();
    await provider.stop();
    expect(await ask(backend.url, 'POST', '/session/oidc/address', { body: asked })).toMatchObject({
      status: 502,
      body: { code: 'provider-away' },
    });
    const answer = `http://127.0.0.1:50123/callback?code=abc&state=${kept.state}&iss=${encodeURIComponent(provider.issuer)}`;
    expect((await ask(backend.url, 'POST', '/session/oidc', { body: { answer, ...kept } })).body['code']).toBe(
      'provider-away',
    );
    provider = await startTestProvider({ port: Number(new URL(provider.issuer).port) });
    expect((await throughBrowser(backend, 'mara')).answer.status).toBe(200);
  });

  it('sends the browser back to this machine only', async () => {
    const { asked, kept } = beginning();
    for (const redirectUri of [
      'http://127.0.0.1.example.org:80/callback',
      'http://127.0.0.1:50123/callback/../x',
      'https://example.org/callback',
      'http://127.0.0.1:50123/callback?x=1',
    ])
      expect(
        (await ask(backend.url, 'POST', '/session/oidc/address', { body: { ...asked, redirectUri } })).body['code'],
      ).toBe('invalid-request');
    expect(
      (
        await ask(backend.url, 'POST', '/session/oidc', {
          body: { answer: 'https://example.org/callback?code=a', ...kept },
        })
      ).body['code'],
    ).toBe('invalid-request');
  });

  it('tells which ways there are; without PINs no names, and no PIN opens anything', async () => {
    expect((await ask(backend.url, 'GET', '/welcome')).body).toMatchObject({
      signIn: { pin: true, oidc: true },
      clerks: [{}, {}, {}],
    });
    await throughBrowser(backend, 'mara');
    expect(JSON.stringify((await ask(backend.url, 'GET', '/welcome')).body)).not.toContain('Mara');
    expect(
      (
        await ask(backend.url, 'POST', '/session', {
          body: { clerkId: clerkIdOf(provider.issuer, 'mara'), pin: '0000' },
        })
      ).body['code'],
    ).toBe('wrong-pin');
    await backend.stop();
    await start({ ...provider.signIn, pin: false });
    expect((await ask(backend.url, 'GET', '/welcome')).body).toMatchObject({
      signIn: { pin: false, oidc: true },
      clerks: [],
    });
    expect(
      (await ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-1', pin: '1111' } })).body['code'],
    ).toBe('sign-in-not-offered');
    expect((await throughBrowser(backend, 'mara')).answer.status).toBe(200);
  });

  it('keeps a client secret at the backend', async () => {
    await backend.stop();
    await provider.stop();
    provider = await startTestProvider({ clientSecret: 'a secret of the office' });
    await start(provider.signIn);
    const { answer, body } = await throughBrowser(backend, 'mara');
    expect(answer.status).toBe(200);
    expect(JSON.stringify([answer, body])).not.toContain('a secret');
  });
});

describe('a backend without a provider', () => {
  it('offers none', async () => {
    const backend = await startTestBackend();
    const { asked, kept } = beginning();
    expect((await ask(backend.url, 'GET', '/welcome')).body['signIn']).toEqual({ pin: true, oidc: false });
    expect((await ask(backend.url, 'POST', '/session/oidc/address', { body: asked })).body['code']).toBe(
      'sign-in-not-offered',
    );
    expect(
      (await ask(backend.url, 'POST', '/session/oidc', { body: { answer: `${asked.redirectUri}?code=a`, ...kept } }))
        .body['code'],
    ).toBe('sign-in-not-offered');
    await backend.stop();
  });
});

describe('an ID token that does not hold', () => {
  let provider: Awaited<ReturnType<typeof startForgingProvider>>;
  let backend: Backend;
  beforeEach(async () => {
    provider = await startForgingProvider();
    backend = await startTestBackend({ signIn: provider.signIn });
  });
  afterEach(async () => {
    await backend.stop();
    await provider.stop();
  });
  const now = (): number => Math.floor(Date.now() / 1000);
  async function comesBackWith(forgery: Forgery): Promise<string> {
    const { asked, kept } = beginning();
    provider.nonce(kept.nonce);
    provider.forge(forgery);
    const answer = await ask(backend.url, 'POST', '/session/oidc', {
      body: { answer: `${asked.redirectUri}?code=abc&state=${kept.state}`, ...kept },
    });
    return answer.status === 200 ? 'signed in' : String(answer.body['code']);
  }

  it('is told from one that does', async () => expect(await comesBackWith({})).toBe('signed in'));

  it.each<[string, string, Forgery]>([
    ['signed by somebody else', 'sign-in-refused', { signedBy: 'somebody else' }],
    ['signed by nobody (alg none)', 'sign-in-refused', { signedBy: 'nobody' }],
    ['signed with what everybody knows (HS256)', 'sign-in-refused', { signedBy: 'the client id' }],
    ['for another program', 'sign-in-refused', { claims: (right) => ({ ...right, aud: 'another program' }) }],
    [
      'for several programs, not first for this one',
      'sign-in-refused',
      { claims: (right) => ({ ...right, aud: ['schalterwerk', 'another'], azp: 'another' }) },
    ],
    ['of another provider', 'sign-in-refused', { claims: (right) => ({ ...right, iss: 'https://elsewhere.example' }) }],
    ['of another sign-in', 'sign-in-refused', { claims: (right) => ({ ...right, nonce: random() }) }],
    ['without a nonce', 'sign-in-refused', { claims: (right) => ({ ...right, nonce: undefined }) }],
    ['that ran out', 'sign-in-outdated', { claims: (right) => ({ ...right, iat: now() - 900, exp: now() - 600 }) }],
    ['from tomorrow', 'sign-in-outdated', { claims: (right) => ({ ...right, nbf: now() + 86_400 }) }],
    ['about nobody', 'sign-in-refused', { claims: (right) => ({ ...right, sub: undefined }) }],
    [
      'in place of which comes a refusal',
      'sign-in-refused',
      { token: { status: 400, body: '{"error":"invalid_grant"}' } },
    ],
    ['in place of which comes an error page', 'provider-away', { token: { status: 503, body: '<html>' } }],
    ['in place of which comes nonsense', 'provider-away', { token: { status: 200, body: '{' } }],
  ])('%s', async (_what, code, forgery) => {
    expect(await comesBackWith(forgery)).toBe(code);
    expect((await ask(backend.url, 'GET', '/welcome')).status).toBe(200);
  });

  it('is logged with the reason and nothing of the person', async () => {
    await comesBackWith({ claims: (right) => ({ ...right, aud: 'another program' }) });
    await comesBackWith({
      token: { status: 400, body: '{"error":"invalid_grant","error_description":"Mara Muster used it"}' },
    });
    expect(
      backend.log
        .map((line) => (JSON.parse(line) as { msg: string }).msg)
        .filter((sentence) => sentence.includes('sign-in')),
    ).toEqual([
      'sign-in through the provider failed: sign-in-refused OAUTH_JWT_CLAIM_COMPARISON_FAILED',
      'sign-in through the provider failed: sign-in-refused invalid_grant',
    ]);
  });

  it('too long after the password, where the office sets a limit', async () => {
    await backend.stop();
    const { oidc } = provider.signIn;
    backend = await startTestBackend({ signIn: { pin: true, oidc: { ...oidc!, maxAgeSeconds: 60 } } });
    expect(await comesBackWith({ claims: (right) => ({ ...right, auth_time: now() - 10 }) })).toBe('signed in');
    expect(await comesBackWith({ claims: (right) => ({ ...right, auth_time: now() - 600 }) })).toBe('sign-in-outdated');
    expect(await comesBackWith({ claims: (right) => ({ ...right, auth_time: undefined }) })).toBe('sign-in-refused');
  });

  it('whose password was typed by the person before, although nobody was asked for it now', async () => {
    expect(await comesBackWith({ claims: (right) => ({ ...right, auth_time: now() - 290 }) })).toBe('signed in');
    expect(await comesBackWith({ claims: (right) => ({ ...right, auth_time: now() - 400 }) })).toBe('sign-in-outdated');
    expect(await comesBackWith({ claims: (right) => ({ ...right, auth_time: undefined }) })).toBe('sign-in-refused');
  });

  it('is taken with an older password where everybody has a system account of their own', async () => {
    await backend.stop();
    const { oidc } = provider.signIn;
    backend = await startTestBackend({ signIn: { pin: true, oidc: { ...oidc!, askEveryTime: false } } });
    expect(await comesBackWith({ claims: (right) => ({ ...right, auth_time: undefined }) })).toBe('signed in');
  });
});

describe('roles', () => {
  const map = { a: 'clerk', b: 'it', c: 'lead' } as const;
  it.each([
    [['a', 'b', 'c'], 'lead'],
    [['a', 'b'], 'it'],
    ['a', 'clerk'],
    [['A'], undefined],
    ['abc', undefined],
    [null, undefined],
    [{ a: true }, undefined],
  ])('%j gives %s', (groups, role) => {
    expect(roleOf({ sub: 's', groups }, { claim: 'groups', map })).toBe(role);
  });
  it('come from the claim itself, not from what every object has', () =>
    expect(roleOf({ sub: 's' }, { claim: 'constructor', map: { a: 'lead' } })).toBeUndefined());
});

describe('sessions of others', () => {
  it('are seen and ended by leads and IT only; the counter is free then', async () => {
    const backend = await startTestBackend();
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const lead = await signIn(backend.url, 'clerk-3');
    for (const [method, path] of [
      ['GET', '/sessions'],
      ['DELETE', `/sessions/${'0'.repeat(64)}`],
    ] as const)
      expect(await ask(backend.url, method, path, { token: desk.token })).toMatchObject({
        status: 403,
        body: { code: 'not-allowed' },
      });
    const seen = (await ask(backend.url, 'GET', '/sessions', { token: lead })).body['sessions'] as {
      id: string;
      clerk: { id: string };
      counterId: string | null;
    }[];
    expect(seen.map(({ clerk, counterId }) => [clerk.id, counterId])).toEqual([
      ['clerk-3', null],
      ['clerk-1', 'counter-1'],
    ]);
    const { id } = seen.find(({ clerk }) => clerk.id === 'clerk-1')!;
    expect((await ask(backend.url, 'GET', '/session', { token: id })).body['code']).toBe('not-signed-in');
    expect((await ask(backend.url, 'DELETE', `/sessions/${id}`, { token: lead })).status).toBe(200);
    expect((await ask(backend.url, 'DELETE', `/sessions/${id}`, { token: lead })).body['code']).toBe('not-found');
    expect((await ask(backend.url, 'GET', '/session', { token: desk.token })).body['code']).toBe('not-signed-in');
    await Desk.open(backend.url, 'clerk-2', 'counter-1');
    await backend.stop();
  });
});

describe('the file with the sign-in settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'schalterwerk-sign-in-'));
  const file = join(folder, 'sign-in.json');
  const read = (content: unknown) => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readSignInSettings(file);
  };
  afterEach(() => rmSync(file, { force: true }));
  const oidc = {
    issuer: 'https://login.example.org/realms/office',
    clientId: 'schalterwerk',
    clientSecret: 'hush',
    roles: { claim: 'groups', map: { x: 'clerk' } },
  };

  it('needs little', () =>
    expect(read({ pin: false, oidc })).toMatchObject({
      ok: true,
      settings: { pin: false, oidc: { nameClaim: 'name', askEveryTime: true } },
    }));

  it.each([
    ['is not JSON', '{', 'not JSON'],
    ['lets nobody in', { pin: false }, 'nobody could sign in'],
    [
      'would send tokens in the clear',
      { oidc: { ...oidc, issuer: 'http://login.example.org' } },
      'oidc.issuer: must begin with https://',
    ],
    ['has a word nobody knows', { oidc: { ...oidc, audiance: 'x' } }, 'audiance'],
    ['knows another role', { oidc: { ...oidc, roles: { claim: 'g', map: { x: 'admin' } } } }, 'oidc.roles.map.x'],
  ])('that %s stops the start and quotes no secret', (_what, content, detail) => {
    const result = read(content);
    expect(result).toMatchObject({ ok: false, failure: { code: 'sign-in-settings-unusable', path: file } });
    expect(JSON.stringify(result)).toContain(detail);
    expect(JSON.stringify(result)).not.toContain('hush');
  });

  it('that is not there stops the start', () =>
    expect(readSignInSettings(join(folder, 'nowhere.json'))).toMatchObject({
      ok: false,
      failure: { detail: 'ENOENT' },
    }));
});
