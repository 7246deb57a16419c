import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BrowserSignIn } from '../../electron/core/counter/session/browserSignIn.ts';
import { BackendClient } from '../../electron/core/kernel/outbox/backendClient.ts';
import '../backend/api.ts';
import { serveNext } from '../support/appointment.ts';
import { startTestBackend } from '../support/backend.ts';
import { startCounter, type TestCounter } from '../support/counter.ts';
import { signInAtProvider, startTestProvider, type TestProvider } from '../support/provider.ts';

/**
 * Signing in with the office's account: real provider, real backend, real loopback port; the browser is played by
 * `fetch`.
 */

let provider: TestProvider;
let backend: Awaited<ReturnType<typeof startTestBackend>>;
let counter: TestCounter;
let opened: string[];
const openBrowser = async (url: string): Promise<void> => void opened.push(url);

beforeEach(async () => {
  opened = [];
  provider = await startTestProvider();
  backend = await startTestBackend({ signIn: provider.signIn });
  counter = await startCounter({ backendUrl: backend.url, openBrowser });
  await heard(counter);
});
afterEach(async () => {
  await counter.stop();
  await backend.stop();
  await provider.stop();
});

const heard = (one: TestCounter): Promise<void> =>
  one.until('the backend to be heard', ({ session }) => session.phase === 'signed-out' && session.officeName !== '');
const browser = () => counter.now().session.browserSignIn;
const ended = (): Promise<void> =>
  counter.until('the end of it', ({ session }) => session.browserSignIn.phase === 'idle');

/** Begins, goes through the provider's pages, and lets the browser come back. */
async function comeBackAs(login: string): Promise<string> {
  await counter.must('session.signInWithBrowser', null);
  const back = await signInAtProvider(opened.at(-1)!, login);
  expect(await (await fetch(back)).text()).toBe('<html lang="de">');
  await ended();
  return back;
}

async function signInAs(login: string, counterId = 'counter-1'): Promise<void> {
  await comeBackAs(login);
  await counter.must('session.chooseCounter', { counterId, takeOver: true });
  await counter.until(
    'the work place',
    ({ session, connection }) => session.phase === 'ready' && connection.state === 'connected',
  );
}

