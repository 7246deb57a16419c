import { ClerkHands } from '../support/clerkHands.ts';
import { findings } from './axe.ts';
import { expect, test } from './fixture.ts';

test('a walk-in by keyboard, and a family from the call to the last of them', async ({ app, page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await page.keyboard.press('F10');
  await clerk.at('walk-in-dialog').waitFor();
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await expect(clerk.at('walk-in-ticket')).toHaveText('W002');
  await clerk.press('walk-in-close');
  await expect(clerk.at('waiting-W002')).toBeVisible();

  await clerk.press('call-A025');
  await expect(clerk.at('recall')).toBeDisabled();
  await expect(clerk.at('recall-why')).toContainText('1-mal aufgerufen');
  await page.keyboard.press('F3');
  await clerk.stateOf('case', 'serving');
  await expect(clerk.at('visit')).toContainText('A027');
  // One line, nobody's name cut off.
  const people = await clerk
    .at('visit')
    .locator('li')
    .evaluateAll((all) =>
      all.map((one) => ({
        middle: Math.round(one.getBoundingClientRect().top + one.getBoundingClientRect().height / 2),
        cut: [one, ...one.querySelectorAll('*')].some(
          ({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth,
        ),
      })),
    );
  expect(new Set(people.map(({ middle }) => middle)).size).toBe(1);
  expect(people.some(({ cut }) => cut)).toBe(false);
  expect(await findings(page)).toEqual([]);
  await app.screenshot('family');

  await clerk.scan('mrz', { label: 'A026' });
  await clerk.at('stop-same-visit').waitFor();
  await clerk.press('stop-switch');
  await expect(clerk.at('case-ticket')).toHaveText('A026');
  await expect(clerk.at('stop-overlay')).toBeHidden();
  await clerk.press('finish-incomplete');
  await clerk.page.getByTestId('end-early-quick').first().click();
  await clerk.press('end-early-confirm');
  for (const ticket of ['A025', 'A027']) {
    await expect(clerk.at('visit-next')).toContainText(ticket);
    await page.keyboard.press('F2');
    await expect(clerk.at('case-ticket')).toHaveText(ticket);
    await clerk.stateOf('case', 'serving');
    await clerk.press('finish-incomplete');
    await clerk.page.getByTestId('end-early-quick').first().click();
    await clerk.press('end-early-confirm');
  }
  await expect(clerk.at('call-next')).toBeEnabled();
});
