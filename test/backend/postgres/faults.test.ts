import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../../backend/contract/index.ts';
import { DatabaseUnavailable } from '../../../backend/store/database.ts';
import { openPostgres } from '../../../backend/store/openPostgres.ts';
import { startTestBackend } from '../../support/backend.ts';
import { proxyTo, type PostgresProxy } from '../../support/postgresProxy.ts';
import { schemaFor, startPostgres, withClient, type PostgresServer } from '../../support/postgresServer.ts';
import { Desk, ask, outcome } from '../api.ts';

let server: PostgresServer;
let proxy: PostgresProxy;
let backend: Awaited<ReturnType<typeof startTestBackend>>;
let desk: Desk;
const calledOf = async (): Promise<string[]> =>
  (await desk.all('appointment')).filter(({ state }) => state === 'called').map(({ id }) => id);

beforeAll(async () => {
  server = await startPostgres();
  proxy = await proxyTo(server);
});
beforeEach(async () => {
  const schema = new URL(await schemaFor(server.url, randomUUID())).searchParams.get('options') ?? '';
  backend = await startTestBackend({ databaseUrl: `${proxy.url}&options=${encodeURIComponent(schema)}` });
  desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
});
afterEach(async () => {
  proxy.thaw();
  await backend.stop();
});
afterAll(async () => {
  await proxy.close();
  await server.stop();
});

describe('a database that is lost', () => {
  it('after it has done what was asked and before it could say so: the same id is answered once and for all', async () => {
    const call = desk.command({ kind: 'call-next' });
    proxy.loseNextCommitAnswer();
    const first = await desk.send(call);
    expect(Problem.parse(first.body)).toMatchObject({ status: 503, code: 'temporarily-unavailable' });
    const second = await desk.send(call);
    expect(second.body).toMatchObject({ status: 'applied', appointmentId: 'appointment-A017' });
    expect(await calledOf()).toEqual(['appointment-A017']);
    expect((await desk.one('appointment', 'appointment-A017')).version).toBe(1);
  });

  it('before it has heard that it should keep what was asked: nothing is done, and the same id does it', async () => {
    const call = desk.command({ kind: 'call-next' });
    proxy.loseNextCommit();
    expect((await desk.send(call)).status).toBe(503);
    expect(await calledOf()).toEqual([]);
    expect(outcome(await desk.send(call))).toBe('applied');
    expect(await calledOf()).toEqual(['appointment-A017']);
  });

  it('killed and started again: a clear answer meanwhile, and everything goes on where it stood', async () => {
    const before = await desk.changes(0);
    const sent = Array.from({ length: 4 }, () => desk.command({ kind: 'check-in', appointmentId: 'appointment-A022' }));
    const answers = sent.map((command) => desk.send(command));
    await server.kill();
    for (const answer of await Promise.all(answers))
      expect(['applied', 'wrong-state', 'temporarily-unavailable']).toContain(outcome(answer));

    const away = await fetch(`${backend.url}/api/v1/changes?since=0`, {
      headers: { authorization: `Bearer ${desk.token}` },
    });
    expect(away.status).toBe(503);
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Problem.parse(await away.json())).toMatchObject({ code: 'temporarily-unavailable', status: 503 });
    expect((await ask(backend.url, 'GET', '/health')).status).toBe(200);
    expect((await ask(backend.url, 'GET', '/ready')).status).toBe(503);

    await server.start();
    for (const command of sent) expect(['applied', 'wrong-state']).toContain(outcome(await desk.send(command)));
    expect((await ask(backend.url, 'GET', '/ready')).status).toBe(200);
    const after = await desk.changes(0);
    expect(after.cursor).toBe(before.cursor + 1);
    expect(await desk.one('appointment', 'appointment-A022')).toMatchObject({ state: 'waiting', version: 1 });
  });

  it('silent without being gone: a clear answer all the same', async () => {
    proxy.freeze();
    expect((await desk.send(desk.command({ kind: 'call-next' }))).status).toBe(503);
    proxy.thaw();
  });
});

describe('a transaction of the store', () => {
  it('runs again when another writer came between, and counts once', async () => {
    let retries = 0;
    const url = await schemaFor(server.url, randomUUID());
    const opened = await openPostgres({
      url,
      onRetry: () => {
        retries += 1;
      },
    });
    if (!opened.ok) throw new Error(opened.failure.code);
    let runs = 0;
    await opened.database.transaction(async (sql) => {
      runs += 1;
      await sql.all('SELECT newest FROM change_sequence');
      // Somebody who does not wait for their turn, as a person with a console could.
      if (runs === 1)
        await withClient(url, (client) => client.query('UPDATE change_sequence SET newest = newest + 10'));
      await sql.run('UPDATE change_sequence SET newest = newest + 1');
    });
    expect({ runs, retries }).toEqual({ runs: 2, retries: 1 });
    expect(await opened.database.read((sql) => sql.all('SELECT newest FROM change_sequence'))).toEqual([
      { newest: 11 },
    ]);
    await opened.database.close();
  });

  it('gives up after some tries and says that nothing was done', async () => {
    const url = await schemaFor(server.url, randomUUID());
    const opened = await openPostgres({ url });
    if (!opened.ok) throw new Error(opened.failure.code);
    const hopeless = opened.database.transaction(async (sql) => {
      await sql.all('SELECT newest FROM change_sequence');
      await withClient(url, (client) => client.query('UPDATE change_sequence SET newest = newest + 10'));
      await sql.run('UPDATE change_sequence SET newest = newest + 1');
    });
    await expect(hopeless).rejects.toMatchObject({
      name: 'DatabaseUnavailable',
      isUnknown: false,
    } satisfies Partial<DatabaseUnavailable>);
    await opened.database.close();
  });

  it('that swallowed an error of a statement is not taken for done', async () => {
    const opened = await openPostgres({ url: await schemaFor(server.url, randomUUID()) });
    if (!opened.ok) throw new Error(opened.failure.code);
    await expect(
      opened.database.transaction(async (sql) => {
        await sql.run('UPDATE change_sequence SET newest = 5');
        await sql.run('INSERT INTO no_such_table (a) VALUES (1)').catch(() => undefined);
      }),
    ).rejects.toThrow('had failed');
    await expect(
      opened.database.read((sql) => sql.all('UPDATE change_sequence SET newest = 7 RETURNING newest')),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('read-only') as string } });
    expect(await opened.database.read((sql) => sql.all('SELECT newest FROM change_sequence'))).toEqual([{ newest: 0 }]);
    await opened.database.close();
  });
});
