import type { CDPSession, Page } from '@playwright/test';
import type { ScanView } from '../../electron/contract/index.ts';
import { testCode } from '../../renderer/clerk/wedge/explain.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import {
  beginOf,
  inOrder,
  personTypes,
  scannerTypes,
  withPauses,
  type KeyEvent,
  type ScannerHabits,
} from '../support/typing.ts';
import { expect, test } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

const habits: ScannerHabits = { layout: 'de', computer: 'de', reportMs: 4, end: 'Enter' };
const virtualKeys: Record<string, number> = {
  Enter: 13,
  Tab: 9,
  ShiftLeft: 16,
  ControlLeft: 17,
  AltLeft: 18,
  AltRight: 18,
  Space: 32,
};

/**
 * Lets the window's timers be held back. Keys on their way from a busy machine to the window may come later than the
 * time stamps they carry; a timer between two of them would then take for a pause what was none for whoever typed.
 */
function brakeTimers(): void {
  const { setTimeout: begin, clearTimeout: end } = window;
  const held = new Map<number, () => number>();
  const begun = new Map<number, number>();
  let holding = false;
  let count = 0;
  const later = (...timer: Parameters<typeof begin>): number => {
    if (!holding) return begin(...timer);
    count -= 1;
    held.set(count, () => begin(...timer));
    return count;
  };
  const never = (id?: number): void => {
    if (id !== undefined && held.delete(id)) return;
    end(begun.get(id ?? 0) ?? id);
  };
  const hold = (on: boolean): void => {
    holding = on;
    for (const [id, start] of held) begun.set(id, start());
    held.clear();
  };
  Object.assign(window, { setTimeout: later, clearTimeout: never, holdTimers: hold });
}
const holdTimers = (page: Page, on: boolean): Promise<void> =>
  page.evaluate((is) => (window as unknown as { holdTimers(on: boolean): void }).holdTimers(is), on);

/** A keyboard at the window: trusted keys with position and sign, at the times that the events name. */
class Keyboard {
  private readonly page: Page;
  private readonly session: CDPSession;
  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.session = session;
  }

  static async at(page: Page): Promise<Keyboard> {
    await page.evaluate(brakeTimers);
    return new Keyboard(page, await page.context().newCDPSession(page));
  }

  /** As quick as the machine is, in order: what the times are for the program is in each key's own time stamp. */
  async play(events: readonly KeyEvent[]): Promise<void> {
    await holdTimers(this.page, true);
    const began = Date.now() / 1000;
    await Promise.all(
      events.map((event) => {
        const text =
          event.down && !event.ctrl && !event.alt
            ? event.key === 'Enter'
              ? '\r'
              : event.key.length === 1
                ? event.key
                : ''
            : '';
        const modifiers = event.down ? (event.alt ? 1 : 0) + (event.ctrl ? 2 : 0) + (event.shift ? 8 : 0) : 0;
        return this.session.send('Input.dispatchKeyEvent', {
          type: event.down ? (text ? 'keyDown' : 'rawKeyDown') : 'keyUp',
          code: event.code,
          key: event.down ? event.key : '',
          text,
          modifiers,
          windowsVirtualKeyCode:
            virtualKeys[event.code] ??
            event.code
              .replace(/^(Key|Digit)/, '')
              .toUpperCase()
              .charCodeAt(0),
          timestamp: began + event.at / 1000,
        });
      }),
    );
    await holdTimers(this.page, false);
    // What comes next must not be earlier, for the window, than what came last.
    const over = began * 1000 + Math.max(...events.map(({ at }) => at));
    await this.page.waitForTimeout(Math.max(0, over - Date.now()));
  }
}

const recent = (page: Page): Promise<ScanView[]> =>
  page.evaluate(async () => {
    const { bridge } = globalThis as unknown as {
      bridge: { ask(name: string, input: null): Promise<{ value: { scans: { recent: ScanView[] } } }> };
    };
    return (await bridge.ask('app.snapshots', null)).value.scans.recent;
  });
const effects = async (page: Page) =>
  (await recent(page)).map(({ deviceId, what, shown }) => `${deviceId} ${what} ${shown}`);

test('a code typed into the PIN field leaves it empty and presses nothing; a person types the PIN as ever', async ({
  app,
  page,
}) => {
  const clerk = new ClerkHands(page);
  await clerk.at('clerk-clerk-1').click({ timeout: hangMs });
  await clerk.at('pin').focus();
  const keyboard = await Keyboard.at(page);
  await keyboard.play(scannerTypes('SWT-7K2M9QXD', 0, habits));
  await page.waitForTimeout(300);
  await expect(clerk.at('pin')).toHaveValue('');
  await page.keyboard.type('11', { delay: 90 });
  await keyboard.play(scannerTypes('C01X00T478', 0, habits));
  await page.keyboard.type('11', { delay: 90 });
  await expect(clerk.at('pin')).toHaveValue('1111');
  await expect(page.getByTestId('phase-signed-out')).toBeVisible();
  await page.keyboard.press('Enter');
  await clerk.at('counter-counter-1').waitFor();
  expect(app.pageErrors).toEqual([]);
});

