import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usualRules } from '../../backend/contract/index.ts';
import { defaults, readSettings } from '../../backend/settings.ts';
import { migrations } from '../../backend/store/migrations/index.ts';
import { findSession } from '../../backend/store/sessionStore.ts';
import { databaseFileName, openSqliteDatabase } from '../../backend/store/sqliteFile.ts';
import { spawnBackend, startTestBackend } from '../support/backend.ts';
import { ask } from './api.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schalterwerk-startup-'));
  file = join(folder, databaseFileName);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../backend/main.ts'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

async function expectRefused(what: RegExp, ...args: string[]): Promise<void> {
  const { code, stderr } = await run('--port', '0', '--data', folder, ...args);
  expect(code).toBe(1);
  expect(stderr).toMatch(what);
  expect(stderr.trim().split('\n')).toHaveLength(1);
}

async function madeDatabase(): Promise<void> {
  await (await startTestBackend({ dataDir: folder })).stop();
}

describe('a backend that cannot start says why in one sentence and leaves everything as it is', () => {
  it('damaged in the middle', async () => {
    await madeDatabase();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4_096, bytes.length - 4_096);
    writeFileSync(file, bytes);
    await expectRefused(/is damaged; the file was left exactly as it is/, '--seed');
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it.each([
    ['cut off', (whole: Buffer) => whole.subarray(0, 5_000)],
    ['empty', () => Buffer.alloc(0)],
    ['something else altogether', () => Buffer.from('Dear diary, '.repeat(1_000))],
  ])('%s', async (_what, spoil) => {
    await madeDatabase();
    const bytes = Buffer.from(spoil(readFileSync(file)));
    writeFileSync(file, bytes);
    await expectRefused(/is damaged/, '--seed');
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('a database of another program', async () => {
    const foreign = new DatabaseSync(file);
    foreign.exec('CREATE TABLE recipes (name TEXT)');
    foreign.close();
    const bytes = readFileSync(file);
    await expectRefused(/belongs to another program/, '--seed');
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('a database of a newer version', async () => {
    await madeDatabase();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA journal_mode = WAL; PRAGMA user_version = 999');
    // Killed: its last changes are in the log.
    const bytes = (): Buffer[] => ['', '-wal'].map((end) => readFileSync(file + end));
    const killed = bytes();
    newer.close();
    for (const [n, end] of ['', '-wal'].entries()) writeFileSync(file + end, killed[n]!);
    await expectRefused(/written by a newer version; its data are safe/);
    expect(bytes()).toEqual(killed);
  });

  it('a log whose database is missing', async () => {
    writeFileSync(`${file}-wal`, 'rest');
    await expectRefused(/is damaged/, '--seed');
    expect(readdirSync(folder)).not.toContain(databaseFileName);
  });

  it('a folder where the database should be, a file where the folder should be', async () => {
    mkdirSync(file);
    await expectRefused(/cannot open the database/);
    writeFileSync(join(folder, 'file'), '');
    const { code, stderr } = await run('--port', '0', '--data', join(folder, 'file'));
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/cannot write to/) as string });
  });

  it('a port in use', async () => {
    const other = await startTestBackend();
    const { code, stderr } = await run('--port', String(other.port), '--data', folder);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `The backend did not start because another program already uses port ${other.port}; all data are safe, so stop that program or choose another port with --port.\n`,
    );
    await other.stop();
  });

  it('figures at a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ metrics: { port } }));
    await expectRefused(
      new RegExp(`cannot offer its figures at 127\\.0\\.0\\.1, port ${port}`),
      '--settings',
      settings,
    );
    other.close();
  });

  it('data that another backend uses', async () => {
    const other = await spawnBackend({ dataDir: folder });
    await expectRefused(/another backend already uses the data/);
    expect((await ask(other.url, 'GET', '/health')).status).toBe(200);
    await other.stop();
  });

  it('arguments it does not know', async () => {
    await expectRefused(/does not understand "--port 0 .* --prot 1"/, '--prot', '1');
    expect(await run('--port', '70000')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not understand "--port 70000"') as string,
    });
  });
});