describe('signing in with the office account', () => {
  it('leads through the browser to the counter, and to work', async () => {
    expect(counter.now().session).toMatchObject({
      ways: { pin: true, browser: true },
      browserSignIn: { phase: 'idle', problem: null },
    });
    await signInAs('mara');
    expect(counter.now().session).toMatchObject({ clerk: { name: 'Mara Muster' }, counter: { id: 'counter-1' } });
    await serveNext(counter);
    expect(counter.now().case).toMatchObject({ state: 'serving' });
  });

  it('leaves no code, token or secret in what windows are told, in the log, or readable on the disk', async () => {
    const sent = vi.spyOn(globalThis, 'fetch');
    const back = new URL(await comeBackAs('mara'));
    await counter.must('session.chooseCounter', { counterId: 'counter-1', takeOver: true });
    const page = new URL(opened[0]!);
    await counter.until('the work place', ({ connection }) => connection.state === 'connected');
    const sessionToken = sent.mock.calls
      .map(([, init]) =>
        (init?.headers as Record<string, string> | undefined)?.['authorization']?.slice('Bearer '.length),
      )
      .find((token) => token)!;
    const { codeVerifier } = JSON.parse(
      String(sent.mock.calls.find(([url]) => String(url).endsWith('/session/oidc'))![1]!.body),
    ) as { codeVerifier: string };
    sent.mockRestore();
    const secrets = [
      sessionToken,
      codeVerifier,
      back.searchParams.get('code')!,
      ...['state', 'nonce', 'code_challenge'].map((name) => page.searchParams.get(name)!),
    ];
    expect(secrets.every((secret) => secret.length > 30)).toBe(true);
    const files = readdirSync(counter.dataDir).map((name) => readFileSync(join(counter.dataDir, name), 'latin1'));
    const told = [
      JSON.stringify(counter.now()),
      JSON.stringify(counter.notices),
      ...counter.log,
      ...backend.log,
      ...files,
    ].join('\n');
    for (const secret of secrets) expect(told).not.toContain(secret);
  });

  it('says what was wrong, and lets one begin again', async () => {
    await comeBackAs('gast');
    expect(counter.now().session).toMatchObject({
      phase: 'signed-out',
      browserSignIn: { problem: { code: 'no-role' } },
    });
    await counter.must('session.signInWithBrowser', null);
    expect(browser().problem).toBeNull();
    const page = new URL(opened.at(-1)!);
    await fetch(
      `${page.searchParams.get('redirect_uri')}?error=access_denied&state=${page.searchParams.get('state')}&iss=${encodeURIComponent(provider.issuer)}`,
    );
    await ended();
    expect(browser().problem).toEqual({ code: 'sign-in-declined' });
    await signInAs('mara');
    expect(browser().problem).toBeNull();
  });

  it('is not ended or taken over by what does not know the state', async () => {
    await counter.must('session.signInWithBrowser', null);
    const back = await signInAtProvider(opened[0]!, 'mara');
    const forged = new URL(back);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect((await fetch(forged)).status).toBe(404);
    expect(browser()).toEqual({ phase: 'waiting', problem: null });
    await fetch(back);
    await ended();
    expect(counter.now().session.phase).toBe('choose-counter');
  });

  it('that is cancelled is over: the port is closed, what comes late counts for nothing', async () => {
    await counter.must('session.signInWithBrowser', null);
    expect(await counter.ask('session.signInWithBrowser', null)).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
    await counter.must('session.openBrowserAgain', null);
    expect(opened).toEqual([opened[0], opened[0]]);
    const back = await signInAtProvider(opened[0]!, 'mara');
    await counter.must('session.cancelBrowser', null);
    await expect(fetch(back)).rejects.toThrow('fetch failed');
    expect(counter.now().session).toMatchObject({
      phase: 'signed-out',
      browserSignIn: { phase: 'idle', problem: null },
    });
    expect(await counter.ask('session.openBrowserAgain', null)).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
  });

  it('gives way to a PIN', async () => {
    await counter.must('session.signInWithBrowser', null);
    const back = await signInAtProvider(opened[0]!, 'mara');
    await counter.must('session.signIn', { clerkId: 'clerk-1', pin: '1111' });
    await expect(fetch(back)).rejects.toThrow('fetch failed');
    expect(counter.now().session.clerk?.id).toBe('clerk-1');
    expect(await counter.ask('session.signInWithBrowser', null)).toMatchObject({
      ok: false,
      error: { code: 'wrong-state' },
    });
  });

  it('says when the provider, the backend or the browser is away', async () => {
    const without = await startCounter({ backendUrl: backend.url });
    await heard(without);
    expect(await without.ask('session.signInWithBrowser', null)).toMatchObject({
      ok: false,
      error: { code: 'browser-missing' },
    });
    expect(without.now().session.browserSignIn).toEqual({ phase: 'idle', problem: { code: 'browser-missing' } });
    await without.stop();
    await counter.must('session.signInWithBrowser', null);
    const back = await signInAtProvider(opened[0]!, 'mara');
    counter.setBackendUrl(null);
    await fetch(back);
    await ended();
    expect(browser().problem).toEqual({ code: 'offline' });
    const lonely = await startTestBackend({
      signIn: { ...provider.signIn, oidc: { ...provider.signIn.oidc!, issuer: 'http://127.0.0.1:9' } },
    });
    counter.setBackendUrl(lonely.url);
    expect(await counter.ask('session.signInWithBrowser', null)).toMatchObject({
      ok: false,
      error: { code: 'provider-away' },
    });
    await lonely.stop();
  });

  it('opens nothing but a page of the web', async () => {
    const liar = createServer((_request, response) => void response.end('{"url":"file:///usr/bin/something"}'));
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
    counter.setBackendUrl(`http://127.0.0.1:${(liar.address() as AddressInfo).port}`);
    expect(await counter.ask('session.signInWithBrowser', null)).toMatchObject({
      ok: false,
      error: { code: 'backend-nonsense' },
    });
    expect(opened).toEqual([]);
    liar.close();
  });

  it('is given up after a while', async () => {
    const attempt = new BrowserSignIn({
      client: new BackendClient(() => backend.url),
      open: openBrowser,
      page: () => '',
      onChange: () => undefined,
      limitMs: 50,
      finish: () => {
        throw new Error('nobody came back');
      },
    });
    await attempt.start();
    for (const end = Date.now() + 5_000; attempt.snapshot.phase !== 'idle' && Date.now() < end;)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(attempt.snapshot).toEqual({ phase: 'idle', problem: { code: 'sign-in-timed-out' } });
    await expect(fetch(new URL(opened[0]!).searchParams.get('redirect_uri')!)).rejects.toThrow('fetch failed');
  });
});

