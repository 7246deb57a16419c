import type { Page } from '@playwright/test';
import { hangMs } from './hang.ts';

/**
 * What a clerk, and the simulated room around the counter, can do with the window. Everything goes through the screen.
 */
export class ClerkHands {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  at(testId: string) {
    return this.page.getByTestId(testId);
  }

  async press(testId: string): Promise<void> {
    await this.at(testId).first().click({ timeout: hangMs });
  }

  /** Waits until an element has this `data-state`. */
  async stateOf(testId: string, state: string): Promise<void> {
    await this.page.locator(`[data-testid="${testId}"][data-state="${state}"]`).first().waitFor({ timeout: hangMs });
  }

  async signIn(clerkId: string, pin: string, counterId: string): Promise<void> {
    await this.at(`clerk-${clerkId}`).click({ timeout: hangMs });
    await this.at('pin').fill(pin);
    await this.press('sign-in');
    await this.press(`counter-${counterId}`);
    await this.at('call-next').waitFor({ timeout: hangMs });
    for (const kind of ['scanner', 'pad', 'locker']) await this.stateOf(`device-${kind}`, 'ready');
  }

  /**
   * Serves whoever is called first until a compartment stands open for their document; the signature is left out with a
   * reason.
   */
  async upToTheOpenDoor(): Promise<void> {
    await this.press('call-next');
    await this.press('appeared');
    await this.scan('mrz');
    await this.tickAllDocuments('documents');
    await this.press('override-receipt');
    await this.at('override-reason').fill('Arm im Gips');
    await this.page.keyboard.press('Control+Enter');
    await this.press('deposit-start');
    await this.scan('document-serial');
    await this.stateOf('deposit', 'open');
  }

  /** Puts the document behind the open door, shuts it and confirms the label: the pickup code is on the screen. */
  async putInAndConfirm(): Promise<void> {
    await this.openSimulation();
    const compartment = await this.compartment();
    await this.press(`sim-put-${compartment}`);
    await this.press(`sim-close-${compartment}`);
    await this.stateOf('deposit', 'closed-unconfirmed');
    await this.scan('compartment-label', { label: compartment });
    await this.stateOf('deposit', 'done');
  }

  /** To somebody else of the visit: until they are the person here, and the simulated codes are theirs. */
  async switchTo(ticket: string): Promise<void> {
    await this.press(`switch-${ticket}`);
    await this.page.locator('[data-testid="case-ticket"]', { hasText: ticket }).waitFor({ timeout: hangMs });
    await this.openSimulation();
    const theirs = `.simulation__code[data-what="appointment-code"][data-mine="true"][data-label="${ticket}"]`;
    await this.page.locator(theirs).first().waitFor({ timeout: hangMs });
  }

  async openSimulation(): Promise<void> {
    if (!(await this.at('simulation').isVisible())) await this.press('nav-simulation');
    await this.at('simulation').waitFor();
  }

  /** Lets the simulated scanner read a code of the person at the counter, or of the one with this ticket. */
  async scan(what: string, whose: 'mine' | { label: string } = 'mine'): Promise<void> {
    await this.openSimulation();
    const filter = whose === 'mine' ? '[data-mine="true"]' : `[data-label="${whose.label}"]`;
    await this.page.locator(`.simulation__code[data-what="${what}"]${filter}`).first().click({ timeout: hangMs });
  }

  async scanText(text: string): Promise<void> {
    await this.openSimulation();
    await this.at('sim-scan-text').fill(text);
    await this.press('sim-scan-typed');
  }

  async tickAllDocuments(stepId: string): Promise<void> {
    const step = this.at(`step-${stepId}`);
    await step.getByRole('checkbox').first().waitFor({ timeout: hangMs });
    // A box shows what is recorded: it is ticked when the answer is there, not when the mouse was.
    for (const box of await step.getByRole('checkbox').all())
      for (let tries = 0; tries < 3 && !(await box.isChecked()); tries++) {
        await box.click();
        await box
          .and(this.page.locator(':checked'))
          .waitFor({ timeout: 5000 })
          .catch(() => undefined);
      }
    await this.press(`complete-${stepId}`);
    await this.stateOf(`step-${stepId}`, 'done');
  }

  /** The applicant signs on the pad; resolves when the pen is lifted. */
  async penSigns(): Promise<void> {
    await this.openSimulation();
    await this.page.locator('[data-testid="sim-pad-state"][data-inking="true"]').waitFor({ timeout: hangMs });
    await this.press('sim-sign');
    await this.page.locator('[data-testid="sim-sign"]:not([aria-busy])').waitFor({ timeout: hangMs });
  }

  /** Compartment in work, e.g. `3`. */
  async compartment(): Promise<string> {
    const text = await this.at('deposit-compartment').textContent();
    return /(\d+)\s*$/.exec(text ?? '')?.[1] ?? '';
  }
}
