import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { trainingBackend } from '../support/backendRecords.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import { found, personalData } from '../security/secrets.ts';
import { findings } from './axe.ts';
import { expect, test, type TestApp } from './fixture.ts';
import { electronBinary } from './runtime.ts';

/** The slip on paper: what stands on it, what does not, and what happens without a printer. */

const printTo = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-printed-'));
test.afterAll(() => rmSync(printTo, { recursive: true, force: true }));

/** Up to the pickup code, for the person who is called first. */
async function deposited(app: TestApp, page: Page): Promise<{ clerk: ClerkHands; code: string }> {
  await page.setViewportSize({ width: 1366, height: 768 });
  const clerk = new ClerkHands(await app.page());
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.upToTheOpenDoor();
  await clerk.putInAndConfirm();
  const code = (await clerk.at('pickup-code').textContent()) ?? '';
  expect(code).toMatch(/^\d{8}$/);
  return { clerk, code };
}

test.describe('with a printer', () => {
  test.use({ env: { SCHALTERWERK_PRINT_TO: printTo }, settings: { slip: { place: 'Foyer im Erdgeschoss' } } });

  test('the slip is printed by one key; it holds the code in two languages and nothing of anybody; the code is in no log and in no title', async ({
    app,
    page,
  }) => {
    test.skip(electronBinary !== undefined, 'the printer is the stand-in’s');
    const { clerk, code } = await deposited(app, page);
    await page.keyboard.press('Control+p');
    await expect(clerk.at('slip-print')).toHaveText(/Neu drucken/);
    await expect(clerk.at('slip-given')).toBeInViewport({ ratio: 1 });
    const jobs = readdirSync(printTo);
    expect(jobs).toEqual(['Schalterwerk-1.pdf']);
    expect(readFileSync(path.join(printTo, jobs[0]!)).subarray(0, 5).toString()).toBe('%PDF-');
    await app.screenshot('slip-printed');

    await page.emulateMedia({ media: 'print' });
    const paper = await page.locator('body').innerText();
    expect(paper).toContain(code);
    expect(paper).toContain('Your document is in the output box');
    expect(paper).toContain('Ihr Dokument liegt in der Ausgabebox');
    expect(paper).toContain('Foyer im Erdgeschoss');
    await expect(clerk.at('paper-slip').locator('svg')).toBeVisible();
    expect(found(paper, [...personalData(trainingBackend(app.dataDir)), 'Sabine', 'A017', 'Schalter 1'])).toEqual([]);
    await app.screenshot('slip-paper');
    await page.emulateMedia({ media: null });

    await page.keyboard.press('Control+Enter');
    await clerk.stateOf('step-output', 'done');
    await expect(clerk.at('paper-slip')).toHaveCount(0);
    // Whatever of the window is sent to a printer now: nothing of it is for paper.
    await page.emulateMedia({ media: 'print' });
    expect((await page.locator('body').innerText()).trim()).toBe('');
    expect(app.log()).not.toContain(code);
    expect(await page.title()).toBe('Schalterwerk');
  });
});

test.describe('without a printer', () => {
  test.use({ settings: { slip: { printer: 'Drucker-den-es-nicht-gibt' } } });

  test('says so in a sentence; the code stays, and the slip can be given by hand', async ({ app, page }) => {
    const { clerk, code } = await deposited(app, page);
    await clerk.press('slip-print');
    await expect(clerk.at('slip-problem')).toContainText('Der Drucker ist nicht zu finden');
    await expect(clerk.at('pickup-code')).toHaveText(code);
    await expect(clerk.at('slip-given')).toBeInViewport({ ratio: 1 });
    expect(await findings(page)).toEqual([]);
    await app.screenshot('slip-no-printer');
    await clerk.press('slip-given');
    await clerk.stateOf('step-output', 'done');
    expect(app.log()).not.toContain(code);
  });
});
