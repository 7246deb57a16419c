import type { Page } from '@playwright/test';
import type { SimulatedDeed, SimulationSnapshot } from '../../electron/contract/index.ts';
import { backendRecords, trainingBackend } from '../support/backendRecords.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import { expect, test } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

type Room = NonNullable<SimulationSnapshot>;

/** The simulated room, played over the bridge: no mouse, no focus, as real devices do it. */
class DeviceRoom {
  private readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async look(): Promise<Room> {
    const answer = await this.ask<{ simulation: Room }>('app.snapshots', null);
    return answer.simulation;
  }

  play(deed: SimulatedDeed): Promise<unknown> {
    return this.ask('simulation.play', deed);
  }

  async scan(what: Room['codes'][number]['what'], label?: string): Promise<void> {
    const code = (await this.look()).codes.find(
      (one) => one.what === what && (label === undefined ? one.mine : one.label === label),
    );
    if (!code) throw new Error(`There is no code "${what}" to scan.`);
    await this.play({ deed: 'scan', text: code.text });
  }

  async penSigns(): Promise<void> {
    await expect.poll(async () => (await this.look()).pad.inking).toBe(true);
    await this.play({ deed: 'sign', style: 'signature', press: null });
  }

  /** Puts the document into the compartment that stands open, and shuts the door. Returns its label. */
  async fillOpenCompartment(): Promise<string> {
    const door = (await this.look()).doors.find((one) => one.open);
    if (!door) throw new Error('No compartment is open.');
    const { board, lock } = door;
    await this.play({ deed: 'put-item', board, lock });
    await this.play({ deed: 'close-door', board, lock });
    return door.label;
  }

  private ask<T>(name: string, input: unknown): Promise<T> {
    return this.page.evaluate(
      async ([request, value]) => {
        const { bridge } = globalThis as unknown as {
          bridge: { ask(name: unknown, input: unknown): Promise<{ ok: boolean; value: unknown }> };
        };
        const answer = await bridge.ask(request, value);
        if (!answer.ok) throw new Error(`${String(request)} was refused`);
        return answer.value as never;
      },
      [name, input] as const,
    );
  }
}

/** The keyboard must never have to start again at the top of the window. */
const focusIsSomewhere = (page: Page) =>
  expect
    .poll(() => page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body))
    .toBe(true);

/** Presses Tab until the element is in focus. */
async function tabTo(page: Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (
      await page.evaluate(
        (id) =>
          document.activeElement?.closest(`[data-testid="${id}"]`) !== null && document.activeElement !== document.body,
        testId,
      )
    )
      return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${testId}.`);
}

test('a person is found from the palette by a part of the name, and Enter shows them in the day list', async ({
  page,
}) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  const name = await clerk.at('waiting-A025').locator('.person__name').innerText();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(name.split(',')[0]!.toLowerCase(), { delay: 120 });
  await expect(clerk.at('palette').getByRole('option', { name: `A025 · ${name}` })).toBeVisible();
  await expect(clerk.at('palette').getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  const first = await clerk.at('palette').getByRole('option').first().innerText();
  await page.keyboard.press('Enter');
  await expect(clerk.at('day-search')).toHaveValue(first.slice(0, 4));
  await expect(clerk.at(`day-${first.slice(0, 4)}`)).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
});

test('a whole appointment without a mouse, from the sign-in to the compartment; the focus is never lost', async ({
  app,
  page,
}) => {
  test.slow();
  const clerk = new ClerkHands(page);
  const room = new DeviceRoom(page);
  await clerk.at('clerk-clerk-1').waitFor({ timeout: hangMs });
  await tabTo(page, 'clerk-clerk-1');
  await page.keyboard.press('Space');
  // Whoever has chosen their name types on.
  await page.keyboard.type('1111', { delay: 120 });
  await page.keyboard.press('Enter');
  await clerk.at('counter-counter-1').waitFor();
  await tabTo(page, 'counter-counter-1');
  await page.keyboard.press('Enter');
  await clerk.at('call-next').waitFor();
  for (const kind of ['scanner', 'pad', 'locker']) await clerk.stateOf(`device-${kind}`, 'ready');
  await focusIsSomewhere(page);

  await page.keyboard.press('F2');
  await clerk.at('called').waitFor();
  await focusIsSomewhere(page);
  await page.keyboard.press('F3');
  await clerk.stateOf('case', 'serving');
  await focusIsSomewhere(page);

  await room.scan('mrz');
  await clerk.stateOf('step-identity', 'done');
  await focusIsSomewhere(page);
  await expect(clerk.at('step-documents').getByRole('heading')).toBeFocused();

  const boxes = await clerk.at('step-documents').getByRole('checkbox').count();
  for (let ticked = 0; ticked < boxes; ticked++) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(clerk.at('step-documents').getByRole('checkbox').nth(ticked)).toBeChecked();
  }
  // From the box that was ticked last: Enter does what the button says.
  await page.keyboard.press('Enter');
  await clerk.stateOf('step-documents', 'done');
  await focusIsSomewhere(page);
  await expect(clerk.at('step-receipt').getByRole('heading')).toBeFocused();

  await page.keyboard.press('Enter');
  await room.penSigns();
  await focusIsSomewhere(page);
  await expect(clerk.at('ink')).not.toHaveAttribute('data-drawn', '0');
  await page.keyboard.press('Enter');
  await clerk.stateOf('step-receipt', 'done');
  await focusIsSomewhere(page);

  await page.keyboard.press('Enter');
  await clerk.stateOf('deposit', 'awaiting-item');
  await focusIsSomewhere(page);
  await room.scan('document-serial');
  await clerk.stateOf('deposit', 'open');
  const compartment = await room.fillOpenCompartment();
  await clerk.stateOf('deposit', 'closed-unconfirmed');
  await focusIsSomewhere(page);
  await room.scan('compartment-label', compartment);
  await clerk.stateOf('deposit', 'done');
  await focusIsSomewhere(page);
  await tabTo(page, 'slip-given');
  await page.keyboard.press('Enter');
  await expect(clerk.at('slip-given')).toBeHidden();
  await focusIsSomewhere(page);
  await page.keyboard.press('F9');
  await clerk.at('case-completed').waitFor();
  await focusIsSomewhere(page);
  await expect
    .poll(() => {
      const records = backendRecords(trainingBackend(app.dataDir));
      return [
        records.appointments.find(({ ticket }) => ticket === 'A017')?.['state'],
        records.signatureContents.length,
      ];
    })
    .toEqual(['completed', 1]);
});

test('a dialog gives the focus back, also when what opened it is gone', async ({ page }) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await page.keyboard.press('F2');
  await clerk.at('called').waitFor();
  await page.keyboard.press('F3');
  await clerk.stateOf('case', 'serving');
  await tabTo(page, 'override-identity');
  await page.keyboard.press('Enter');
  await expect(clerk.at('override-reason')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(clerk.at('override-identity')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Chip nicht lesbar', { delay: 110 });
  await page.keyboard.press('Enter');
  await clerk.stateOf('step-identity', 'overridden');
  await focusIsSomewhere(page);
  await page.keyboard.press('F6');
  await clerk.at('park-dialog').waitFor();
  await page.keyboard.press('Control+Enter');
  await clerk.at('nobody').waitFor();
  await focusIsSomewhere(page);
});