test('codes go to the counter whatever is in focus, and leave no trace where the focus is', async ({ app, page }) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  const keyboard = await Keyboard.at(page);

  await test.step('a button in focus is not pressed by the end mark', async () => {
    await clerk.at('call-next').focus();
    await keyboard.play(scannerTypes('SWT-00000000', 0, habits));
    await expect.poll(() => effects(page)).toEqual(['wedge appointment-code SWT-00000000']);
    await page.waitForTimeout(300);
    await expect(clerk.at('called')).toBeHidden();
    await expect(clerk.at('call-next')).toBeFocused();
    await app.screenshot('wedge-scan');
  });

  await test.step('nor by the end mark of a code that was too short to be one', async () => {
    await keyboard.play(scannerTypes('A1', 0, habits));
    await page.waitForTimeout(300);
    await expect(clerk.at('called')).toBeHidden();
  });

  await test.step('a field keeps its text, its caret and its undo', async () => {
    const field = clerk.at('typed-code');
    await field.focus();
    await page.keyboard.type('FACH', { delay: 70 });
    await page.keyboard.press('ArrowLeft');
    await keyboard.play(scannerTypes('Akte-17/2026', 0, { ...habits, end: 'Tab' }));
    await expect.poll(async () => (await effects(page))[0]).toBe('wedge file-label 17/2026');
    await expect(field).toHaveValue('FACH');
    await page.keyboard.type('x', { delay: 70 });
    await expect(field).toHaveValue('FACxH');
    await page.keyboard.press('Control+z');
    await expect(field).not.toHaveValue('FACxH');
    await field.fill('');
  });

  await test.step('quick rolls of a person arrive in order, with Enter', async () => {
    const field = clerk.at('typed-code');
    await field.focus();
    const presses = [...'quer-12'].map((sign) => ({ sign, after: 25, dwell: 70 }));
    await keyboard.play(inOrder(personTypes(presses, 0, 'de')));
    await expect(field).toHaveValue('quer-12');
    expect((await effects(page)).length).toBe(2);
    await keyboard.play(
      [...'AB'].flatMap((sign, index) => personTypes([{ sign, after: 0, dwell: 60 }], index * 200, 'de')),
    );
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await recent(page))[0]).toMatchObject({ deviceId: 'keyboard', shown: 'quer-12AB' });
    await expect(field).toHaveValue('');
  });

  await test.step('shortcuts work, before and after', async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await keyboard.play(scannerTypes('SWT-00000001', 0, habits));
    await expect.poll(async () => (await effects(page))[0]).toBe('wedge appointment-code SWT-00000001');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('F2');
    await clerk.at('called').waitFor();
  });
  expect(app.pageErrors).toEqual([]);
});

test('the stop for a wrong person is not taken note of by a scanner', async ({ page }) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await page.keyboard.press('F2');
  await clerk.at('called').waitFor();
  const foreign = await page.evaluate(async () => {
    const { bridge } = globalThis as unknown as {
      bridge: {
        ask(
          name: string,
          input: null,
        ): Promise<{ value: { simulation: { codes: { what: string; text: string; mine: boolean }[] } } }>;
      };
    };
    return (
      (await bridge.ask('app.snapshots', null)).value.simulation.codes.find(
        ({ what, mine }) => what === 'appointment-code' && !mine,
      )?.text ?? ''
    );
  });
  const keyboard = await Keyboard.at(page);
  await keyboard.play(scannerTypes(foreign, 0, habits));
  const stop = page.getByRole('alertdialog');
  await expect(stop).toBeVisible();
  await clerk.at('stop-acknowledge').focus();
  await keyboard.play(scannerTypes('SWT-00000002', 0, habits));
  await expect
    .poll(async () => (await recent(page))[0])
    .toMatchObject({ deviceId: 'wedge', problem: { code: 'wrong-person' }, effect: 'stopped' });
  await page.waitForTimeout(300);
  await expect(stop).toBeVisible();
});

