import type { Locator, Page } from '@playwright/test';
import { ClerkHands } from '../support/clerkHands.ts';
import { expect, test, type TestApp } from './fixture.ts';

/** What a clerk must be able to see and press, measured where it stands on the screen. */

/** Whether a person sees the whole of it: inside the window, inside what scrolls around it, and nothing in front. */
const isWhollySeen = (element: Locator): Promise<boolean> =>
  element.first().evaluate((seen) => {
    const box = seen.getBoundingClientRect();
    const inside = (outer: { left: number; top: number; right: number; bottom: number }) =>
      box.left >= outer.left - 1 &&
      box.top >= outer.top - 1 &&
      box.right <= outer.right + 1 &&
      box.bottom <= outer.bottom + 1;
    if (!inside({ left: 0, top: 0, right: innerWidth, bottom: innerHeight })) return false;
    for (let around = seen.parentElement; around; around = around.parentElement)
      if (
        getComputedStyle(around).overflowY !== 'visible' &&
        around !== document.documentElement &&
        !inside(around.getBoundingClientRect())
      )
        return false;
    const corners = [
      [box.left + 3, box.top + 3],
      [box.right - 3, box.top + 3],
      [box.left + 3, box.bottom - 3],
      [box.right - 3, box.bottom - 3],
      [(box.left + box.right) / 2, (box.top + box.bottom) / 2],
    ] as const;
    return corners.every(([x, y]) => {
      // What lets the mouse through still hides what is behind it.
      const layers = [...document.querySelectorAll('.notice, .scan-flash, .simulation')].map((layer) =>
        layer.getBoundingClientRect(),
      );
      const top = document.elementFromPoint(x, y);
      return (
        top !== null &&
        seen.contains(top) &&
        !layers.some((layer) => x > layer.left && x < layer.right && y > layer.top && y < layer.bottom)
      );
    });
  });
const wholly = (element: Locator, seen = true) => expect.poll(() => isWhollySeen(element)).toBe(seen);

async function serving(app: TestApp, page: Page, size: { width: number; height: number }): Promise<ClerkHands> {
  await page.setViewportSize(size);
  const clerk = new ClerkHands(await app.page());
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('call-next');
  await clerk.press('appeared');
  await clerk.stateOf('case', 'serving');
  return clerk;
}

for (const size of [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
])
  test(`at ${size.width} × ${size.height} everything that is next is in view in every step, with the simulation beside it`, async ({
    app,
    page,
  }) => {
    const clerk = await serving(app, page, size);
    const always = async () => {
      for (const id of ['case-ticket', 'case-name', 'park', 'finish', 'call-next']) await wholly(clerk.at(id));
      expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
    };
    await clerk.openSimulation();
    await wholly(clerk.at('await-scan'));
    await clerk.scan('mrz');
    await clerk.stateOf('step-identity', 'done');
    await expect(clerk.at('scan-flash')).toBeVisible();
    await always();
    await wholly(clerk.at('complete-documents'));
    expect(await waitingRows(clerk)).toBeGreaterThanOrEqual(4);
    await clerk.tickAllDocuments('documents');
    await wholly(clerk.at('signature-start'));
    await clerk.press('signature-start');
    await clerk.penSigns();
    await wholly(clerk.at('ink'));
    await wholly(clerk.at('signature-accept'));
    await always();
    await clerk.press('signature-accept');
    await clerk.stateOf('step-receipt', 'done');
    await expect(clerk.at('notice').first()).toBeVisible();
    await wholly(clerk.at('deposit-start'));
    await always();
    await clerk.press('deposit-start');
    await clerk.scan('document-serial');
    await clerk.stateOf('deposit', 'open');
    await wholly(clerk.at('deposit'));
    const compartment = await clerk.compartment();
    await clerk.press(`sim-put-${compartment}`);
    await clerk.press(`sim-close-${compartment}`);
    await clerk.stateOf('deposit', 'closed-unconfirmed');
    await wholly(clerk.at('deposit'));
    await clerk.scan('compartment-label', { label: compartment });
    await clerk.stateOf('deposit', 'done');
    await wholly(clerk.at('pickup-code'));
    await wholly(clerk.at('slip-given'));
    await always();
  });

