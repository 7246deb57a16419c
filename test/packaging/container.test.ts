import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { programs } from '../../electron/vite.config.ts';
import { spawnBackend } from '../support/backend.ts';
import { readSettings } from '../../backend/settings.ts';

const root = path.join(import.meta.dirname, '../..');
const lines = readFileSync(path.join(root, 'backend/Containerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n');
const words = (instruction: string): string[][] =>
  lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.split(/\s+/).slice(1));

/** There is no container engine here: what can be held without one. */
describe('the container file', () => {
  it('copies only what is there', () => {
    const copied = words('COPY')
      .filter(([first]) => !first?.startsWith('--from'))
      .flatMap((args) => args.slice(0, -1));
    expect(copied.length).toBeGreaterThan(8);
    expect(copied.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('takes from the build what the build makes, and starts it', () => {
    const taken = words('COPY')
      .filter(([first]) => first?.startsWith('--from'))
      .map(([, source]) => source?.replace('/project/', ''));
    const made = programs.map(({ build }) => {
      const { output } = (build?.rolldownOptions ?? {}) as { output: { entryFileNames: string } };
      return path.relative(root, path.join(String(build?.outDir), output.entryFileNames));
    });
    expect(taken).toEqual(['/backend/node_modules', 'dist/backend/main.js', 'dist/assets/processes']);
    expect(made).toContain(taken[1]);
    expect(lines).toContain('CMD ["node", "dist/backend/main.js"]');
  });

  it('installs what the program needs beside itself, and runs on the project’s Node as nobody special', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(path.join(root, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    for (const name of ['fastify', 'pg', 'prom-client']) expect(Object.keys(dependencies ?? {})).toContain(name);
    for (const [image] of words('FROM')) expect(image).toBe(`node:${devDependencies?.['node']?.split('.')[0]}-slim`);
    expect(words('USER')).toEqual([['node']]);
  });

  it('has the packages that the backend loads, starts with these alone, and looks after itself on whatever port', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'schalterwerk-container-'));
    try {
      execFileSync(process.execPath, [path.join(root, 'scripts/backendModules.mjs'), folder]);
      const packages = readdirSync(path.join(folder, 'node_modules'));
      expect(packages).toEqual(expect.arrayContaining(['fastify', 'pg', 'prom-client']));
      expect(packages).not.toEqual(expect.arrayContaining(['serialport']));
      mkdirSync(path.join(folder, 'dist/backend'), { recursive: true });
      await build({
        ...programs.find(({ build: of }) => String(of?.outDir).endsWith('backend')),
        logLevel: 'silent',
        build: {
          ...programs.find(({ build: of }) => String(of?.outDir).endsWith('backend'))?.build,
          outDir: path.join(folder, 'dist/backend'),
        },
      });
      cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
      const backend = await spawnBackend({
        entry: path.join(folder, 'dist/backend/main.js'),
        dataDir: path.join(folder, 'data'),
        seed: false,
      });
      expect((await fetch(`${backend.url}/api/v1/health`)).status).toBe(200);
      await backend.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(
      words('CMD')
        .concat(lines.filter((line) => line.includes('/api/v1/health')).map((line) => [line]))
        .join(' '),
    ).toContain('process.env.SCHALTERWERK_PORT');
  });

  it('has settings that the program understands, and no secrets', () => {
    const environment = Object.fromEntries(
      words('ENV')
        .flat()
        .map((pair) => pair.split('=') as [string, string]),
    );
    expect(readSettings([], environment, '/app')).toMatchObject({
      ok: true,
      settings: { host: '0.0.0.0', port: 4280, dataFolder: '/data', databaseUrl: null },
    });
    // Its day begins at the office's midnight, and not at that of Greenwich.
    expect(environment['TZ']).toBe('Europe/Berlin');
    expect(Object.keys(environment).filter((name) => /DATABASE|SECRET|PASSWORD|TOKEN/.test(name))).toEqual([]);
  });
});
