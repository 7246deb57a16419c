import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SelfTestReport } from '../../electron/contract/index.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import { findings } from './axe.ts';
import { expect, test } from './fixture.ts';
import { electronBinary } from './runtime.ts';

const root = path.join(import.meta.dirname, '../..');
let folder: string;
test.beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-self-test-spec-'))));
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `--self-test` as an administrator calls it, on data of its own. */
function selfTest(
  settings: object | string,
  env: Record<string, string>,
): { status: number | null; report: SelfTestReport; page: string } {
  writeFileSync(path.join(folder, 'settings.json'), typeof settings === 'string' ? settings : JSON.stringify(settings));
  const start = electronBinary
    ? [electronBinary, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root]
    : [process.execPath, path.join(root, 'test/electron-stand-in/run.ts'), root];
  const { status } = spawnSync(
    start[0]!,
    [...start.slice(1), `--user-data-dir=${folder}`, '--self-test', `--self-test-to=${folder}`, '--self-test-pages=6'],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        SCHALTERWERK_HEADLESS: '1',
        SCHALTERWERK_MACHINE_SETTINGS: path.join(os.tmpdir(), 'schalterwerk-none.json'),
        ...env,
      },
    },
  );
  return {
    status,
    report: JSON.parse(readFileSync(path.join(folder, 'self-test.json'), 'utf8')) as SelfTestReport,
    page: readFileSync(path.join(folder, 'self-test.html'), 'utf8'),
  };
}
const those = (report: SelfTestReport, outcome: string): string[] =>
  report.findings
    .filter((finding) => finding.outcome === outcome)
    .map(({ id }) => id)
    .sort();

test('the self-test looks at everything, says what cannot be known here, and names nobody', async () => {
  test.setTimeout(300_000);
  const { status, report, page } = selfTest({}, { SCHALTERWERK_STAND_IN_KEY: 'a key store' });
  expect(those(report, 'failed')).toEqual([]);
  expect(status).toBe(0);
  if (!electronBinary)
    expect(those(report, 'unknown')).toEqual(['archive', 'fuses', 'office', 'refused-starts', 'sandbox', 'versions']);
  expect(those(report, 'passed')).toEqual(
    expect.arrayContaining([
      'bridge',
      'device-host',
      'disk',
      'embedded-backend',
      'key-store',
      'pad-pictures',
      'protection',
      'single-instance',
    ]),
  );
  const text = JSON.stringify(report) + page;
  expect(text).not.toContain(folder);
  expect(text).not.toContain(os.hostname());
  if (os.userInfo().username !== 'root') expect(text).not.toContain(os.userInfo().username);
});

test('what is wrong fails the self-test: unreadable settings, an office that cannot be reached, pictures that never come right', async () => {
  test.setTimeout(300_000);
  test.skip(electronBinary !== undefined, 'Real Electron does these things when it likes.');
  const broken = selfTest('{ "language": ', { SCHALTERWERK_STAND_IN_FAULTS: 'capture:white+ never-paints' });
  expect(broken.status).toBe(1);
  expect(those(broken.report, 'failed')).toEqual(['pad-pictures', 'settings']);
  const unreached = selfTest({ backend: { mode: 'remote', url: 'http://127.0.0.1:9' } }, {});
  expect(unreached.report.findings.find(({ id }) => id === 'office')).toMatchObject({
    outcome: 'failed',
    reason: 'backend-not-reached',
  });
});

test('IT starts it from the devices screen and goes on working; a clerk does not see it', async ({ app, page }) => {
  test.setTimeout(300_000);
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('nav-devices');
  await clerk.at('screen-devices').waitFor();
  await expect(clerk.at('self-test')).toBeHidden();
  await page.keyboard.press('Escape');
  const lead = await app.restart();
  const hands = new ClerkHands(lead);
  if (await hands.at('sign-out').isVisible()) await hands.press('sign-out');
  await lead.evaluate(() =>
    (globalThis as unknown as { bridge: { ask(name: string, input: unknown): Promise<unknown> } }).bridge.ask(
      'session.signOut',
      { leaveOpen: true },
    ),
  );
  await hands.signIn('clerk-3', '3333', 'counter-1');
  await hands.press('nav-devices');
  await hands.press('self-test-run');
  await hands.at('self-test-running').waitFor();
  await hands.at('self-test-report').waitFor({ timeout: 280_000 });
  await expect(hands.at('self-test-disk')).toHaveAttribute('data-outcome', 'passed');
  await hands.at('self-test').scrollIntoViewIfNeeded();
  await app.screenshot('self-test');
  expect(await findings(lead)).toEqual([]);
});
