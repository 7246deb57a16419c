import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findChromium } from '../electron-stand-in/findChromium.ts';
import { type SpawnedBackend, spawnBackend } from '../support/backend.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import { startTestProvider, type TestProvider } from '../support/provider.ts';
import { findings } from './axe.ts';
import { expect, test as base } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

/** The office's account, from the button in the window through a real browser and a real provider to the counter. */

interface Office {
  provider: TestProvider;
  backend: SpawnedBackend;
  folder: string;
  browser: Browser;
  /** The address the application asked the system to open. */
  opened(): Promise<string>;
}

const root = path.join(import.meta.dirname, '../..');

const test = base.extend<{ pin: boolean; office: Office }>({
  pin: [true, { option: true }],
  office: async ({ pin }, use) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-office-'));
    const provider = await startTestProvider();
    const signInFile = path.join(folder, 'sign-in.json');
    writeFileSync(signInFile, JSON.stringify({ ...provider.signIn, pin }));
    const backend = await spawnBackend({ entry: path.join(root, 'dist/backend/main.js'), signInFile });
    // What the system asks to open an address only notes it; the browser of this test goes there.
    const noted = path.join(folder, 'opened');
    mkdirSync(path.join(folder, 'bin'));
    writeFileSync(path.join(folder, 'bin/xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${noted}'\n`);
    chmodSync(path.join(folder, 'bin/xdg-open'), 0o755);
    const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
    const opened = async (): Promise<string> => {
      await expect.poll(() => existsSync(noted) && readFileSync(noted, 'utf8')).toMatch(/^http/);
      return readFileSync(noted, 'utf8');
    };
    await use({ provider, backend, folder, browser, opened });
    await browser.close();
    await backend.stop();
    await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  },
  settings: async ({ office }, use) => use({ backend: { mode: 'remote', url: office.backend.url } }),
  env: async ({ office }, use) => use({ PATH: `${path.join(office.folder, 'bin')}:${process.env['PATH']}` }),
});

/** A person at the provider's own pages; gives the page the browser ends on. */
async function signInAs(office: Office, login: string): Promise<Page> {
  const page = await office.browser.newPage();
  await page.goto(await office.opened());
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback/);
  return page;
}

// Elsewhere the system is asked in another way than by a program on the search path.
if (process.platform === 'linux') {
  test('the office account leads through the browser to the counter, by keyboard alone', async ({
    app,
    page,
    office,
  }) => {
    const clerk = new ClerkHands(page);
    await clerk.at('sign-in-browser').waitFor({ timeout: hangMs });
    await expect(clerk.at('pin-form')).toBeVisible();
    await app.screenshot('sign-in-account');
    expect(await findings(page)).toEqual([]);
    await clerk.at('sign-in-browser').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Anmeldung im Browser' })).toBeVisible();
    await expect(clerk.at('browser-sign-in').getByRole('status')).toBeFocused();
    await app.screenshot('sign-in-browser-waiting');
    expect(await findings(page)).toEqual([]);

    const done = await signInAs(office, 'mara');
    await expect(done.getByRole('heading', { name: 'Zurück zu Schalterwerk' })).toBeVisible();
    expect(await findings(done)).toEqual([]);
    mkdirSync(path.join(root, 'out/e2e/screens'), { recursive: true });
    await done.screenshot({ path: path.join(root, 'out/e2e/screens/sign-in-browser-done.png') });

    await expect(page.getByText('Angemeldet als Mara Muster.')).toBeVisible();
    await clerk.press('counter-counter-1');
    await clerk.at('call-next').waitFor();
    await page.keyboard.press('F2');
    await clerk.at('called').waitFor();

    const told = await page.evaluate(async () => {
      const { bridge } = globalThis as unknown as { bridge: { ask(name: string, input: unknown): Promise<unknown> } };
      return (
        JSON.stringify(await bridge.ask('app.snapshots', null)) +
        document.documentElement.outerHTML +
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])
      );
    });
    const code = new URL(done.url()).searchParams.get('code')!;
    expect(code.length).toBeGreaterThan(20);
    for (const text of [told, app.log(), office.backend.stderr()]) expect(text.includes(code)).toBe(false);
    expect(told).not.toMatch(/"token"|Bearer|codeVerifier|nonce/);
    expect(app.pageErrors).toEqual([]);
  });

  test('who has no role is told so, in both languages; cancelling leads back', async ({ app, page, office }) => {
    const clerk = new ClerkHands(page);
    await clerk.press('sign-in-browser');
    await office.opened();
    await clerk.at('browser-cancel').click();
    await expect(clerk.at('sign-in-browser')).toBeVisible();
    rmSync(path.join(office.folder, 'opened'));
    await clerk.press('sign-in-browser');
    await signInAs(office, 'gast');
    await expect(clerk.at('browser-problem')).toContainText('nicht freigeschaltet');
    await page.getByText('English').click();
    await expect(clerk.at('browser-problem')).toContainText('not enabled for these counters');
    await expect(clerk.at('sign-in-browser')).toHaveText('Sign in with office account');
    await app.screenshot('sign-in-no-role-english');
  });

  test.describe('where PINs are switched off', () => {
    test.use({ pin: false });
    test('nobody is named before somebody signed in', async ({ page }) => {
      const clerk = new ClerkHands(page);
      await clerk.at('sign-in-browser').waitFor({ timeout: hangMs });
      await expect(clerk.at('pin-form')).toHaveCount(0);
      expect(await page.locator('body').textContent()).not.toMatch(/Sabine|Jonas|Miriam|PIN/);
    });
  });
}
