import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionKinds, type Action, type SessionAudience } from '../../backend/contract/index.ts';
import { hashToken } from '../../backend/signin/tokens.ts';
import { findSession, holdCounter, insertSession, isClerks } from '../../backend/store/sessionStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { ask, Desk } from './api.ts';

/** A second kind of session, made up: a plan of the box on the wall sees compartments, and may block one. */
const plan: SessionAudience = {
  records: ['compartment'],
  actions: ['block-compartment'],
  routes: ['session', 'changes', 'events', 'command', 'commands'],
};

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let token: string;
beforeEach(async () => {
  sessionKinds['plan'] = plan;
  backend = await startTestBackend();
  token = await sessionOf('plan');
});
afterEach(async () => {
  delete sessionKinds['plan'];
  await backend.stop();
});

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

async function sessionOf(
  kind: string,
  counterId: string | null = null,
  clerkId: string | null = 'clerk-1',
): Promise<string> {
  const fresh = randomUUID();
  const tokenHash = hashToken(fresh);
  await backend.database.transaction(async (sql) => {
    await insertSession(sql, { tokenHash, clerkId, expiresAt: inAnHour(), kind });
    const session = await findSession(sql, tokenHash, new Date().toISOString());
    if (session && isClerks(session) && counterId !== null) await holdCounter(sql, session, counterId);
  });
  return fresh;
}

const changes = async (by: string) => {
  const { body } = await ask(backend.url, 'GET', '/changes?since=0', {
    token: by,
    headers: { 'schalterwerk-contract': '2' },
  });
  return body as { cursor: number; changes: { kind: string }[] };
};
const send = (by: string, action: Action) =>
  ask(backend.url, 'POST', '/commands', {
    token: by,
    body: { id: randomUUID(), counterId: 'counter-1', at: new Date().toISOString(), action },
  });

describe('a second kind of session beside the clerk’s', () => {
  it('is told of its own records only, and stands at the same number', async () => {
    const clerk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const [mine, theirs] = [await changes(token), await changes(clerk.token)];
    expect(new Set(mine.changes.map(({ kind }) => kind))).toEqual(new Set(['compartment']));
    expect(new Set(theirs.changes.map(({ kind }) => kind))).toContain('appointment');
    expect(mine.cursor).toBe(theirs.cursor);
  });

  it('hears of its own only in the stream of events, while a clerk hears of a person', async () => {
    const clerk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const [mine, theirs] = [await listen(token), await listen(clerk.token)];
    await clerk.do({ kind: 'call-next' });
    const { cursor } = await changes(token);
    expect(await mine.until(cursor)).not.toContain('"kind":"appointment"');
    expect(await theirs.until(cursor)).toContain('"kind":"appointment"');
    mine.end();
    theirs.end();
  });

  it('does nothing that is not its own, and calls no route that is not', async () => {
    expect(await send(token, { kind: 'call-next' })).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    expect(await ask(backend.url, 'GET', '/sessions', { token })).toMatchObject({ body: { code: 'not-allowed' } });
    const clerk = await Desk.open(backend.url, 'clerk-2', 'counter-2');
    expect(await clerk.do({ kind: 'call-next' })).toBe('applied');
  });

  it('does what is its own, also among commands that are not', async () => {
    const clerk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const [compartment] = await clerk.all('compartment');
    const own = new Desk(backend.url, await sessionOf('plan', 'counter-2'), 'counter-2');
    const { body } = await ask(backend.url, 'POST', '/commands/batch', {
      token: own.token,
      body: {
        commands: [
          own.command({ kind: 'call-next' }),
          own.command({ kind: 'block-compartment', compartmentId: compartment!.id, reason: 'jammed' }),
        ],
      },
    });
    expect(body).toMatchObject({ answers: [{ status: 'refused', code: 'not-allowed' }, { status: 'applied' }] });
    expect(await clerk.one('compartment', compartment!.id)).toMatchObject({ state: 'blocked' });
    expect((await clerk.all('appointment')).filter(({ state }) => state === 'called')).toEqual([]);
  });

  it('uses no command up that is not its own: whoever may do it still can', async () => {
    const clerk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const command = clerk.command({ kind: 'call-next' });
    expect(await new Desk(backend.url, token, 'counter-1').send(command)).toMatchObject({ status: 403 });
    expect(await clerk.send(command)).toMatchObject({ status: 200 });
  });

  it('does not listen where the stream is not its own', async () => {
    sessionKinds['deaf'] = { ...plan, routes: ['session', 'changes'] };
    const response = await fetch(`${backend.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${await sessionOf('deaf')}` },
    });
    delete sessionKinds['deaf'];
    // A stream that should not be there has no end.
    if (response.ok) await response.body?.cancel();
    expect([response.status, response.ok ? null : await response.json()]).toMatchObject([403, { code: 'not-allowed' }]);
  });

  it('is told apart from what a process of the version before makes: those sessions are clerks’', async () => {
    await backend.database.transaction((sql) =>
      sql.run(
        'INSERT INTO sessions (token_hash, clerk_id, counter_id, expires_at) VALUES (?, ?, NULL, ?)',
        hashToken('made-before'),
        'clerk-1',
        inAnHour(),
      ),
    );
    expect((await changes('made-before')).changes.map(({ kind }) => kind)).toContain('appointment');
  });

  it('of a kind that this backend does not know sees and does nothing', async () => {
    const stranger = await sessionOf('of-tomorrow');
    expect(await ask(backend.url, 'GET', '/changes?since=0', { token: stranger })).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
  });
});

