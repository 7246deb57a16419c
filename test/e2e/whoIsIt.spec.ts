import type { Page } from '@playwright/test';
import { demoCase } from '../../backend/seed/officeDay.ts';
import { writeMrz, type MrzContent } from '../../electron/core/codes/writeMrz.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import { findings } from './axe.ts';
import { expect, test, type TestApp } from './fixture.ts';

/** What the clerk sees when a document is neither proof nor somebody else's, and what when it is a twin's. */

test.use({ viewport: { width: 1366, height: 768 } });

/** The passport of somebody of the invented day, with something changed. */
function zone(ticket: string, changes: Partial<MrzContent> = {}): string {
  const { familyName, givenNames, birthDate, nationalityCode, sex, travelDocument } = demoCase(ticket).person.applicant;
  return writeMrz({
    issuer: 'UTO',
    nationality: nationalityCode!,
    sex: sex!,
    familyName,
    givenNames,
    birthDate,
    documentNumber: travelDocument!,
    expiry: '2036-06-30',
    ...changes,
  });
}

async function begin(app: TestApp, page: Page, ticket: string) {
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press(`more-${ticket}`);
  await clerk.press('entry-call');
  await clerk.at('called').waitFor();
  await page.keyboard.press('F3');
  await clerk.stateOf('case', 'serving');
  const read = async (text: string) => {
    await clerk.openSimulation();
    await clerk.scanText(text);
  };
  /** In every look that people set, nothing for a checker to find, nothing cut off. */
  const show = async (name: string, testId: string) => {
    for (const [look, media] of [
      ['light', { colorScheme: 'light' }],
      ['dark', { colorScheme: 'dark' }],
      ['forced', { colorScheme: 'light', forcedColors: 'active' }],
    ] as const) {
      await page.emulateMedia({ forcedColors: 'none', ...media });
      await page.waitForTimeout(300);
      await app.screenshot(`${name}-${look}`);
      expect.soft(await findings(page), `${name}, ${look}`).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
    const cut = await clerk
      .at(testId)
      .evaluate((dialog) =>
        [dialog, ...dialog.querySelectorAll('*:not(.kern-sr-only)')]
          .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
          .map(({ className }) => className),
      );
    expect.soft(cut, `${name}: cut off`).toEqual([]);
  };
  return { clerk, read, show };
}

test('a doubtful document is compared fact by fact and settled with one key', async ({ app, page }) => {
  const { clerk, read, show } = await begin(app, page, 'B008');
  await read(
    zone('B008', { documentNumber: 'Z99999999', givenNames: 'Maximiliane Theodora Konstantine', nationality: 'D' }),
  );
  await expect(clerk.at('compare')).toBeVisible();
  await expect(clerk.at('compare-number')).toHaveAttribute('data-agreement', 'contradicts');
  await expect(clerk.at('compare-birthDate')).toHaveAttribute('data-agreement', 'agrees');
  await expect(clerk.at('compare-reason')).toHaveAttribute('data-reason', 'contradicts');
  // All of it can be seen without scrolling.
  expect(await clerk.at('compare').evaluate((dialog) => dialog.scrollHeight <= dialog.clientHeight)).toBe(true);
  await show('compare', 'compare');
  const speak = (language: string) =>
    page.evaluate(
      (chosen) =>
        (globalThis as unknown as { bridge: { ask(name: string, input: unknown): Promise<unknown> } }).bridge.ask(
          'app.setLanguage',
          { language: chosen },
        ),
      language,
    );
  await speak('en');
  await expect(clerk.at('compare-nationality')).toContainText('differs');
  await app.screenshot('compare-english');
  await speak('de');
  // At 200 %: the columns fit, the rest is reached by scrolling.
  await page.setViewportSize({ width: 683, height: 384 });
  await app.screenshot('compare-200');
  expect.soft(await findings(page)).toEqual([]);
  expect.soft(await clerk.at('compare').evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth)).toBe(true);
  await clerk.at('compare-same').scrollIntoViewIfNeeded();
  await expect(clerk.at('compare-same')).toBeInViewport();
  await page.setViewportSize({ width: 1366, height: 768 });

  // Neither a scanner's Enter nor the key that is pressed by habit says yes.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(clerk.at('compare')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(clerk.at('compare')).toBeHidden();
  await clerk.stateOf('step-identity', 'open');

  await read(zone('B008', { documentNumber: 'Z99999999' }));
  await expect(clerk.at('compare')).toBeVisible();
  await page.keyboard.press('F11');
  await expect(clerk.at('compare')).toBeHidden();
  await clerk.stateOf('step-identity', 'done');
  await expect(clerk.at('facts-identity')).toContainText('andere Nummer als bekannt');
  await app.screenshot('compare-settled');
});

test("a twin's passport stops, says whose number it is and offers the switch", async ({ app, page }) => {
  const { clerk, read, show } = await begin(app, page, 'A025');
  // Alike in everything that is written, but the number is another one's of this visit.
  await read(zone('A025', { documentNumber: demoCase('A026').person.applicant.travelDocument! }));
  await expect(clerk.at('stop-overlay')).toBeVisible();
  await expect(clerk.at('stop-because')).toContainText('A026');
  await show('stop-twin', 'stop-overlay');
  await clerk.press('stop-acknowledge');
  await clerk.stateOf('step-identity', 'open');
});

test('who comes without an appointment is looked for first; a doubtful passport offers the visits that may be meant', async ({
  app,
  page,
}) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('walk-in');
  await clerk.press('walk-in-extend-title');
  await clerk.at('walk-in-family-name').fill('Haddad');
  await page.keyboard.press('Control+Enter');
  await clerk.at('walk-in-known').waitFor();
  await app.screenshot('walk-in-known');
  expect(await findings(page)).toEqual([]);
  await clerk.press('check-in-A024');
  await expect(clerk.at('walk-in-known')).toBeHidden();
  await clerk.at('waiting-A024').waitFor({ state: 'attached' });

  // Of somebody whose name nobody asked nothing contradicts: whose document it is known as is told all the same.
  await clerk.press('walk-in');
  await clerk.press('walk-in-extend-title');
  await page.keyboard.press('Control+Enter');
  await clerk.press('walk-in-close');
  await clerk.press('more-W002');
  await clerk.press('entry-call');
  await clerk.at('called').waitFor();
  await clerk.openSimulation();
  await clerk.scanText(zone('A023'));
  await expect(clerk.at('compare-reason')).toContainText('A023');
  await app.screenshot('compare-known-as-other');
  expect(await findings(page)).toEqual([]);
  await clerk.press('compare-not');
  await expect(clerk.at('compare')).toBeHidden();
  await clerk.press('missed');
  await clerk.at('nobody').waitFor();

  // Nobody is here: what does not prove by itself whose visit it is offers it.
  await clerk.openSimulation();
  await clerk.scanText(zone('A022', { documentNumber: 'Z99999999', givenNames: 'Aleksandr' }));
  await clerk.at('offered-visits').waitFor();
  await app.screenshot('offered-visits');
  expect(await findings(page)).toEqual([]);
  await clerk.press('check-in-A022');
  await expect(clerk.at('offered-visits')).toBeHidden();
  expect(app.pageErrors).toEqual([]);
});
