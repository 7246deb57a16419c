import { ClerkHands } from '../support/clerkHands.ts';
import { backendRecords, jpegSize, trainingBackend } from '../support/backendRecords.ts';
import { expect, test, type TestApp } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

/** Signed in at counter 1, nobody called yet. */
async function atTheCounter(app: TestApp): Promise<ClerkHands> {
  const clerk = new ClerkHands(await app.page());
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  return clerk;
}

async function serving(app: TestApp): Promise<ClerkHands> {
  const clerk = await atTheCounter(app);
  await clerk.press('call-next');
  await clerk.press('appeared');
  await clerk.stateOf('case', 'serving');
  return clerk;
}

async function signed(app: TestApp): Promise<ClerkHands> {
  const clerk = await serving(app);
  await clerk.scan('mrz');
  await clerk.stateOf('step-identity', 'done');
  await clerk.tickAllDocuments('documents');
  await sign(clerk);
  return clerk;
}

async function sign(clerk: ClerkHands): Promise<void> {
  await clerk.press('signature-start');
  await clerk.penSigns();
  await clerk.press('sim-press-ok');
  await clerk.stateOf('step-receipt', 'done');
}

test('signing in: a wrong PIN is told, the right one leads to the counters', async ({ app, page }) => {
  const clerk = new ClerkHands(page);
  await clerk.at('clerk-clerk-1').click();
  await clerk.at('pin').fill('9999');
  await clerk.press('sign-in');
  await expect(clerk.at('pin-error').or(page.locator('[data-code="wrong-pin"]')).first()).toBeVisible();
  await clerk.at('pin').fill('1111');
  await clerk.press('sign-in');
  await expect(clerk.at('phase-choose-counter')).toBeVisible();
  await app.screenshot('choose-counter');
});

