import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ClerkHands } from '../support/clerkHands.ts';
import { findings } from './axe.ts';
import { expect, test } from './fixture.ts';
import { isClerkPage, launch } from './runtime.ts';
import { hangMs } from '../support/hang.ts';

/** Two starts of the program, and two programs that would share one store. */

test('a second start hands over to the first and ends', async ({ app, page }) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await expect(launch(app.dataDir, {}), 'there is nothing to connect to').rejects.toThrow('ended with code 0');
  // The first goes on as if nothing had been.
  await clerk.press('nav-day');
  await clerk.at('screen-day').waitFor();
  expect(app.log()).not.toContain('is not used and stays as it is');
});

test('another program on the same data says so, touches nothing, and works once the first has ended', async ({
  app,
  page,
}) => {
  await expect(page.getByTestId('phase-signed-out')).toBeVisible({ timeout: hangMs });
  const training = path.join(app.dataDir, 'training');
  const today = readdirSync(training).sort().at(-1)!;
  const otherDir = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-other-'));
  mkdirSync(path.join(otherDir, 'training', today), { recursive: true });
  symlinkSync(path.join(training, today, 'counter'), path.join(otherDir, 'training', today, 'counter'));
  const other = await launch(otherDir, { SCHALTERWERK_MACHINE_SETTINGS: path.join(otherDir, 'machine-settings.json') });
  try {
    await expect.poll(() => other.pages().some(isClerkPage), { timeout: hangMs }).toBe(true);
    const window = other.pages().find(isClerkPage)!;
    await expect(window.getByTestId('phase-broken')).toContainText('anderes laufendes Programm', { timeout: hangMs });
    expect(await findings(window)).toEqual([]);
    // The first does not notice.
    const clerk = new ClerkHands(page);
    await clerk.signIn('clerk-1', '1111', 'counter-1');
    await clerk.press('call-next');
    await clerk.at('called').waitFor();
  } finally {
    const ended = new Promise((resolve) => other.process.once('exit', resolve));
    other.process.kill('SIGTERM');
    await ended;
    await other.disconnect().catch(() => undefined);
    rmSync(otherDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
});
