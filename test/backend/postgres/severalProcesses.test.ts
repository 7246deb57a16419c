import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { spawnBackend, startTestBackend, type SpawnedBackend } from '../../support/backend.ts';
import { schemaFor, withClient } from '../../support/postgresServer.ts';
import { Desk, ask, listen, outcome, signIn } from '../api.ts';

let databaseUrl: string;
/** Its connections can be told from those of other tests on the same server. */
let name: string;
let one: Awaited<ReturnType<typeof startTestBackend>>;
let other: SpawnedBackend;
beforeEach(async () => {
  name = randomUUID();
  databaseUrl = `${await schemaFor(inject('postgresUrl'), name)}&application_name=${name}`;
  one = await startTestBackend({ databaseUrl });
  other = await spawnBackend({ databaseUrl });
});
afterEach(async () => {
  await one.stop();
  await other.stop();
});

describe('two processes on one database', () => {
  it('tell the counters of both what was changed through either', async () => {
    const here = await Desk.open(one.url, 'clerk-1', 'counter-1');
    const there = await Desk.open(other.url, 'clerk-2', 'counter-2');
    const [hereHears, thereHears] = [await listen(one.url, here.token), await listen(other.url, there.token)];
    const { cursor } = await here.changes(0);
    for (const stream of [hereHears, thereHears]) expect(await stream.next()).toContain(`"cursor":${cursor}`);
    await here.do({ kind: 'call-next' });
    for (const stream of [hereHears, thereHears]) expect(await stream.next()).toContain(`"cursor":${cursor + 1}`);
    await there.do({ kind: 'call-next' });
    for (const stream of [hereHears, thereHears]) expect(await stream.next()).toContain(`"cursor":${cursor + 2}`);
    hereHears.leave();
    thereHears.leave();
  });

  it('share sessions, counters and the end of a session', async () => {
    const here = await Desk.open(one.url, 'clerk-1', 'counter-1');
    const stream = await listen(other.url, here.token);
    expect(await stream.next()).toContain('event: changes');
    const elsewhere = new Desk(other.url, await signIn(other.url, 'clerk-2'), 'counter-1');
    expect((await elsewhere.choose('counter-1')).body['code']).toBe('counter-taken');
    expect((await ask(one.url, 'DELETE', '/session', { token: here.token })).status).toBe(200);
    expect(await stream.next()).toBeNull();
    expect((await ask(other.url, 'GET', '/session', { token: here.token })).status).toBe(401);
    expect((await elsewhere.choose('counter-1')).status).toBe(200);
  });

  it('count wrong PINs together', async () => {
    const guess = (url: string): Promise<string> =>
      ask(url, 'POST', '/session', { body: { clerkId: 'clerk-1', pin: '9999' } }).then(({ body }) =>
        String(body['code']),
      );
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => guess(n % 2 ? one.url : other.url)));
    expect(answers.filter((code) => code === 'wrong-pin')).toHaveLength(5);
    expect(answers.filter((code) => code === 'too-many-attempts')).toHaveLength(7);
  });

  it('never call the same person, whichever process is asked', async () => {
    const desks = await Promise.all([
      Desk.open(one.url, 'clerk-1', 'counter-1'),
      Desk.open(other.url, 'clerk-2', 'counter-2'),
      Desk.open(one.url, 'clerk-3', 'counter-3'),
      Desk.open(other.url, 'clerk-1', 'counter-4'),
    ]);
    const answers = await Promise.all(
      desks.flatMap((desk) => Array.from({ length: 6 }, () => desk.send(desk.command({ kind: 'call-next' })))),
    );
    const called = answers
      .filter((answer) => outcome(answer) === 'applied')
      .map(({ body }) => String(body['appointmentId']));
    expect(called).toHaveLength(4);
    expect(new Set(called).size).toBe(4);
  });

  it('apply a command once that is sent to both', async () => {
    const here = await Desk.open(one.url, 'clerk-1', 'counter-1');
    const there = new Desk(other.url, here.token, 'counter-1');
    const call = here.command({ kind: 'call-next' });
    const answers = await Promise.all([here.send(call), there.send(call), here.send(call), there.send(call)]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await here.one('appointment', 'appointment-A017')).version).toBe(1);
  });

  it('show no number before the one below it', async () => {
    const desks = await Promise.all([
      Desk.open(one.url, 'clerk-1', 'counter-1'),
      Desk.open(other.url, 'clerk-2', 'counter-2'),
    ]);
    const seen = new Set<number>();
    let reading = true;
    const reader = (async () => {
      for (let since = (await desks[0].changes(0)).cursor; reading;) {
        const page = await desks[0].changes(since);
        // A record that changes twice stands at its newer place: nothing may turn up at or below what was already told.
        for (const { seq } of page.changes) {
          expect(seq).toBeGreaterThan(since);
          expect(seen.has(seq)).toBe(false);
          seen.add(seq);
        }
        since = page.cursor;
      }
    })();
    await Promise.all(
      desks.map(async (desk) => {
        for (let n = 0; n < 10; n += 1) {
          const called = String((await desk.send(desk.command({ kind: 'call-next' }))).body['appointmentId']);
          await desk.do({ kind: 'park', appointmentId: called, reason: 'Kopie' });
        }
      }),
    );
    reading = false;
    await reader;
  });

  it('hear again after the line for news was cut, also of what happened meanwhile', async () => {
    const there = await Desk.open(other.url, 'clerk-2', 'counter-2');
    const stream = await listen(one.url, there.token);
    const { cursor } = await there.changes(0);
    expect(await stream.next()).toContain(`"cursor":${cursor}`);
    await withClient(inject('postgresUrl'), (client) =>
      client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name]),
    );
    let applied = false;
    while (!applied)
      applied = (await there.do({ kind: 'check-in', appointmentId: 'appointment-A022' })) !== 'temporarily-unavailable';
    expect(await stream.next()).toContain(`"cursor":${cursor + 1}`);
    await there.do({ kind: 'call-next' });
    expect(await stream.next()).toContain(`"cursor":${cursor + 2}`);
    stream.leave();
  });
});
