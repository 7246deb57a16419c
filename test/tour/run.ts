import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ClerkHands } from '../support/clerkHands.ts';
import { backendRecords, jpegSize, trainingBackend } from '../support/backendRecords.ts';
import { isClerkPage, launch, runtimeName } from '../e2e/runtime.ts';
import { hangMs } from '../support/hang.ts';

/**
 * The whole job, driven through the real window: one line per step, a picture of each, exit code 0 only if every record
 * arrived at the backend. On simulated devices and an office day of invented people.
 */

const screens = path.join(import.meta.dirname, '../../out/tour');
rmSync(screens, { recursive: true, force: true });
mkdirSync(screens, { recursive: true });
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-tour-'));
const began = Date.now();

console.log(`Tour through one appointment, on ${runtimeName}. Pictures: ${screens}`);
const app = await launch(dataDir, { SCHALTERWERK_MACHINE_SETTINGS: path.join(dataDir, 'machine-settings.json') });
let count = 0;
let failed = false;

try {
  await drive();
} catch (error) {
  failed = true;
  console.error(`✗ ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  await clerkPage()
    .then((page) => page.screenshot({ path: path.join(screens, 'failed.png') }))
    .catch(() => undefined);
  console.error(app.complaints().slice(0, 3000));
} finally {
  const ended = new Promise((resolve) => app.process.once('exit', resolve));
  app.process.kill('SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000))]);
  app.process.kill('SIGKILL');
  await app.disconnect().catch(() => undefined);
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
console.log(
  failed
    ? 'The tour did not get through.'
    : `Every record arrived. ${count} steps in ${((Date.now() - began) / 1000).toFixed(0)} s.`,
);
process.exit(failed ? 1 : 0);

async function drive(): Promise<void> {
  const page = await clerkPage();
  await page.setViewportSize({ width: 1366, height: 768 });
  const clerk = new ClerkHands(page);
  const { at, press, scan, stateOf } = {
    at: clerk.at.bind(clerk),
    press: clerk.press.bind(clerk),
    scan: clerk.scan.bind(clerk),
    stateOf: clerk.stateOf.bind(clerk),
  };

  await step('The window opens and offers the clerks of the office', 'sign-in', () =>
    at('phase-signed-out').waitFor({ timeout: hangMs }),
  );
  await step('A clerk signs in with a PIN and takes counter 1; queue and devices are there', 'counter', () =>
    clerk.signIn('clerk-1', '1111', 'counter-1'),
  );
  await step('Somebody arrives and scans the appointment code: checked in', 'check-in', async () => {
    const scheduled = await page.evaluate(async () => {
      const { bridge } = globalThis as unknown as {
        bridge: {
          ask(name: string, input: null): Promise<{ value: { day: { all: { ticket: string; state: string }[] } } }>;
        };
      };
      return (await bridge.ask('app.snapshots', null)).value.day.all.find(({ state }) => state === 'scheduled')?.ticket;
    });
    if (!scheduled) throw new Error('Nobody is expected any more today.');
    await scan('appointment-code', { label: scheduled });
    await at('waiting-list').getByText(scheduled, { exact: true }).waitFor({ timeout: 10_000 });
  });
  await step('Call next: the backend decides, the person is on the screen', 'called', async () => {
    await press('call-next');
    await at('called').waitFor();
    await expectText('case-ticket', 'A017');
  });
  await step('The appointment code is scanned: the person has appeared', 'appeared', async () => {
    await scan('appointment-code');
    await stateOf('case', 'serving');
  });
  await step("Somebody else's card is scanned: the wrong-person stop", 'wrong-person', async () => {
    await scan('document-serial', { label: await otherWithCard() });
    await at('stop-overlay').waitFor();
  });
  await step('The stop is acknowledged, nothing was recorded', 'after-stop', async () => {
    await press('stop-acknowledge');
    await at('stop-overlay').waitFor({ state: 'hidden' });
  });
  await step('The passport is read: name, birth date and check digits fit', 'identity', async () => {
    await scan('mrz');
    await stateOf('step-identity', 'done');
  });
  await step('The documents are ticked', 'documents', () => clerk.tickAllDocuments('documents'));
  await step('The pad shows what is signed, in the language of the applicant', 'pad', async () => {
    await press('signature-start');
    await at('signature').waitFor();
    await page.locator('[data-testid="sim-pad-state"][data-inking="true"]').waitFor({ timeout: hangMs });
  });
  await step('A mere dot is refused', 'dot-refused', async () => {
    await press('sim-dot');
    await press('sim-press-ok');
    await at('signature-problem').waitFor();
  });
  await step('The signature appears as it is written', 'ink', async () => {
    await clerk.penSigns();
  });
  await step('OK on the pad: stored, and the pad is blank', 'signed', async () => {
    await press('sim-press-ok');
    await stateOf('step-receipt', 'done');
    await page.locator('[data-testid="sim-pad-state"][data-blank="true"]').waitFor();
  });
  await step('The card is scanned: serial checked, one compartment opens', 'door-open', async () => {
    await press('deposit-start');
    await scan('document-serial');
    await stateOf('deposit', 'open');
  });
  const compartment = await clerk.compartment();
  await step(`The card lies in compartment ${compartment}, the door is shut`, 'door-shut', async () => {
    await press(`sim-put-${compartment}`);
    await press(`sim-close-${compartment}`);
    await stateOf('deposit', 'closed-unconfirmed');
  });
  await step('The label is scanned: content confirmed, pickup code on the slip', 'slip', async () => {
    await scan('compartment-label', { label: compartment });
    await stateOf('deposit', 'done');
    await at('pickup-code').waitFor();
  });
  await step("The slip on paper, in the applicant's language and in German", 'slip-paper', () =>
    page.emulateMedia({ media: 'print' }),
  );
  await page.emulateMedia({ media: null });
  await step('The slip is given; the code is gone from the screen', 'deposited', async () => {
    await press('slip-given');
    await stateOf('step-output', 'done');
  });
  await step('Finish: the appointment is complete', 'finished', async () => {
    await press('finish');
    await at('case-completed').waitFor();
  });
  await step('The day list shows it', 'day', async () => {
    await press('nav-day');
    await at('screen-day').waitFor();
  });
  await step('The devices and the wall of the output box', 'devices', async () => {
    await press('nav-devices');
    await at('screen-devices').waitFor();
  });
  await step("The backend's database has one call, one signature (JPEG 561 × 182) and one deposit", null, async () => {
    const deadline = Date.now() + hangMs;
    for (;;) {
      const missing = whatIsMissing(compartment);
      if (missing.length === 0) return;
      if (Date.now() > deadline) throw new Error(`Missing at the backend: ${missing.join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });

  async function otherWithCard(): Promise<string> {
    const label = await page
      .locator('.simulation__code[data-what="document-serial"][data-mine="false"]')
      .first()
      .getAttribute('data-label');
    if (!label) throw new Error('Nobody else has a card here today.');
    return label;
  }

  async function expectText(testId: string, text: string): Promise<void> {
    const found = (await at(testId).textContent())?.trim();
    if (found !== text) throw new Error(`Expected ${text} in ${testId}, found ${found}`);
  }

  async function step(sentence: string, picture: string | null, work: () => Promise<unknown>): Promise<void> {
    await work();
    count++;
    if (picture) {
      // A finger's breadth of time, so that pictures show what a person sees and not a half-drawn frame.
      await page.waitForTimeout(250);
      await page.screenshot({ path: path.join(screens, `${String(count).padStart(2, '0')}-${picture}.png`) });
    }
    console.log(`✓ ${sentence}`);
  }
}