describe('a station on which nobody signs in', () => {
  let wall: string;
  beforeEach(async () => {
    // It may ask for everything; what it cannot do it cannot do for want of a clerk.
    sessionKinds['wall'] = { ...plan, routes: 'all' };
    wall = await sessionOf('wall', null, null);
  });
  afterEach(() => void delete sessionKinds['wall']);

  it('has a session without a clerk, is told of its own, and hears of it', async () => {
    expect(await ask(backend.url, 'GET', '/session', { token: wall })).toMatchObject({
      status: 200,
      body: { clerk: null, counterId: null },
    });
    expect(new Set((await changes(wall)).changes.map(({ kind }) => kind))).toEqual(new Set(['compartment']));
    const clerk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const [heard] = [await listen(wall)];
    const [compartment] = await clerk.all('compartment');
    await clerk.do({ kind: 'block-compartment', compartmentId: compartment!.id, reason: 'jammed' });
    expect(await heard.until((await changes(wall)).cursor)).toContain('"kind":"compartment"');
    heard.end();
  });

  it('does nothing, sits at no counter and withdraws no command: each of these is somebody’s', async () => {
    const refused = { status: 403, body: { code: 'not-allowed' } };
    const clerk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const [compartment] = await clerk.all('compartment');
    const command = clerk.command({ kind: 'block-compartment', compartmentId: compartment!.id, reason: 'jammed' });
    expect(await ask(backend.url, 'POST', '/commands', { token: wall, body: command })).toMatchObject(refused);
    expect(await ask(backend.url, 'PUT', `/commands/${command.id}/void`, { token: wall })).toMatchObject(refused);
    const counter = { counterId: 'counter-2', takeOver: true };
    expect(await ask(backend.url, 'PUT', '/session/counter', { token: wall, body: counter })).toMatchObject(refused);
    expect(await ask(backend.url, 'GET', '/sessions', { token: wall })).toMatchObject(refused);
    // None of it has used the command up.
    expect(await clerk.send(command)).toMatchObject({ status: 200 });
  });

  it('stands in no list of who is signed in, can be ended by a lead, and ends itself', async () => {
    const lead = await Desk.open(backend.url, 'clerk-3', 'counter-1');
    const { body } = await ask(backend.url, 'GET', '/sessions', { token: lead.token });
    expect((body['sessions'] as { clerk: { id: string } }[]).map(({ clerk }) => clerk.id)).toContain('clerk-3');
    expect(JSON.stringify(body)).not.toContain(hashToken(wall));
    const gone = { status: 401, body: { code: 'not-signed-in' } };
    await ask(backend.url, 'DELETE', `/sessions/${hashToken(wall)}`, { token: lead.token });
    expect(await ask(backend.url, 'GET', '/session', { token: wall })).toMatchObject(gone);
    const other = await sessionOf('wall', null, null);
    expect(await ask(backend.url, 'DELETE', '/session', { token: other })).toMatchObject({ status: 200 });
    expect(await ask(backend.url, 'GET', '/session', { token: other })).toMatchObject(gone);
  });

  it('is never a clerk’s: such a row is refused by the database', async () => {
    await expect(sessionOf('clerk', null, null)).rejects.toThrow(/check/i);
  });
});

/** What a stream says, as text. */
async function listen(by: string): Promise<{ until(cursor: number): Promise<string>; end(): void }> {
  const ending = new AbortController();
  const response = await fetch(`${backend.url}/api/v1/events`, {
    headers: { authorization: `Bearer ${by}`, 'schalterwerk-contract': '2' },
    signal: ending.signal,
  });
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let heard = decoder.decode((await reader.read()).value);
  return {
    async until(cursor) {
      while (!heard.includes(`"cursor":${cursor}`)) heard += decoder.decode((await reader.read()).value);
      return heard;
    },
    end: () => ending.abort(),
  };
}
