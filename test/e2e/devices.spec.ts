import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ClerkHands } from '../support/clerkHands.ts';
import { expect, test, type TestApp } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

/** The devices screen with simulated devices, through the real window. */

async function atDevices(app: TestApp, who: 'clerk' | 'lead' = 'clerk'): Promise<ClerkHands> {
  const clerk = new ClerkHands(await app.page());
  if (who === 'lead') await clerk.signIn('clerk-3', '3333', 'counter-1');
  else await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('nav-devices');
  await clerk.at('screen-devices').waitFor();
  return clerk;
}

test('a scanner is tested with a code on the screen, and the case knows nothing of it', async ({ app }) => {
  const clerk = await atDevices(app);
  await clerk.press('test-scanner');
  await expect(clerk.at('test-code-qr')).toBeVisible();
  await expect(clerk.at('test-code-data-matrix')).toBeVisible();
  await clerk.stateOf('scanner-test', 'waiting');
  await clerk.scanText('PAKET 4711');
  await clerk.stateOf('scanner-test', 'another-code');
  await clerk.press('scanner-test-simulate');
  await clerk.stateOf('scanner-test', 'received');
  await expect(clerk.at('scanner-test')).toContainText('Alles kommt richtig an.');
  await expect(clerk.at('scan-flash')).toHaveCount(0);
  await clerk.press('test-scanner');
  await expect(clerk.at('scanner-test')).toHaveCount(0);
  await clerk.press('nav-counter');
  await expect(clerk.page.getByText('Noch nichts gescannt.')).toBeVisible();
});

test('a pad is tried with live ink, and blank afterwards', async ({ app }) => {
  const clerk = await atDevices(app);
  await clerk.press('test-pad');
  await clerk.stateOf('pad-test', 'writing');
  await clerk.press('pad-test-simulate');
  await expect
    .poll(async () => Number(await clerk.at('ink').getAttribute('data-drawn')), { timeout: hangMs })
    .toBeGreaterThan(100);
  await clerk.press('pad-test-end');
  await clerk.stateOf('pad-test', 'ended');
  await clerk.openSimulation();
  await expect(clerk.at('sim-pad-state')).toHaveAttribute('data-blank', 'true');
});

test('leaving the screen ends the pad’s test', async ({ app }) => {
  const clerk = await atDevices(app);
  await clerk.press('test-pad');
  await clerk.stateOf('pad-test', 'writing');
  await clerk.press('nav-counter');
  await clerk.openSimulation();
  await expect(clerk.at('sim-pad-state')).toHaveAttribute('data-blank', 'true');
});

test('a door is opened after a question; where a document lies, after two, and only by who leads', async ({ app }) => {
  const clerk = await atDevices(app, 'lead');
  await clerk.openSimulation();
  await clerk.press('test-locker');
  const options = await clerk.at('door-test-select').locator('option').allInnerTexts();
  const free = options.find((text) => text.endsWith('frei'))?.split(' ')[0] ?? '';
  await clerk.at('door-test-select').selectOption({ label: `${free} · frei` });
  await clerk.press('door-test-open');
  await clerk.press('door-confirm-open');
  await clerk.stateOf('door-test', 'open');
  await expect(clerk.at('door-test')).toContainText(/nach \d+ ms/);
  await expect(clerk.at('door-test-open')).toBeDisabled();
  await clerk.press(`sim-close-${free}`);
  await clerk.stateOf('door-test', 'closed');
  await expect(clerk.at(`sim-door-${free}`)).toHaveAttribute('data-openings', '1');
  await expect(clerk.at('notice').filter({ hasText: 'ungefragt' })).toHaveCount(0);
  const other = options.find((text) => !text.endsWith('frei'));
  expect(other).toBeDefined();
  await clerk.at('door-test-select').selectOption({ label: other ?? '' });
  await clerk.press('door-test-open');
  await expect(clerk.at('door-confirm-open')).toBeDisabled();
  await clerk.at('door-confirm-known').check();
  await clerk.press('door-confirm-open');
  await clerk.stateOf('door-test', 'open');
});

test('a lock board is set up, door by door', async ({ app }) => {
  const clerk = await atDevices(app, 'lead');
  await clerk.openSimulation();
  await clerk.press('set-up-locker');
  await clerk.press('set-up-start');
  for (const door of ['2', '3']) {
    await clerk.press('set-up-closed');
    await clerk.press('set-up-open');
    await expect(clerk.at(`sim-door-${door}`)).toHaveAttribute('data-open', 'true');
    await clerk.press(`set-up-door-${door}`);
    // The board is read now: nobody shuts a door within the blink of an eye.
    await clerk.at('set-up-closed').waitFor();
    await clerk.press(`sim-close-${door}`);
    await expect(clerk.page.locator(`[data-testid="sim-door-${door}"][data-open="true"]`)).toHaveCount(0);
  }
  await clerk.press('set-up-closed');
  await clerk.page.locator('[data-testid="set-up"][data-step="done"]').waitFor();
  await expect(clerk.at('set-up-saved')).toContainText('simulierte');
  await expect(clerk.at('set-up')).not.toContainText('nach jedem Öffnen wird gefragt');
  await clerk.press('set-up-end');
  await expect(clerk.at('set-up-start')).toBeVisible();
  await clerk.press('set-up-start');
  await clerk.press('set-up-closed');
  await clerk.press('set-up-open');
  await clerk.press('set-up-none');
  await expect(clerk.at('set-up-refusal')).toContainText('Keine Tür ging auf');
});

test.describe('settings', () => {
  test('are seen by a clerk and changed by who leads, in the person’s file', async ({ app }) => {
    const clerk = await atDevices(app, 'lead');
    await clerk.press('settings-locker');
    await clerk.at('settings-connection').selectOption('serial');
    await clerk.at('settings-port').fill('/dev/ttyUSB-none');
    await clerk.at('settings-locks-0').fill('12');
    await clerk.press('locker-settings-save');
    await expect(clerk.page.locator('[data-testid="device-card-locker"][data-state="searching"]')).toBeVisible();
    const saved: unknown = JSON.parse(readFileSync(path.join(app.dataDir, 'settings.json'), 'utf8'));
    expect(saved).toMatchObject({
      devices: { locker: { path: '/dev/ttyUSB-none', baudRate: 19_200, model: 'kerong-cu16', locks: 12 } },
    });
    await clerk.press('settings-scanner');
    await clerk.at('settings-connection').first().selectOption('none');
    await clerk.press('scanner-settings-save');
    await expect(clerk.at('missing-scanner')).toBeVisible();
  });

  test('that IT has fixed, and a plain clerk’s, cannot be changed', async ({ app }) => {
    writeFileSync(path.join(app.dataDir, 'machine-settings.json'), JSON.stringify({ devices: { pad: 'auto' } }));
    await app.restart();
    const clerk = await atDevices(app);
    await clerk.press('settings-pad');
    await expect(clerk.at('settings-fixed')).toBeVisible();
    await expect(clerk.at('settings-connection')).toBeDisabled();
    await expect(clerk.at('pad-settings-save')).toHaveCount(0);
    await expect(clerk.at('pad-settings')).toContainText('nur die Leitung und die IT');
  });
});