test('trouble that stays on the screen covers no button of the queue and of the case', async ({ app, page }) => {
  const clerk = await serving(app, page, { width: 1366, height: 768 });
  await clerk.openSimulation();
  await clerk.at('sim-fault-scanner').selectOption('unplugged');
  await clerk.at('sim-fault-locker').selectOption('unplugged');
  await expect(clerk.at('notice')).toHaveCount(2);
  await clerk.press('sim-close-panel');
  for (const button of await page.locator('.queue button, .case button, .header button').all()) {
    if (!(await button.isVisible())) continue;
    // Rows of the list may lie below its edge; where they can be scrolled to, nothing may cover them.
    await button.scrollIntoViewIfNeeded();
    expect(await isWhollySeen(button), await button.innerText()).toBe(true);
  }
  await app.screenshot('trouble-stays');
});

for (const size of [
  { width: 1366, height: 768 },
  { width: 683, height: 384 },
])
  test(`at ${size.width} × ${size.height} what opens on the devices screen comes into view, and nothing is wider than the window`, async ({
    app,
    page,
  }) => {
    await page.setViewportSize(size);
    const clerk = new ClerkHands(await app.page());
    await clerk.signIn('clerk-3', '3333', 'counter-1');
    await clerk.press('nav-devices');
    for (const [button, opened] of [
      ['test-scanner', 'scanner-test'],
      ['settings-locker', 'locker-settings'],
      ['set-up-locker', 'set-up'],
    ] as const) {
      await clerk.press(button);
      await expect(clerk.at(opened)).toBeInViewport();
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBeLessThanOrEqual(0);
    }
    await app.screenshot(`devices-${size.width}`);
  });

test('words on buttons are never broken inside', async ({ app, page }) => {
  const clerk = await serving(app, page, { width: 1366, height: 768 });
  await clerk.scan('mrz');
  await clerk.tickAllDocuments('documents');
  await clerk.press('signature-start');
  await clerk.stateOf('signature', 'signing');
  const broken = await page.evaluate(() =>
    [...document.querySelectorAll('button .kern-label')].flatMap((label) => {
      const text = label.firstChild;
      if (!(text instanceof Text)) return [];
      return [...text.data.matchAll(/\S+/g)]
        .filter(({ 0: word, index }) => {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          return range.getClientRects().length > 1;
        })
        .map(([word]) => word);
    }),
  );
  expect(broken).toEqual([]);
  expect(
    await page.locator('.signature__side').evaluate((side) => side.scrollWidth - side.clientWidth),
  ).toBeLessThanOrEqual(0);
  // What was wrong with a signature pushes nothing out of sight.
  await clerk.at('sim-dot').click();
  await clerk.press('sim-press-ok');
  await clerk.at('signature-problem').waitFor();
  await wholly(clerk.at('signature-cannot'));
});

test('the buttons below the case stand in one line of one line each, in both languages', async ({ app, page }) => {
  const clerk = await serving(app, page, { width: 1366, height: 768 });
  await clerk.scan('mrz');
  await clerk.at('undo').waitFor();
  for (const language of ['en', 'de']) {
    await page.evaluate(
      (chosen) =>
        (globalThis as unknown as { bridge: { ask(name: string, input: unknown): Promise<unknown> } }).bridge.ask(
          'app.setLanguage',
          { language: chosen },
        ),
      language,
    );
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    const buttons = page.locator('.case-footer .button');
    await expect(buttons).toHaveCount(4);
    const places = await buttons.evaluateAll((all) =>
      all.map((one) => [
        Math.round(one.getBoundingClientRect().top),
        [...(one.querySelector('.kern-label')?.getClientRects() ?? [])].length,
        one.querySelector('.kern-label')?.getBoundingClientRect().height,
      ]),
    );
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(1);
    for (const button of await buttons.all()) await wholly(button);
  }
});

test('at 200 % the step whose turn it is comes into view by itself, the ink too', async ({ app, page }) => {
  const clerk = await serving(app, page, { width: 683, height: 384 });
  await wholly(clerk.at('await-scan'));
  await clerk.scan('mrz');
  await clerk.stateOf('step-identity', 'done');
  await expect.poll(() => headingInView(clerk, 'documents')).toBe(true);
  await clerk.tickAllDocuments('documents');
  await expect.poll(() => headingInView(clerk, 'receipt')).toBe(true);
  await clerk.press('signature-start');
  await clerk.stateOf('signature', 'signing');
  await wholly(clerk.at('ink'));
  await app.screenshot('signature-200-percent');
});

/** Rows of the queue that are wholly in view. */
async function waitingRows(clerk: ClerkHands): Promise<number> {
  let count = 0;
  for (const row of await clerk.page.locator('[data-testid^="waiting-"].person').all())
    if (await isWhollySeen(row)) count++;
  return count;
}

const headingInView = (clerk: ClerkHands, step: string) => isWhollySeen(clerk.at(`step-${step}`).getByRole('heading'));
