import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiBase, eventsPath, routes } from '../../backend/contract/index.ts';
import { secretHeader } from '../../backend/contract/runSecret.ts';
import { BackendClient } from '../../electron/core/kernel/outbox/backendClient.ts';
import { ask, signIn } from '../backend/api.ts';
import { spawnBackend, startTestBackend } from '../support/backend.ts';

/** Another account of the counter's computer reaches every address of that computer, with programs of its own. */

const secret = 'made-by-the-main-process-for-this-run-only';
const everyPath = [
  ...Object.values(routes),
  { method: 'GET', path: eventsPath },
  { method: 'GET', path: '/openapi.json' },
];

describe('a backend that was given a secret for this run', () => {
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  beforeEach(async () => {
    backend = await startTestBackend({ secret });
  });
  afterEach(() => backend.stop());

  const refusalOf = async (method: string, path: string, headers: Record<string, string>): Promise<string> => {
    const response = await fetch(
      `${backend.url}${apiBase}${path.replace(':id', '00000000-0000-7000-8000-000000000000')}`,
      {
        method,
        headers: { ...headers, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
        ...(method === 'GET' ? {} : { body: JSON.stringify({ clerkId: 'clerk-1', pin: '1111' }) }),
      },
    );
    return `${response.status} ${await response.text()}`;
  };

  it.each<[string, Record<string, string>]>([
    ['none', {}],
    ['an empty one', { [secretHeader]: '' }],
    ['the beginning of it', { [secretHeader]: secret.slice(0, -1) }],
    ['more than it', { [secretHeader]: `${secret}x` }],
    ['another one', { [secretHeader]: secret.replace('made', 'MADE') }],
    ['it twice', { [secretHeader]: `${secret}, ${secret}` }],
    ['it as a token', { authorization: `Bearer ${secret}` }],
  ])('tells nobody anything who brings %s, on any path, and refuses all alike', async (_what, headers) => {
    const refusals = new Set<string>();
    for (const { method, path } of everyPath) refusals.add(await refusalOf(method, path, headers));
    refusals.add(await refusalOf('GET', '/there-is-no-such-path', headers));
    expect([...refusals]).toEqual([expect.stringMatching(/^403 \{[^{}]*"code":"invalid-request"\}$/)]);
  });

  it('refuses also who holds the token of a live session', async () => {
    const { body } = await ask(backend.url, 'POST', '/session', {
      body: { clerkId: 'clerk-1', pin: '1111' },
      headers: { [secretHeader]: secret },
    });
    const token = String(body['token']);
    expect(await ask(backend.url, 'GET', '/session', { token, headers: { [secretHeader]: secret } })).toMatchObject({
      status: 200,
    });
    expect(await ask(backend.url, 'GET', '/session', { token })).toMatchObject({ status: 403 });
  });

  it('serves the counter that brings it with every request, and with its stream of news', async () => {
    const client = new BackendClient(() => backend.url, undefined, secret);
    const signedIn = await client.call('signIn', { body: { clerkId: 'clerk-1', pin: '1111' } });
    if (signedIn.kind !== 'ok') throw new Error(signedIn.kind);
    const end = new AbortController();
    let heard = false;
    await client.listen(
      signedIn.value.token,
      () => undefined,
      () => ((heard = true), end.abort()),
      end.signal,
    );
    expect(heard).toBe(true);
    expect(await new BackendClient(() => backend.url).call('welcome')).toMatchObject({ kind: 'problem', status: 403 });
  });
});

it('the backend of an office was given none, and serves its counters as before', async () => {
  const backend = await startTestBackend();
  try {
    expect(await ask(backend.url, 'GET', '/health')).toMatchObject({ status: 200 });
    expect(await signIn(backend.url, 'clerk-1')).toHaveLength(43);
  } finally {
    await backend.stop();
  }
});

it('the program takes the secret from its parent and shows it on no command line', async () => {
  const backend = await spawnBackend({ secret });
  try {
    expect(await ask(backend.url, 'GET', '/welcome')).toMatchObject({ status: 403 });
    expect(await ask(backend.url, 'GET', '/welcome', { headers: { [secretHeader]: secret } })).toMatchObject({
      status: 200,
    });
    if (process.platform === 'linux')
      expect(readFileSync(`/proc/${backend.pid}/cmdline`, 'utf8')).not.toContain(secret);
  } finally {
    await backend.stop();
  }
});
