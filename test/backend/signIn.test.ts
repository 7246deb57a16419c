import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usualRules } from '../../backend/contract/index.ts';
import { startTestBackend } from '../support/backend.ts';
import { Desk, ask, outcome, signIn } from './api.ts';

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let now = new Date('2026-11-22T09:00:00Z');
beforeEach(async () => {
  now = new Date('2026-11-22T09:00:00Z');
  backend = await startTestBackend({ clock: () => now });
});
afterEach(() => backend.stop());
const later = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};
const trySignIn = (pin: string) => ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-1', pin } });

describe('signing in', () => {
  it('shows office, clerks and counters before anybody signed in, and no PINs', async () => {
    const { status, body } = await ask(backend.url, 'GET', '/welcome');
    expect(status).toBe(200);
    expect(body['office']).toEqual({ name: 'Ausländerbehörde Musterstadt', training: true, rules: usualRules });
    expect(body['clerks']).toHaveLength(3);
    expect(body['counters']).toHaveLength(4);
    expect(JSON.stringify(body)).not.toMatch(/pin(?!":true)|1111|scrypt/i);
    // Nor whose PIN is worth most.
    expect(JSON.stringify(body)).not.toMatch(/lead|"it"/);
  });

  it('ends the oldest of more than ten sessions of one clerk', async () => {
    const tokens: string[] = [];
    for (let n = 0; n < 11; n += 1) {
      tokens.push(await signIn(backend.url, 'clerk-1'));
      later(1000);
    }
    const other = await signIn(backend.url, 'clerk-2');
    const codes = await Promise.all(
      [...tokens, other].map(async (token) => (await ask(backend.url, 'GET', '/session', { token })).status),
    );
    expect(codes).toEqual([401, ...Array.from({ length: 11 }, () => 200)]);
  });

  it('is paused for an address that tries the PINs of many, and says each refusal in one line', async () => {
    let tried = 0;
    const refused = async (): Promise<unknown> => {
      later(6_000);
      const clerkId = `clerk-${100 + (tried += 1)}`;
      return (await ask(backend.url, 'POST', '/session', { body: { clerkId, pin: '9999' } })).body['code'];
    };
    for (let n = 0; n < 50; n += 1) expect(await refused()).toBe('wrong-pin');
    expect(await refused()).toBe('too-many-attempts');
    const lines = backend.log.map((line) => JSON.parse(line) as { event?: string }).filter(({ event }) => event);
    expect(lines).toHaveLength(51);
    expect(lines[0]).toMatchObject({ level: 'warn', event: 'sign-in-refused', code: 'wrong-pin' });
    expect(JSON.stringify(lines)).not.toMatch(/9999|127\.0/);
    later(15 * 60_000);
    expect((await trySignIn('1111')).status).toBe(200);
  });

  it('gives a session for twelve hours and not a moment longer', async () => {
    const token = await signIn(backend.url, 'clerk-1');
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    later(12 * 3_600_000 - 1);
    expect((await ask(backend.url, 'GET', '/session', { token })).body).toMatchObject({
      clerk: { id: 'clerk-1' },
      counterId: null,
    });
    later(1);
    expect((await ask(backend.url, 'GET', '/session', { token })).body['code']).toBe('not-signed-in');
  });

  it('refuses a wrong PIN, an unknown clerk and a made-up token', async () => {
    expect(await trySignIn('9999')).toMatchObject({ status: 403, body: { code: 'wrong-pin' } });
    expect(
      (await ask(backend.url, 'POST', '/session', { body: { clerkId: 'nobody', pin: '1111' } })).body['code'],
    ).toBe('wrong-pin');
    expect(await ask(backend.url, 'GET', '/session', { token: 'made-up' })).toMatchObject({
      status: 401,
      body: { code: 'not-signed-in' },
    });
    expect(await ask(backend.url, 'GET', '/session')).toMatchObject({ status: 401 });
  });

  it('pauses a clerk for a minute after five wrong PINs, even for the right one', async () => {
    for (let n = 0; n < 5; n += 1) expect((await trySignIn('9999')).body['code']).toBe('wrong-pin');
    expect(await trySignIn('1111')).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
    expect((await ask(backend.url, 'POST', '/session', { body: { clerkId: 'clerk-2', pin: '2222' } })).status).toBe(
      200,
    );
    later(60_000);
    expect((await trySignIn('1111')).status).toBe(200);
  });

  it('looks at no more than five PINs when many arrive at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => trySignIn('9999')));
    expect(answers.filter(({ body }) => body['code'] === 'wrong-pin')).toHaveLength(5);
  });

  it('forgets wrong PINs after the right one', async () => {
    for (let n = 0; n < 4; n += 1) await trySignIn('9999');
    expect((await trySignIn('1111')).status).toBe(200);
    for (let n = 0; n < 4; n += 1) expect((await trySignIn('9999')).body['code']).toBe('wrong-pin');
    expect((await trySignIn('1111')).status).toBe(200);
  });

  it('ends with signing out, which frees the counter', async () => {
    const first = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    expect((await ask(backend.url, 'DELETE', '/session', { token: first.token })).status).toBe(200);
    expect((await ask(backend.url, 'GET', '/session', { token: first.token })).body['code']).toBe('not-signed-in');
    await Desk.open(backend.url, 'clerk-2', 'counter-1');
  });
});

describe('choosing a counter', () => {
  it('gives one counter to one session', async () => {
    await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const second = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect(await second.choose('counter-1')).toMatchObject({ status: 409, body: { code: 'counter-taken' } });
    expect((await second.choose('counter-99')).body['code']).toBe('not-found');
    expect((await ask(backend.url, 'GET', '/session', { token: second.token })).body['counterId']).toBe('counter-2');
  });

  it('frees the counter of a session that is over', async () => {
    await Desk.open(backend.url, 'clerk-1', 'counter-1');
    later(12 * 3_600_000);
    await Desk.open(backend.url, 'clerk-2', 'counter-1');
  });

  it('leaves a session that lost its counter without one, until its clerk has chosen again', async () => {
    const first = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const appointmentId = await first.serveNext();
    const step = first.command({
      kind: 'record-step',
      appointmentId,
      stepId: 'identity',
      step: { state: 'done', at: '2026-11-22T09:00:00Z', evidence: {} },
    });

    const second = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect((await second.choose('counter-1', true)).status).toBe(200);
    expect(outcome(await first.send(step))).toBe('counter-not-chosen');
    expect(await first.do({ kind: 'call-next' })).toBe('counter-not-chosen');
    expect((await ask(backend.url, 'GET', '/session', { token: first.token })).body['counterId']).toBeNull();

    // What was done before, without the network, still arrives once the clerk has sat down somewhere.
    await first.choose('counter-2');
    expect(outcome(await first.send(step))).toBe('applied');
    expect(outcome(await first.send(first.command({ kind: 'call-next' }, { counterId: 'counter-1' })))).toBe(
      'counter-not-chosen',
    );
  });

  it('lets nobody act at a counter they never held', async () => {
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const appointmentId = 'appointment-A022';
    expect(
      outcome(await desk.send(desk.command({ kind: 'check-in', appointmentId }, { counterId: 'counter-3' }))),
    ).toBe('counter-not-chosen');
    expect(outcome(await desk.send(desk.command({ kind: 'check-in', appointmentId }, { counterId: 'nowhere' })))).toBe(
      'counter-not-chosen',
    );
  });
});