describe('a session of an office account', () => {
  it('that a lead ends is ended at the counter, which shows nothing of anybody', async () => {
    await signInAs('mara');
    await serveNext(counter);
    const lead = await startCounter({ backendUrl: backend.url });
    await heard(lead);
    await lead.must('session.signIn', { clerkId: 'clerk-3', pin: '3333' });
    await lead.must('session.chooseCounter', { counterId: 'counter-2', takeOver: false });
    expect([counter.now().session.mayEndSessions, lead.now().session.mayEndSessions]).toEqual([false, true]);
    expect(await counter.ask('session.others', null)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    const others = await lead.must('session.others', null);
    expect(others).toEqual([{ id: expect.any(String) as string, clerkName: 'Mara Muster', counterName: 'Schalter 1' }]);
    await lead.must('session.endOther', { sessionId: others[0]!.id });
    expect(await lead.must('session.others', null)).toEqual([]);
    await lead.must('session.endOther', { sessionId: others[0]!.id });
    await lead.stop();
    // Well before the next poll: the end of the event stream tells.
    await counter.until('the end of the session', ({ session }) => session.phase === 'signed-out');
    expect(counter.now()).toMatchObject({
      session: { clerk: null, problem: { code: 'not-signed-in' } },
      case: null,
      day: { waiting: [], all: [] },
      scans: { recent: [] },
    });
    expect(await counter.ask('queue.checkIn', { appointmentId: 'appointment-A022' })).toMatchObject({
      ok: false,
      error: { code: 'not-signed-in' },
    });
  });

  it('ends with the account: at the next sign-in without a role, wherever the person still was', async () => {
    await signInAs('mara');
    provider.setGroups('mara', []);
    const elsewhere = await startCounter({ backendUrl: backend.url, openBrowser });
    await heard(elsewhere);
    await elsewhere.must('session.signInWithBrowser', null);
    await fetch(await signInAtProvider(opened.at(-1)!, 'mara'));
    await elsewhere.until('the refusal', ({ session }) => session.browserSignIn.problem?.code === 'no-role');
    await counter.until('the end of the session', ({ session }) => session.phase === 'signed-out');
    await elsewhere.stop();
  });

  it('stays at this counter through a restart without network, and work goes on', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'schalterwerk-account-'));
    await counter.stop();
    counter = await startCounter({ backendUrl: backend.url, openBrowser, dataDir, keep: true });
    await heard(counter);
    await signInAs('mara');
    await counter.stop();
    counter = await startCounter({ backendUrl: null, dataDir });
    expect(counter.now().session).toMatchObject({ phase: 'ready', clerk: { name: 'Mara Muster' } });
    await counter.must('queue.checkIn', { appointmentId: 'appointment-A022' });
    expect(counter.now().outbox.waiting).toBe(1);
    counter.setBackendUrl(backend.url);
    await counter.until('the work to arrive', ({ outbox }) => outbox.waiting === 0);
    expect(counter.now()).toMatchObject({ session: { phase: 'ready' }, outbox: { refused: 0 } });
  });
});
