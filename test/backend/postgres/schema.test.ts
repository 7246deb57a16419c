import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { migrations } from '../../../backend/store/migrations/index.ts';
import { openPostgres } from '../../../backend/store/openPostgres.ts';
import { numbered } from '../../../backend/store/postgres.ts';
import { findSession } from '../../../backend/store/sessionStore.ts';
import { startTestBackend } from '../../support/backend.ts';
import { Desk } from '../api.ts';
import { schemaFor, withClient } from '../../support/postgresServer.ts';

const newSchema = (): Promise<string> => schemaFor(inject('postgresUrl'), randomUUID());

async function start(databaseUrl: string): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../../backend/main.ts'), '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, SCHALTERWERK_DATABASE: databaseUrl },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

describe('the schema in PostgreSQL', () => {
  it('is made once when several processes start at the same moment', async () => {
    const url = await newSchema();
    const opened = await Promise.all(Array.from({ length: 5 }, () => openPostgres({ url })));
    expect(opened.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    await withClient(url, async (client) => {
      expect((await client.query('SELECT version FROM schema_version')).rows).toEqual([{ version: migrations.length }]);
      expect((await client.query('SELECT newest FROM change_sequence')).rows).toHaveLength(1);
    });
    await Promise.all(opened.map((one) => one.ok && one.database.close()));
  });

  it('is brought forward from every earlier version, and what was there stays', async () => {
    const url = await newSchema();
    await withClient(url, async (client) => {
      for (const statement of migrations[0] ?? []) await client.query(statement);
      await client.query(`CREATE TABLE schema_version (version INTEGER NOT NULL)`);
      await client.query(`INSERT INTO schema_version (version) VALUES (1)`);
      await client.query(`UPDATE change_sequence SET newest = 7`);
      await client.query(
        `INSERT INTO clerks (id, name, role, pin_hash) VALUES ('clerk-1', 'Sabine Beispiel', 'lead', '')`,
      );
      await client.query(
        `INSERT INTO sessions (token_hash, clerk_id, counter_id, expires_at) VALUES ('made-before', 'clerk-1', NULL, '2999-01-01T00:00:00.000Z')`,
      );
    });
    const opened = await openPostgres({ url });
    expect(opened.ok).toBe(true);
    if (opened.ok) {
      expect(await opened.database.read((sql) => sql.all('SELECT newest, floor FROM change_sequence'))).toEqual([
        { newest: 7, floor: 0 },
      ]);
      expect(
        await opened.database.read((sql) => findSession(sql, 'made-before', new Date().toISOString())),
      ).toMatchObject({ kind: 'clerk', clerk: { id: 'clerk-1' }, counterId: null });
      await opened.database.close();
    }
  });

  it('of a newer version is refused with a sentence and left alone', async () => {
    const url = await newSchema();
    await withClient(url, async (client) => {
      await client.query('CREATE TABLE schema_version (version INTEGER NOT NULL)');
      await client.query('INSERT INTO schema_version (version) VALUES (999)');
    });
    const { code, stderr } = await start(url);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The backend did not start because the database .* was written by a newer version; .*\n$/);
    await withClient(url, async (client) => {
      expect(
        (await client.query('SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()'))
          .rows,
      ).toEqual([{ table_name: 'schema_version' }]);
    });
  });

  it('that cannot be reached or used is told in one sentence without a password', async () => {
    const url = new URL(inject('postgresUrl'));
    url.password = 'Geheimnis';
    url.pathname = '/no_such_database';
    const refused = await start(url.href);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^The backend did not start because PostgreSQL refused the account or the database .*\n$/,
    );
    expect(refused.stderr).not.toContain('Geheimnis');
    expect(await openPostgres({ url: 'postgresql://nobody:Geheimnis@127.0.0.1:9/office', patience: 0 })).toEqual({
      ok: false,
      failure: { code: 'database-unreachable', where: '127.0.0.1:9/office' },
    });
  });

  it('that has no TLS, or whose certificates cannot be looked up, is told at once', async () => {
    const from = (query: string) => openPostgres({ url: `${inject('postgresUrl')}&${query}`, patience: 60_000 });
    expect(await from('sslmode=verify-full')).toMatchObject({
      ok: false,
      failure: { code: 'database-not-trusted', detail: 'the server has no TLS' },
    });
    expect(await from('sslmode=verify-full&sslrootcert=/nowhere.pem')).toMatchObject({
      ok: false,
      failure: { code: 'database-not-trusted', detail: 'ENOENT' },
    });
  });

  it('that is not there yet is waited for, and that is said once', async () => {
    const waits: string[] = [];
    await openPostgres({
      url: 'postgresql://nobody:Geheimnis@127.0.0.1:9/office',
      patience: 1200,
      onWait: (where) => waits.push(where),
    });
    expect(waits).toEqual(['127.0.0.1:9/office']);
  });

  it('is used by the version before while the new one is rolled out', async () => {
    const url = await newSchema();
    const first = await startTestBackend({ databaseUrl: url });
    // What a later version does, as the rule for migrations allows it: it only adds.
    await withClient(url, async (client) => {
      await client.query('ALTER TABLE records ADD COLUMN remark TEXT');
      await client.query(`ALTER TABLE sessions ADD COLUMN origin TEXT NOT NULL DEFAULT 'pin'`);
      await client.query('UPDATE schema_version SET version = version + 1');
    });
    const desk = await Desk.open(first.url, 'clerk-1', 'counter-1');
    expect(await desk.do({ kind: 'call-next' })).toBe('applied');
    await first.stop();
  });
});

describe('parameters', () => {
  it('are numbered outside of quotes', () => {
    expect(numbered(`SELECT '?', "a?b", 'it''s ?' FROM t WHERE a = ? AND b = ?`)).toBe(
      `SELECT '?', "a?b", 'it''s ?' FROM t WHERE a = $1 AND b = $2`,
    );
  });
});