function whatIsMissing(compartment: string): string[] {
  const records = backendRecords(trainingBackend(dataDir));
  const appointment = records.appointments.find(({ ticket }) => ticket === 'A017') as
    | { id: string; state: string; outcome: string; calledAt: string | null; finishedAt: string | null }
    | undefined;
  const signatures = records.signatureContents.filter((row) => row['appointment_id'] === appointment?.id);
  const size = jpegSize(Buffer.from(signatures[0]?.['jpeg'] ?? '', 'base64'));
  const deposits = records.deposits.filter(({ appointmentId }) => appointmentId === appointment?.id) as {
    id: string;
    compartmentId: string;
  }[];
  const door = records.compartments.find(({ label }) => label === compartment) as
    | { id: string; state: string }
    | undefined;
  const calls = records.commands.filter(({ kind, refusal }) => kind === 'call-next' && !refusal);
  const checks: [string, boolean][] = [
    [
      'the completed appointment with its times',
      appointment?.state === 'completed' &&
        appointment.outcome === 'completed' &&
        Boolean(appointment.calledAt && appointment.finishedAt),
    ],
    ['exactly one call', calls.length === 1],
    ['exactly one signature', signatures.length === 1 && JSON.parse(signatures[0]?.['strokes'] ?? '[]').length > 0],
    ['the JPEG of 561 × 182', size?.width === 561 && size.height === 182],
    [
      'exactly one deposit in that compartment',
      deposits.length === 1 && deposits[0]?.compartmentId === door?.id && door?.state === 'occupied',
    ],
    [
      'the hash of the pickup code',
      records.pickupCodes.some(
        (row) => row['deposit_id'] === deposits[0]?.id && String(row['code_hash']).startsWith('scrypt$'),
      ),
    ],
  ];
  return checks.filter(([, there]) => !there).map(([what]) => what);
}

async function clerkPage() {
  for (const deadline = Date.now() + hangMs; Date.now() < deadline;) {
    const page = app.pages().find(isClerkPage);
    if (page) return page;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No window opened: ${app.complaints().slice(-500)}`);
}