describe('a backend as a process', () => {
  it('stops when it is told, and when its parent is gone', async () => {
    const told = await spawnBackend({ dataDir: folder });
    await told.stop();
    expect(await told.exited).toBe(0);
    expect(readdirSync(folder)).not.toContain(`${databaseFileName}-wal`);

    const main = join(import.meta.dirname, '../../backend/main.ts');
    const orphan = spawn(process.execPath, [main, '--port', '0', '--data', folder], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [message] = (await once(orphan, 'message')) as [unknown];
    expect(message).toMatchObject({ type: 'listening', port: expect.any(Number) as number });
    orphan.disconnect();
    const [code] = (await once(orphan, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  it('starts empty when it is not asked to fill the day', async () => {
    const backend = await startTestBackend({ seed: false });
    expect((await ask(backend.url, 'GET', '/welcome')).body).toEqual({
      office: { name: '', training: false, rules: usualRules },
      clerks: [],
      counters: [],
      signIn: { pin: true, oidc: false },
    });
    await backend.stop();
  });

  it('brings a database of every earlier version forward, and who was signed in stays', async () => {
    await madeDatabase();
    const made = new DatabaseSync(file, { readOnly: true });
    const ours = made.prepare('PRAGMA application_id').get()?.['application_id'];
    made.close();
    for (const version of migrations.keys()) {
      if (version === 0) continue;
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
      const before = new DatabaseSync(file);
      before.exec(`PRAGMA application_id = ${Number(ours)}; PRAGMA user_version = ${version}`);
      for (const statement of migrations.slice(0, version).flat()) before.exec(statement);
      before.exec(`INSERT INTO clerks (id, name, role, pin_hash) VALUES ('clerk-1', 'Sabine Beispiel', 'lead', '');
        INSERT INTO counters (id, name, room, services) VALUES ('counter-1', 'Schalter 1', '2.11', '[]');
        INSERT INTO sessions (token_hash, clerk_id, counter_id, expires_at)
        VALUES ('made-before', 'clerk-1', 'counter-1', '2999-01-01T00:00:00.000Z')`);
      before.close();
      const opened = openSqliteDatabase(folder);
      if (!opened.ok) throw new Error(`version ${version}: ${opened.failure.code}`);
      expect(
        await opened.database.read((sql) => findSession(sql, 'made-before', new Date().toISOString())),
      ).toMatchObject({ kind: 'clerk', clerk: { id: 'clerk-1' }, counterId: 'counter-1' });
      await opened.database.close();
    }
  });

  it('starts after a draft of a database was left behind by a crash', async () => {
    writeFileSync(`${file}.new`, 'half');
    await madeDatabase();
    const opened = openSqliteDatabase(folder);
    expect(opened.ok).toBe(true);
    if (opened.ok) await opened.database.close();
  });
});

describe('settings', () => {
  it('come from arguments, then the environment, then the defaults', () => {
    const environment = {
      SCHALTERWERK_PORT: '5000',
      SCHALTERWERK_DATA: '/data',
      SCHALTERWERK_DATABASE: 'postgresql://office@db/office',
      SCHALTERWERK_METRICS_PORT: '9100',
    };
    expect(readSettings([], {}, '/here')).toEqual({
      ok: true,
      settings: { ...defaults, dataFolder: join('/here', '.data', 'backend') },
    });
    expect(readSettings([], environment, '/here')).toMatchObject({
      settings: {
        port: 5_000,
        dataFolder: '/data',
        databaseUrl: 'postgresql://office@db/office',
        metrics: { host: '127.0.0.1', port: 9_100 },
      },
    });
    expect(readSettings(['--port=0', '--data', 'd', '--seed', '--host', '::1'], environment, '/here')).toMatchObject({
      settings: { host: '::1', port: 0, dataFolder: 'd', seed: true },
    });
  });

  it('come from a file too, which the environment and the arguments win over', () => {
    const path = join(folder, 'settings.json');
    const inFile = {
      host: '10.0.0.5',
      port: 6_000,
      database: 'postgresql://office@db/office',
      proxies: ['10.0.0.1'],
      metrics: { port: 9_100 },
      limits: { perAddress: 50 },
      logLevel: 'warn',
    };
    writeFileSync(path, JSON.stringify(inFile));
    const expected = {
      host: '10.0.0.5',
      port: 6_000,
      databaseUrl: 'postgresql://office@db/office',
      proxies: ['10.0.0.1'],
      metrics: { host: '127.0.0.1', port: 9_100 },
      limits: { perAddress: 50, perSession: 3_000 },
      logLevel: 'warn',
    };
    expect(readSettings(['--settings', path], {}, '/here')).toMatchObject({ settings: expected });
    expect(readSettings([], { SCHALTERWERK_SETTINGS: path, SCHALTERWERK_PORT: '7000' }, '/here')).toMatchObject({
      settings: { ...expected, port: 7_000 },
    });
    expect(
      readSettings(['--port', '8000'], { SCHALTERWERK_SETTINGS: path, SCHALTERWERK_PORT: '7000' }, '/here'),
    ).toMatchObject({ settings: { ...expected, port: 8_000 } });
  });

  it.each([
    ['a word nobody knows', '{"prot": 4280}', 'prot'],
    ['a value of another kind', '{"port": "four"}', 'port: '],
    ['a database that is none', '{"database": "mysql://geheim@db"}', 'database: must begin with postgresql://'],
    ['a proxy that is no address', '{"proxies": ["10.0.0.1", "four"]}', 'proxies.1: must be an IP address'],
    ['a network that is too narrow', '{"proxies": ["10.0.0.0/33"]}', 'proxies.0: must be an IP address'],
    ['a provider without an address', '{"signIn": {"oidc": {"issuer": "four"}}}', 'signIn.oidc.issuer: '],
    ['no JSON', 'port = 4280', 'not JSON'],
  ])('with %s stop the start and name the field, never the value', (_what, text, detail) => {
    const path = join(folder, 'settings.json');
    writeFileSync(path, text);
    const read = readSettings(['--settings', path], {}, '/here');
    expect(read).toMatchObject({
      ok: false,
      failure: { code: 'settings-unusable', path, detail: expect.stringContaining(detail) as string },
    });
    expect(JSON.stringify(read)).not.toMatch(/geheim|four/);
  });

  it('of the environment name a database or stop the start, without repeating what stood there', () => {
    const read = readSettings([], { SCHALTERWERK_DATABASE: 'mysql://geheim@db' }, '/here');
    expect(read).toMatchObject({
      ok: false,
      failure: { code: 'wrong-argument', argument: expect.stringContaining('SCHALTERWERK_DATABASE') as string },
    });
    expect(JSON.stringify(read)).not.toContain('geheim');
  });

  it('that cannot be read stop the start with a sentence', async () => {
    await expectRefused(
      /cannot use the settings .*nowhere\.json \(ENOENT\)/,
      '--settings',
      join(folder, 'nowhere.json'),
    );
  });
});
