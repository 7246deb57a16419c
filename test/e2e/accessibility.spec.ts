import type { Page } from '@playwright/test';
import { ClerkHands } from '../support/clerkHands.ts';
import { findings } from './axe.ts';
import { expect, test, type TestApp } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

// Chromium's own picture in the place of a camera.
test.use({ env: { SCHALTERWERK_CHROMIUM_FLAGS: '--use-fake-device-for-media-stream=device-count=2' } });

for (const size of [
  { width: 1366, height: 768 },
  { width: 683, height: 384 },
])
  test.describe(`no axe finding, light and dark, ${size.width === 1366 ? 'at 1366 × 768' : 'at 200 %'}`, () => {
    const begin = async (app: TestApp, page: Page) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.setViewportSize(size);
      const clerk = new ClerkHands(page);
      await clerk.at('phase-signed-out').waitFor({ timeout: hangMs });
      const check = async (screen: string) => {
        await page.waitForTimeout(400);
        for (const scheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: scheme });
          await expect(page.locator('html')).toHaveAttribute('data-kern-theme', scheme);
          await app.screenshot(`${screen}-${scheme}-${size.width}`);
          expect.soft(await findings(page), `${screen}, ${scheme}`).toEqual([]);
        }
      };
      return { clerk, check };
    };

    test('from the sign-in to the person at the counter', async ({ app, page }) => {
      const { clerk, check } = await begin(app, page);
      await check('sign-in');
      await clerk.signIn('clerk-1', '1111', 'counter-1');
      await check('counter-empty');
      await page.keyboard.press('F2');
      await clerk.at('called').waitFor();
      await check('called');
      await page.keyboard.press('F3');
      await clerk.stateOf('case', 'serving');
      await check('case');
    });

    test('on the other screens', async ({ app, page }) => {
      const { clerk, check } = await begin(app, page);
      await clerk.signIn('clerk-1', '1111', 'counter-1');
      for (const screen of ['day', 'outbox', 'devices', 'settings']) {
        await clerk.press(`nav-${screen}`);
        await clerk.at(`screen-${screen}`).waitFor();
        await check(screen);
      }
      await clerk.press('nav-devices');
      await clerk.press('open-setup-sheet');
      await clerk.at('screen-setup-sheet').waitFor();
      await check('setup-sheet');
    });

    test('in what opens on the devices screen', async ({ app, page }) => {
      const { clerk, check } = await begin(app, page);
      await clerk.signIn('clerk-3', '3333', 'counter-1');
      await clerk.press('nav-devices');
      for (const part of [
        'test-scanner',
        'settings-scanner',
        'test-pad',
        'test-locker',
        'set-up-locker',
        'settings-locker',
        'simulate-locker',
      ]) {
        await clerk.press(part);
        await check(`devices-${part}`);
      }
    });

    test('in the dialogs of the queue', async ({ app, page }) => {
      const { clerk, check } = await begin(app, page);
      await clerk.signIn('clerk-1', '1111', 'counter-1');
      for (const [dialog, presses] of [
        ['entry', ['more-A018']],
        ['priority', ['more-A018', 'entry-prioritise']],
        ['redirect', ['more-A018', 'entry-redirect']],
        ['walk-in', ['walk-in']],
        ['hold', ['hold']],
        ['palette', ['open-palette']],
      ] as const) {
        for (const button of presses) await clerk.press(button);
        await check(`dialog-${dialog}`);
        await page.keyboard.press('Escape');
        await expect(page.locator('dialog[open]')).toHaveCount(0);
      }
    });

    test('with simulation, camera and the wrong-person stop', async ({ app, page }) => {
      const { clerk, check } = await begin(app, page);
      await clerk.signIn('clerk-1', '1111', 'counter-1');
      await page.keyboard.press('F2');
      await clerk.at('called').waitFor();
      await page.keyboard.press('F3');
      await clerk.stateOf('case', 'serving');
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
  });
