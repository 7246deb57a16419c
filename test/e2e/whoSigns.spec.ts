import type { Page } from '@playwright/test';
import { ClerkHands } from '../support/clerkHands.ts';
import { backendRecords, trainingBackend } from '../support/backendRecords.ts';
import { writeMrz } from '../../electron/core/codes/mrz.ts';
import { findings } from './axe.ts';
import { expect, test, type TestApp } from './fixture.ts';

/** Who signs and who receives is a person with a role; who came without a name gets one before they sign. */

const looks = [
  { name: 'light', colorScheme: 'light' },
  { name: 'dark', colorScheme: 'dark' },
  { name: 'forced', colorScheme: 'light', forcedColors: 'active' },
] as const;

/**
 * A picture for people in every look, and nothing that axe finds; forced colours are the system's, which axe cannot
 * judge.
 */
async function check(app: TestApp, page: Page, screen: string): Promise<void> {
  for (const { name, ...media } of looks) {
    await page.emulateMedia({ forcedColors: null, ...media });
    await page.waitForTimeout(300);
    await app.screenshot(`${screen}-${name}`);
    if (name !== 'forced') expect.soft(await findings(page), `${screen}, ${name}`).toEqual([]);
    const wide = await page.evaluate(
      () =>
        [...document.querySelectorAll('dialog[open], .case__body')].filter(
          (box) => box.scrollWidth > box.clientWidth + 1,
        ).length,
    );
    expect.soft(wide, `${screen}, ${name}: wider than its place`).toBe(0);
  }
  await page.emulateMedia({ forcedColors: null, colorScheme: 'light' });
}

async function atTheCounter(page: Page): Promise<ClerkHands> {
  await page.setViewportSize({ width: 1366, height: 768 });
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  return clerk;
}

async function call(clerk: ClerkHands, ticket: string): Promise<void> {
  await clerk.press(`more-${ticket}`);
  await clerk.press('entry-call');
  await clerk.at('called').waitFor();
  await clerk.page.keyboard.press('F3');
  await clerk.stateOf('case', 'serving');
}

async function sign(clerk: ClerkHands, stepId: string): Promise<void> {
  await clerk.press('signature-start');
  await clerk.penSigns();
  await clerk.press('sim-press-ok');
  await clerk.stateOf(`step-${stepId}`, 'done');
}

const longName = 'Wolkenstein-Rabenschlag-Hohenfelden, Maximiliane Theodora Konstanze Friederike';

test('a child of 13: the parent is noted with one press and one key, signs and receives', async ({ app, page }) => {
  test.slow();
  const clerk = await atTheCounter(page);
  await call(clerk, 'A025');
  await clerk.switchTo('A026');
  await expect(clerk.at('case-ticket')).toHaveText('A026');
  await page.keyboard.press('Shift+F3');
  await expect(clerk.at('here-for-name')).toBeFocused();
  await check(app, page, 'here-for-dialog');
  await page.keyboard.press('Control+1');
  await expect(clerk.at('here-for-dialog')).toBeHidden();
  await expect(clerk.at('here-for-who')).toContainText('Elternteil · Geburtsurkunde gesehen');
  await expect(clerk.at('identity-passport')).toBeDisabled();
  await clerk.scan('mrz', { label: 'A025' });
  await expect(clerk.at('stop-overlay')).toHaveCount(0);
  await expect(clerk.at('here-for-who')).toContainText('Bondarenko, Iryna Vasylivna');
  await check(app, page, 'here-for-named');
  await clerk.press('identity-passport');
  await clerk.stateOf('step-identity', 'done');
  await expect(clerk.at('facts-identity')).toContainText('da ist ein Elternteil: Bondarenko, Iryna Vasylivna');
  await clerk.tickAllDocuments('documents');
  await expect(clerk.at('step-receipt')).toContainText('Es unterschreibt: Bondarenko, Iryna Vasylivna (Elternteil)');
  await clerk.press('signature-start');
  await clerk.penSigns();
  await expect(clerk.at('pad-text')).toContainText('Bondarenko, Iryna Vasylivna (мати або батько)');
  await expect(clerk.at('pad-text')).toContainText('Sofiia Bondarenko');
  await expect(clerk.at('signature-signer')).toContainText('Elternteil');
  await check(app, page, 'parent-signs');
  await clerk.press('sim-press-ok');
  await clerk.stateOf('step-receipt', 'done');
  await clerk.scan('document-serial');
  await expect(clerk.at('hand-over')).toContainText('Es nimmt entgegen: Bondarenko, Iryna Vasylivna (Elternteil)');
  await check(app, page, 'parent-receives');
  await page.keyboard.press('Control+Enter');
  await clerk.stateOf('step-output', 'done');
  await expect
    .poll(() => {
      const records = backendRecords(trainingBackend(app.dataDir));
      return (
        records.appointments.find(({ ticket }) => ticket === 'A026') as unknown as {
          steps: Record<string, { evidence: object }>;
        }
      ).steps['output']?.evidence;
    })
    .toMatchObject({
      recipient: 'entitled',
      role: 'parent',
      name: 'Bondarenko, Iryna Vasylivna',
      paper: 'birth-certificate',
      proof: 'scan',
    });
});

