import { ClerkHands } from '../support/clerkHands.ts';
import { findings } from './axe.ts';
import { expect, test } from './fixture.ts';

// Chromium's own picture in the place of a camera.
test.use({ env: { SCHALTERWERK_CHROMIUM_FLAGS: '--use-fake-device-for-media-stream=device-count=2' } });

for (const scheme of ['light', 'dark'] as const)
  for (const size of [{ width: 1366, height: 768 }, { width: 683, height: 384 }])
    test(`no axe finding on any screen, ${scheme}, ${size.width === 1366 ? 'at 1366 × 768' : 'at 200 %'}`, async ({ app, page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize(size);
      const clerk = new ClerkHands(page);
      const name = (screen: string) => `${screen}-${scheme}-${size.width}`;
      const check = async (screen: string) => {
        await page.waitForTimeout(400);
        await app.screenshot(name(screen));
        expect.soft(await findings(page), screen).toEqual([]);
      };
      await clerk.at('phase-signed-out').waitFor({ timeout: 30_000 });
      await check('sign-in');
      await clerk.signIn('clerk-1', '1111', 'counter-1');
      await check('counter-empty');
      await page.keyboard.press('F2');
      await clerk.at('called').waitFor();
      await check('called');
      await page.keyboard.press('F3');
      await clerk.stateOf('case', 'serving');
      await check('case');
      for (const screen of ['day', 'outbox', 'devices', 'settings']) {
        await clerk.press(`nav-${screen}`);
        await clerk.at(`screen-${screen}`).waitFor();
        await check(screen);
      }
      await clerk.press('nav-devices');
      for (const part of ['test-scanner', 'settings-scanner', 'test-pad', 'test-locker', 'set-up-locker', 'settings-locker', 'simulate-locker']) {
        await clerk.press(part);
        await check(`devices-${part}`);
      }
      await clerk.press('open-setup-sheet');
      await clerk.at('screen-setup-sheet').waitFor();
      await check('setup-sheet');
      await clerk.press('nav-counter');
      await clerk.openSimulation();
      await check('simulation');
      await page.keyboard.press('F7');
      await clerk.stateOf('camera', 'reading');
      await check('camera');
      await clerk.press('camera-close');
      await page.locator('.simulation__code[data-what="document-serial"][data-mine="false"]').first().click();
      await clerk.at('stop-overlay').waitFor();
      await check('stop');
    });
