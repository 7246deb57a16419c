import path from 'node:path';
import { globSync, readFileSync } from 'node:fs';
import { ClerkHands } from '../support/clerkHands.ts';
import { expect, test } from './fixture.ts';
import { electronBinary } from './runtime.ts';
import { hangMs } from '../support/hang.ts';

/** What real Electron does at its worst, played by the stand-in (`test/electron-stand-in/faults.ts`). */
test.skip(electronBinary !== undefined, 'Real Electron does these things when it likes.');

const signedOut = { timeout: hangMs };

test('the button of the crash page loads the page anew', async ({ page }) => {
  await expect(page.getByTestId('phase-signed-out')).toBeVisible(signedOut);
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  // From now on whatever shows a time of day fails while it is drawn.
  await page.evaluate(() => {
    const fail = (): never => {
      throw new Error('a fault while drawing');
    };
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { get: fail });
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'formatToParts', { get: fail });
  });
  await clerk.press('nav-day');
  await page.getByTestId('crashed').waitFor();
  await page.getByTestId('crashed').getByRole('button').click();
  await clerk.at('call-next').waitFor();
});

test.describe('where ready-to-show never comes', () => {
  test.use({ env: { SCHALTERWERK_STAND_IN_FAULTS: 'never-ready-to-show' } });
  test('the window shows itself all the same', async ({ app, page }) => {
    await expect(page.getByTestId('phase-signed-out')).toBeVisible(signedOut);
    await expect.poll(() => app.log(), signedOut).toContain('The clerk window is shown.');
  });
});

test.describe('where a child process is killed without a word', () => {
  test.use({ env: { SCHALTERWERK_STAND_IN_FAULTS: 'kills-at-once' } });
  test('the embedded backend was asked before, and closed its database', async ({ app, page }) => {
    await expect(page.getByTestId('phase-signed-out')).toBeVisible(signedOut);
    const databaseFiles = (): string[] =>
      globSync('training/*/backend/*', { cwd: app.dataDir }).map((file) => path.basename(file));
    expect(databaseFiles().some((file) => file.endsWith('-wal'))).toBe(true);
    await app.quit();
    // SQLite takes its log away when the last one closes the database in order.
    expect(databaseFiles().filter((file) => file.endsWith('-wal'))).toEqual([]);
    expect(databaseFiles()).not.toEqual([]);
    expect(app.log()).not.toContain('is killed');
  });
});

test('the end of a Windows session takes what shows a person off the pad', async ({ app, page }) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('call-next');
  await clerk.press('appeared');
  await clerk.scan('mrz');
  await clerk.tickAllDocuments('documents');
  await clerk.press('signature-start');
  await expect(clerk.at('sim-pad-state')).toHaveAttribute('data-blank', 'false', { timeout: hangMs });
  app.process.kill('SIGUSR2');
  await expect(clerk.at('sim-pad-state')).toHaveAttribute('data-blank', 'true', { timeout: hangMs });
});

test('who reads the error output may go away', async ({ app, page }) => {
  await expect(page.getByTestId('phase-signed-out')).toBeVisible(signedOut);
  app.process.stderr?.destroy();
  // Its end is written to the error output, too, as every fault.
  await app.kill('backend');
  await app.kill('host');
  await expect.poll(() => app.log().match(/embedded backend runs as process/g)?.length, signedOut).toBeGreaterThan(1);
  await expect(page.getByTestId('phase-signed-out')).toBeVisible();
  expect(app.process.exitCode).toBeNull();
  expect(readFileSync(path.join(app.dataDir, 'logs/client.log'), 'utf8')).not.toContain('Unexpected');
});
