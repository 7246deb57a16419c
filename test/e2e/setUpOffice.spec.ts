import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import en from '../../assets/texts/start/en.json' with { type: 'json' };
import { backendRows } from '../support/appointment.ts';
import { expect, test } from './fixture.ts';
import { electronBinary } from './runtime.ts';

const root = path.join(import.meta.dirname, '../..');
let folder: string;
test.beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-office-spec-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

const office = {
  name: 'Amt Musterstadt',
  counters: [{ id: 'c1', name: 'Schalter 1', room: '1.01', services: ['eat-collect'] }],
  clerks: [{ id: 'k1', name: 'Erika Mustermann', role: 'lead', pin: '271828' }],
};

/** As an administrator calls the program. */
function setUp(backend: object, file: object | null): { status: number | null; said: string } {
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ language: 'en', backend }));
  const at = path.join(folder, 'office.json');
  rmSync(at, { force: true });
  if (file) writeFileSync(at, JSON.stringify(file));
  const start = electronBinary
    ? [electronBinary, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root]
    : [process.execPath, path.join(root, 'test/electron-stand-in/run.ts'), root];
  const { status, stdout, stderr } = spawnSync(
    start[0]!,
    [...start.slice(1), `--user-data-dir=${folder}`, `--set-up-office=${at}`],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        LC_ALL: 'en_US.UTF-8',
        SCHALTERWERK_HEADLESS: '1',
        SCHALTERWERK_MACHINE_SETTINGS: path.join(os.tmpdir(), 'schalterwerk-none.json'),
      },
    },
  );
  return { status, said: stdout + stderr };
}

test('an installed program sets up its own office, says so, and refuses in one sentence what does not fit', () => {
  const own = { mode: 'embedded', seed: false };
  const training = setUp({ mode: 'embedded' }, office);
  expect(training.status).toBe(1);
  expect(training.said).toContain(en['office-elsewhere']);
  expect(setUp(own, null)).toMatchObject({ status: 1, said: expect.stringContaining('office.json') });
  const broken = setUp(own, { ...office, counters: [{ ...office.counters[0], services: ['eat-colect'] }] });
  expect(broken.status).toBe(1);
  expect(broken.said).toContain('eat-colect');
  expect(setUp(own, office)).toMatchObject({ status: 0 });
  expect(backendRows(path.join(folder, 'backend'), 'SELECT name FROM office')).toEqual([{ name: 'Amt Musterstadt' }]);
  // The same file again changes nothing, and is no fault.
  expect(setUp(own, office).status).toBe(0);
});