test('a test code tells which keyboard country a scanner is set to; then its codes are read right', async ({
  app,
  page,
}) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-3', '3333', 'counter-1');
  const keyboard = await Keyboard.at(page);
  const american: ScannerHabits = { ...habits, layout: 'us' };
  await keyboard.play(scannerTypes('SWT-7Y2M9QZD', 0, american));
  await expect
    .poll(async () => (await recent(page))[0])
    .toMatchObject({ deviceId: 'wedge', problem: { code: 'scanner-layout', values: { layout: 'us' } } });
  await app.screenshot('wedge-layout-refused');

  await clerk.press('nav-simulation');
  await clerk.press('nav-devices');
  await clerk.press('wedge-test-open');
  await expect(clerk.at('wedge-code')).toBeVisible();
  await clerk.at('wedge').scrollIntoViewIfNeeded();
  await app.screenshot('wedge-test');
  await keyboard.play(scannerTypes(testCode, 0, american));
  await expect(clerk.at('wedge-test')).toHaveAttribute('data-result', 'layout');
  await clerk.at('wedge-result').scrollIntoViewIfNeeded();
  await app.screenshot('wedge-test-result');
  await clerk.press('wedge-take-over');
  await expect(clerk.at('wedge-test')).toHaveAttribute('data-result', 'right');
  await keyboard.play(scannerTypes(testCode, 0, american));
  await expect(clerk.at('wedge-test')).toHaveAttribute('data-result', 'right');

  await keyboard.play(scannerTypes('SWT-7Y2M9QZD', 0, american));
  await expect
    .poll(async () => (await recent(page))[0])
    .toMatchObject({ deviceId: 'wedge', shown: 'SWT-7Y2M9QZD', problem: { code: 'appointment-unknown' } });
  expect((await recent(page)).length).toBe(2);
});

test('a code that was cut confirms nothing: it is told, counted, and scanned again', async ({ app, page }) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-3', '3333', 'counter-1');
  const keyboard = await Keyboard.at(page);
  const code = scannerTypes('Akte-17/2026', 0, habits);
  const cut = (sign: number, ms: number) => withPauses(code, [{ before: beginOf(code, sign), ms }]);
  await keyboard.play(code);
  await expect.poll(() => effects(page)).toEqual(['wedge file-label 17/2026']);

  await test.step('whether the rest comes soon or late', async () => {
    await keyboard.play(cut(11, 80));
    await expect
      .poll(async () => (await recent(page))[0])
      .toMatchObject({ what: 'torn', shown: '', outcome: 'refused', problem: { code: 'code-torn' } });
    await expect(clerk.at('scan-flash')).toHaveAttribute('data-outcome', 'refused');
    await app.screenshot('wedge-torn');
    // Past the time in which several pieces are one code to the clerk.
    await page.waitForTimeout(2100);
    await keyboard.play(cut(7, 900));
    await expect.poll(async () => (await recent(page)).map(({ what }) => what)).toEqual(['torn', 'torn', 'file-label']);
  });

  await test.step('the next whole one counts, and a code without its end mark still does not', async () => {
    await keyboard.play(code);
    await expect.poll(async () => (await effects(page))[0]).toBe('wedge file-label 17/2026');
    await keyboard.play(scannerTypes('Akte-17/2026', 0, { ...habits, end: null }));
    await expect.poll(async () => (await recent(page))[0]?.what).toBe('torn');
    expect((await effects(page)).filter((effect) => effect.includes('file-label'))).toEqual([
      'wedge file-label 17/2026',
      'wedge file-label 17/2026',
    ]);
  });

  await test.step('the devices screen says how codes end here, also after a restart of the window', async () => {
    await page.reload();
    await clerk.press('nav-devices');
    await expect(clerk.at('wedge-end')).toHaveAttribute('data-known', 'mark');
    await expect(clerk.at('wedge-torn')).toBeVisible();
    await clerk.at('wedge').scrollIntoViewIfNeeded();
    await app.screenshot('wedge-end-of-codes');
    await clerk.press('wedge-forget');
    await expect(clerk.at('wedge-end')).toHaveAttribute('data-known', 'none');
  });
  expect(app.pageErrors).toEqual([]);
});

test('an old label of a compartment, without check digits, is asked about once; a new one is not', async ({
  app,
  page,
}) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.upToTheOpenDoor();
  const compartment = (await clerk.at('deposit-compartment').textContent())?.replace(/\D/g, '') ?? '';
  const keyboard = await Keyboard.at(page);
  await keyboard.play(scannerTypes(`FACH-${compartment}`, 0, habits));
  await clerk.at('choice-label-fits').waitFor();
  await clerk.at('choice-label-fits').scrollIntoViewIfNeeded();
  await app.screenshot('label-asked');
  await expect(clerk.at('fact-content')).toHaveAttribute('data-state', 'unconfirmed');
  await clerk.press('choice-label-fits');
  await expect(clerk.at('fact-content')).toHaveAttribute('data-state', 'confirmed');
  await expect(clerk.at('choice-label-fits')).toBeHidden();
});

test('the sheet of labels has a code with check digits for each compartment', async ({ app, page }) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('nav-devices');
  await clerk.press('open-setup-sheet');
  const label = page.getByTestId(/^compartment-label-/).first();
  await expect(label).toHaveAttribute('data-code', /^FACH\d\d-/);
  await label.scrollIntoViewIfNeeded();
  await expect(label.locator('svg')).toBeVisible();
  await app.screenshot('compartment-labels');
});