test('the queue by keyboard alone: call, missed, undo, appeared, park, undo', async ({ app }) => {
  const clerk = await atTheCounter(app);
  const { page } = clerk;
  await page.keyboard.press('F2');
  await expect(clerk.at('case-ticket')).toHaveText('A017');
  await page.keyboard.press('F4');
  await expect(clerk.at('nobody')).toBeVisible();
  await page.keyboard.press('F8');
  await expect(clerk.at('called')).toBeVisible();
  await page.keyboard.press('F3');
  await clerk.stateOf('case', 'serving');
  await page.keyboard.press('F6');
  await expect(clerk.at('park-dialog')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(clerk.at('nobody')).toBeVisible();
  await page.keyboard.press('F8');
  await clerk.stateOf('case', 'serving');
  await expect(clerk.at('case-ticket')).toHaveText('A017');
});

test('two presses of "call next" call one person', async ({ app }) => {
  const clerk = await atTheCounter(app);
  await Promise.all([clerk.page.keyboard.press('F2'), clerk.page.keyboard.press('F2')]);
  await expect(clerk.at('case-ticket')).toHaveText('A017');
  await clerk.page.waitForTimeout(500);
  const called = backendRecords(trainingBackend(app.dataDir)).appointments.filter(({ state }) => state === 'called');
  expect(called.map(({ ticket }) => ticket)).toEqual(['A017']);
});

test('a required step blocks finishing; an override asks for a reason', async ({ app }) => {
  const clerk = await serving(app);
  await expect(clerk.at('missing-steps')).toBeVisible();
  await expect(clerk.at('finish')).toBeDisabled();
  await clerk.press('override-identity');
  await expect(clerk.at('override-confirm')).toBeDisabled();
  await clerk.at('override-reason').fill('Chip nicht lesbar, Person bekannt');
  await clerk.press('override-confirm');
  await clerk.stateOf('step-identity', 'overridden');
  await app.screenshot('override');
});

test("somebody else's passport, card and label stop everything until the clerk has taken note", async ({ app }) => {
  const clerk = await serving(app);
  for (const what of ['mrz', 'document-serial'] as const) {
    await clerk.openSimulation();
    await clerk.page.locator(`.simulation__code[data-what="${what}"][data-mine="false"]`).first().click();
    await expect(clerk.at('stop-overlay')).toBeVisible();
    await clerk.page.keyboard.press('Escape');
    await expect(clerk.at('stop-overlay')).toBeVisible();
    await clerk.press('stop-acknowledge');
    await expect(clerk.at('stop-overlay')).toBeHidden();
  }
  await clerk.stateOf('step-identity', 'open');
});

test('rubbish from the scanner is told in a sentence and changes nothing', async ({ app }) => {
  const clerk = await serving(app);
  await clerk.scanText('P<UTOMUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<<\nC01X00T470UTO8708129F3006306<<<<<<<<<<<<<<<0');
  await expect(clerk.at('recent-scans')).toContainText(/MRZ/);
  await clerk.scanText('Paket 4711 0815');
  await expect(clerk.at('recent-scans')).toContainText('Paket 4711');
  await clerk.stateOf('step-identity', 'open');
  await app.screenshot('rubbish-scanned');
});

test('the window dies while the door is open: the same deposit goes on in the new one', async ({ app }) => {
  let clerk = await signed(app);
  await clerk.press('deposit-start');
  await clerk.scan('document-serial');
  await clerk.stateOf('deposit', 'open');
  await app.kill('window');
  clerk = new ClerkHands(await app.page());
  await clerk.stateOf('deposit', 'open');
  await finishDeposit(clerk, app);
});

test('the whole program is killed while the door is open: after the restart the work stands where it stood', async ({
  app,
}) => {
  let clerk = await signed(app);
  await clerk.press('deposit-start');
  await clerk.scan('document-serial');
  await clerk.stateOf('deposit', 'open');
  await app.kill('main');
  clerk = new ClerkHands(await app.restart());
  await expect(clerk.at('case-ticket')).toHaveText('A017', { timeout: hangMs });
  await clerk.stateOf('deposit', 'open');
  await app.screenshot('after-kill');
  await finishDeposit(clerk, app);
});

test('the backend is cut off in the middle: the case goes on, and everything arrives once it is back', async ({
  app,
}) => {
  const clerk = await serving(app);
  await app.kill('backend');
  await clerk.scan('mrz');
  await clerk.stateOf('step-identity', 'done');
  await clerk.tickAllDocuments('documents');
  await sign(clerk);
  await clerk.stateOf('status-connection', 'connected');
  await expect(clerk.at('outbox-badge')).toHaveAttribute('data-waiting', '0', { timeout: hangMs });
  const records = backendRecords(trainingBackend(app.dataDir));
  expect(records.signatureContents).toHaveLength(1);
  expect(jpegSize(Buffer.from(records.signatureContents[0]!['jpeg']!, 'base64'))).toEqual({ width: 561, height: 182 });
});

test('a jammed door is told with a way out; another compartment takes the document', async ({ app }) => {
  const clerk = await signed(app);
  await clerk.openSimulation();
  await clerk.at('sim-door-select').selectOption({ index: 0 });
  await clerk.press('sim-jam-1');
  await clerk.press('deposit-start');
  await clerk.scan('document-serial');
  await clerk.stateOf('deposit', 'jammed');
  await app.screenshot('jammed');
  await clerk.press('choice-block-and-other');
  await clerk.stateOf('deposit', 'open');
  expect(await clerk.compartment()).not.toBe('1');
  await finishDeposit(clerk, app);
});

test('a hand-over: the scan chooses and proves the card, and one key confirms', async ({ app }) => {
  const clerk = await signed(app);
  await clerk.scan('document-serial');
  await expect(clerk.at('hand-over')).toBeVisible();
  await clerk.page.keyboard.press('Escape');
  await expect(clerk.at('hand-over')).toBeHidden();
  await clerk.stateOf('step-output', 'open');
  // The same code at once would be one that just kept coming.
  await clerk.page.waitForTimeout(800);
  await clerk.scan('document-serial');
  await expect(clerk.at('hand-over-proved')).toBeVisible();
  await app.screenshot('hand-over');
  await clerk.page.keyboard.press('Enter');
  await expect(clerk.at('hand-over')).toBeVisible();
  await clerk.page.keyboard.press('Control+Enter');
  await clerk.stateOf('step-output', 'done');
  await expect(clerk.at('facts-output')).toContainText('persönlich ausgegeben · Dokument gescannt');
});

test('a hand-over by eye needs a reason', async ({ app }) => {
  const clerk = await signed(app);
  await clerk.page.keyboard.press('Shift+F9');
  await expect(clerk.at('hand-over-confirm')).toBeDisabled();
  await clerk.press('hand-over-reason-unreadable');
  await app.screenshot('hand-over-by-eye');
  await clerk.page.keyboard.press('Control+Enter');
  await clerk.stateOf('step-output', 'done');
  await expect(clerk.at('facts-output')).toContainText('Dokument angesehen (Code beschädigt)');
});

test('closing the window in the middle loses nothing', async ({ app }) => {
  let clerk = await serving(app);
  await clerk.scan('mrz');
  await clerk.stateOf('step-identity', 'done');
  clerk = new ClerkHands(await app.restart());
  await expect(clerk.at('case-ticket')).toHaveText('A017', { timeout: hangMs });
  await clerk.stateOf('step-identity', 'done');
});

async function finishDeposit(clerk: ClerkHands, app: TestApp): Promise<void> {
  await clerk.putInAndConfirm();
  await clerk.page.keyboard.press('F9');
  const refusal = clerk.at('notice').and(clerk.page.locator('[data-code="slip-not-given"]'));
  await expect(refusal).toBeVisible();
  await expect(clerk.at('pickup-code')).toBeVisible();
  await clerk.page.keyboard.press('Control+Enter');
  await expect(clerk.at('slip-given')).toBeHidden();
  await clerk.press('finish');
  await expect(refusal).toHaveCount(0);
  await expect(clerk.at('case-completed')).toBeVisible();
  await expect
    .poll(() => {
      const records = backendRecords(trainingBackend(app.dataDir));
      const mine = records.appointments.find(({ ticket }) => ticket === 'A017') as { id: string; state: string };
      return {
        state: mine.state,
        deposits: records.deposits.filter(({ appointmentId }) => appointmentId === mine.id).length,
        signatures: records.signatureContents.length,
      };
    })
    .toEqual({ state: 'completed', deposits: 1, signatures: 1 });
}