test('a child of 13 without anybody: the step asks who signs, and the way to it is there', async ({ app, page }) => {
  const clerk = await atTheCounter(page);
  await call(clerk, 'A025');
  await clerk.switchTo('A026');
  await clerk.scan('mrz');
  await clerk.stateOf('step-identity', 'done');
  await clerk.tickAllDocuments('documents');
  await expect(clerk.at('acting-lacking')).toHaveAttribute('data-code', 'representative-missing');
  await expect(clerk.at('signature-start')).toHaveCount(0);
  await check(app, page, 'who-signs');
  await page.keyboard.press('Shift+F3');
  await clerk.at('here-for-name').fill(longName);
  await page.keyboard.press('Control+4');
  await expect(clerk.at('step-receipt')).toContainText(longName);
  await check(app, page, 'guardian-signs');
  await sign(clerk, 'receipt');
  await expect(clerk.at('facts-receipt')).toContainText(longName);
  await app.screenshot('guardian-signed');
});

test('a walk-in without a name signs after the name was taken from their passport', async ({ app, page }) => {
  const clerk = await atTheCounter(page);
  await clerk.press('walk-in');
  await clerk.press('walk-in-extend-title');
  await page.keyboard.press('Control+Enter');
  const ticket = (await clerk.at('walk-in-ticket').textContent()) ?? '';
  await clerk.press('walk-in-close');
  await call(clerk, ticket);
  await expect(clerk.at('case-name')).toHaveText('Name nicht erfasst');
  await clerk.press('identity-other');
  await clerk.tickAllDocuments('documents');
  await expect(clerk.at('name-line')).toBeVisible();
  await expect(clerk.at('signature-start')).toHaveCount(0);
  await check(app, page, 'name-needed');
  await clerk.scan('mrz', { label: 'B008' });
  // Known as another one's: no name is offered before the clerk has compared.
  await expect(clerk.at('compare')).toBeVisible();
  await expect(clerk.at('name-applicant')).not.toContainText('aus dem Ausweis');
  await page.keyboard.press('F11');
  await expect(clerk.at('name-applicant')).toContainText('aus dem Ausweis');
  // As if nothing had the focus: the key shown is the way.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Enter');
  await expect(clerk.at('name-family')).toHaveValue('WOLKENSTEIN RABENSCHLAG HOHENFELDEN');
  await check(app, page, 'name-dialog');
  await clerk.at('name-family').fill('Wolkenstein-Rabenschlag-Hohenfelden');
  await page.keyboard.press('Control+Enter');
  await expect(clerk.at('case-name')).toContainText('Wolkenstein-Rabenschlag-Hohenfelden');
  await clerk.press('signature-start');
  await clerk.penSigns();
  await expect(clerk.at('pad-text')).toContainText('Wolkenstein-Rabenschlag-Hohenfelden ·');
  await clerk.press('sim-press-ok');
  await clerk.stateOf('step-order-signature', 'done');
});

test('a representative’s passport raised the stop: one press and one key, and it is theirs', async ({ app, page }) => {
  const clerk = await atTheCounter(page);
  await call(clerk, 'A017');
  await clerk.scanText(
    writeMrz({
      issuer: 'UTO',
      nationality: 'UTO',
      sex: 'M',
      birthDate: '1980-01-02',
      expiry: '2031-08-15',
      documentNumber: 'X99887766',
      familyName: 'PROBE',
      givenNames: 'MAX',
    }),
  );
  await expect(clerk.at('stop-overlay')).toBeVisible();
  await check(app, page, 'stop-with-somebody-else');
  await page.keyboard.press('Shift+F3');
  await expect(clerk.at('here-for-dialog')).toBeVisible();
  await check(app, page, 'stop-here-for');
  await page.keyboard.press('Escape');
  await expect(clerk.at('stop-overlay')).toBeVisible();
  await page.keyboard.press('Shift+F3');
  await page.keyboard.press('Control+5');
  await expect(clerk.at('stop-overlay')).toHaveCount(0);
  await expect(clerk.at('here-for-who')).toContainText('PROBE, MAX (bevollmächtigt) · Vollmacht gesehen');
  await clerk.scan('mrz', { label: 'B007' });
  await expect(clerk.at('stop-overlay')).toContainText('gehört zu B007');
});
