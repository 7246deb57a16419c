import { ClerkHands } from '../support/clerkHands.ts';
import { findings } from './axe.ts';
import { expect, test } from './fixture.ts';

/** Signing out: one press when nothing is open, a plain word before when something is. */

const size = { width: 1366, height: 768 };

test('with somebody at the counter is told first; parked and signed out in one press; the next time it asks nothing', async ({
  app,
  page,
}) => {
  await page.setViewportSize(size);
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('call-A025');
  await clerk.at('called').waitFor();
  await clerk.press('nav-settings');
  await clerk.press('sign-out');
  await expect(clerk.at('sign-out-dialog')).toContainText('A025');
  await expect(clerk.at('sign-out-park')).toBeHidden();
  // A stray Enter signs nobody out.
  await page.keyboard.press('Enter');
  await expect(clerk.at('sign-out-dialog')).toBeVisible();
  await clerk.press('sign-out-back');
  await clerk.press('appeared');
  await clerk.stateOf('case', 'serving');

  await page.keyboard.press('Control+k');
  await clerk.at('palette-input').fill('abmelden');
  await page.keyboard.press('Enter');
  await expect(clerk.at('sign-out-dialog')).toContainText('A026, A027');
  expect(await findings(page)).toEqual([]);
  expect(
    new Set(
      await clerk
        .at('sign-out-dialog')
        .getByRole('button')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top)),
    ).size,
  ).toBe(1);
  await app.screenshot('sign-out-family');
  // The whole family is parked, and nothing is left to ask.
  await clerk.press('sign-out-park');
  await clerk.at('phase-signed-out').waitFor();

  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await expect(clerk.at('parked-A025')).toBeVisible();
  await clerk.press('resume-A025');
  await clerk.stateOf('case', 'serving');
  await clerk.press('nav-settings');
  await clerk.press('sign-out');
  await clerk.press('sign-out-anyway');
  await clerk.at('phase-signed-out').waitFor();
  await expect(page.locator('body')).not.toContainText('A025');

  await clerk.signIn('clerk-2', '2222', 'counter-2');
  await clerk.press('nav-settings');
  await clerk.press('sign-out');
  await clerk.at('phase-signed-out').waitFor();
});

test('in the middle of a deposit says that it must come to its end first', async ({ app, page }) => {
  await page.setViewportSize(size);
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.upToTheOpenDoor();
  await clerk.press('nav-settings');
  await clerk.press('sign-out');
  await expect(clerk.at('sign-out-not-yet')).toContainText('Einlage');
  expect(await findings(page)).toEqual([]);
  await app.screenshot('sign-out-deposit');
  await clerk.press('sign-out-back');
  await clerk.stateOf('deposit', 'open');
});
