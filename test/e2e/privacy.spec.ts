import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { found, personalData, pins } from '../security/secrets.ts';
import { ClerkHands } from '../support/clerkHands.ts';
import { trainingBackend } from '../support/backendRecords.ts';
import { expect, test, type TestApp } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

/** The built product, with everything going wrong: what it wrote down and said, and to whom. */

type Answer = { ok: true; value: never } | { ok: false; error: { code: string } };
interface Shown {
  session: { phase: string };
  connection: { state: string };
  devices: { devices: { state: string }[]; hostRunning: boolean };
  simulation: { codes: { what: string; mine: boolean; text: string }[]; pad: { blank: boolean } } | null;
  case: {
    steps: { id: string; kind: string; required: boolean; state: string }[];
    stop: { at: string } | null;
    signature: { state: string } | null;
  } | null;
}

async function ask(app: TestApp, name: string, input: unknown): Promise<Answer> {
  const page = await app.page();
  return page.evaluate(
    ([asked, value]) =>
      (globalThis as unknown as { bridge: { ask(name: unknown, input: unknown): Promise<never> } }).bridge.ask(
        asked,
        value,
      ),
    [name, input],
  );
}
async function shown(app: TestApp): Promise<Shown> {
  const answer = await ask(app, 'app.snapshots', null);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}
const ready = (app: TestApp): Promise<boolean> =>
  shown(app).then(
    ({ connection, devices }) =>
      connection.state === 'connected' &&
      devices.devices.length === 3 &&
      devices.devices.every(({ state }) => state === 'ready'),
    () => false,
  );
async function play(app: TestApp, what: string, mine: boolean): Promise<void> {
  const code = (await shown(app)).simulation?.codes.find((each) => each.what === what && each.mine === mine);
  if (!code) throw new Error(`no ${what}`);
  await ask(app, 'simulation.play', { deed: 'scan', text: code.text });
}

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(file);
    else if (entry.isFile()) yield file;
  }
}

test('a day of crashes leaves nothing of anybody in logs, error output and files, and no file for other accounts', async ({
  app,
}) => {
  test.setTimeout(180_000);
  let said = '';
  const listen = (): void => void app.process.stderr?.on('data', (text) => (said += String(text)));
  listen();
  const bridges: string[] = [];
  (await app.page()).context().on('page', (page) =>
    page.on('domcontentloaded', () => {
      if (page.url().includes('/pad/'))
        void page
          .evaluate(() => typeof (globalThis as { bridge?: unknown }).bridge)
          .then(
            (type) => bridges.push(type),
            () => undefined,
          );
    }),
  );
  await expect.poll(async () => (await shown(app)).session.phase, { timeout: hangMs }).toBe('signed-out');
  await ask(app, 'session.signIn', { clerkId: 'clerk-1', pin: '9876' });
  await ask(app, 'session.signIn', { clerkId: 'clerk-1', pin: '1111' });
  await ask(app, 'session.chooseCounter', { counterId: 'counter-1', takeOver: true });
  await expect.poll(() => ready(app), { timeout: hangMs }).toBe(true);

  expect(await ask(app, 'queue.callNext', null)).toMatchObject({ ok: true });
  await play(app, 'appointment-code', true);
  await play(app, 'mrz', false);
  await expect
    .poll(() => ask(app, 'case.confirmIdentity', { stepId: 'x', shown: 'passport' }))
    .toMatchObject({ ok: false, error: { code: 'wrong-person' } });
  await ask(app, 'case.acknowledgeStop', { at: (await shown(app)).case!.stop!.at });
  await ask(app, 'scans.type', { text: 'Unbekannter Zettel von Erika Mustermann' });
  for (const step of (await shown(app)).case?.steps ?? [])
    if (step.required && !['output', 'signature'].includes(step.kind))
      await ask(app, 'case.overrideStep', { stepId: step.id, reason: 'Frau Mustermann kommt wieder' });
  const signature = (await shown(app)).case?.steps.find(({ kind }) => kind === 'signature')?.id;
  expect(await ask(app, 'signatures.start', { stepId: signature })).toMatchObject({ ok: true });
  // The hidden window that draws for the pad lives so briefly that it may be gone before it has answered: the page is
  // drawn again until one has.
  let looks = 0;
  await expect
    .poll(
      async () => {
        looks += 1;
        if (bridges.length === 0 && looks % 3 === 0) {
          await ask(app, 'signatures.cancel', null);
          await ask(app, 'signatures.start', { stepId: signature });
        }
        return bridges.length;
      },
      { timeout: hangMs, intervals: [1000] },
    )
    .toBeGreaterThan(0);

  // Each process dies while a person's name stands on the pad.
  for (const part of ['window', 'backend', 'host', 'main'] as const) {
    await app.kill(part);
    if (part === 'main') {
      await app.restart();
      listen();
    }
    await expect.poll(() => ready(app), { timeout: hangMs }).toBe(true);
  }
  await expect.poll(async () => (await shown(app)).simulation?.pad.blank, { timeout: hangMs }).toBe(true);
  const people = [
    ...personalData(trainingBackend(app.dataDir)),
    ...pins,
    '9876',
    'Unbekannter',
    'Mustermann',
    'kommt wieder',
  ];

  await ask(app, 'session.signOut', { leaveOpen: true });
  const page = await app.page();
  await expect.poll(async () => (await shown(app)).session.phase).toBe('signed-out');
  const screen = await page.locator('body').innerText();
  expect(found(`${JSON.stringify(await shown(app))} ${screen}`, people)).toEqual([]);

  expect(found(app.log(), people)).toEqual([]);
  expect(found(said, people)).toEqual([]);
  expect(new Set(bridges)).toEqual(new Set(['undefined']));
  for (const file of filesIn(app.dataDir)) {
    const name = path.relative(app.dataDir, file);
    if (name === 'machine-settings.json' || name === 'settings.json' || name.startsWith('stand-in')) continue;
    if (process.platform !== 'win32') expect([name, statSync(file).mode & 0o077]).toEqual([name, 0]);
    if (!name.includes('backend'))
      expect([
        name,
        found(
          readFileSync(file).toString('latin1'),
          people.filter((secret) => /^[ -~]{5,}$/.test(secret)),
        ),
      ]).toEqual([name, []]);
  }
});

test('the printed setup sheet shows nothing of who is served', async ({ app, page }) => {
  const clerk = new ClerkHands(page);
  await clerk.signIn('clerk-1', '1111', 'counter-1');
  await clerk.press('call-next');
  await clerk.at('called').waitFor();
  await play(app, 'document-serial', false);
  await expect.poll(async () => (await shown(app)).case).toMatchObject({ stop: { what: 'document' } });
  await ask(app, 'case.acknowledgeStop', { at: (await shown(app)).case!.stop!.at });
  await clerk.press('nav-devices');
  await clerk.press('open-setup-sheet');
  await clerk.at('screen-setup-sheet').waitFor();
  await page.emulateMedia({ media: 'print' });
  const people = [...personalData(trainingBackend(app.dataDir)), 'Sabine', 'A017'];
  const printed = await page.locator('body').innerText();
  expect(printed).toContain('Honeywell');
  expect(found(printed, people)).toEqual([]);
  // Another code than before: the same one twice in a row would count once.
  await play(app, 'mrz', false);
  await expect.poll(async () => (await shown(app)).case).toMatchObject({ stop: { what: 'passport' } });
  await page.waitForTimeout(300);
  expect(found(await page.locator('body').innerText(), people)).toEqual([]);
});

test('the embedded backend answers nobody who comes from a web page', async ({ app, page }) => {
  test.skip(process.platform !== 'linux', 'the port is looked up in /proc');
  await expect.poll(async () => (await shown(app)).session.phase, { timeout: hangMs }).toBe('signed-out');
  const port = portOfBackend(app);
  const foreign = await page.context().newPage();
  await foreign.goto('data:text/html,<title>foreign</title>');
  const tried = await foreign.evaluate(async (base) => {
    const answers: string[] = [];
    for (const mode of ['cors', 'no-cors'] as const) {
      const answer = await fetch(`${base}/api/v1/session`, {
        method: 'POST',
        mode,
        body: JSON.stringify({ clerkId: 'clerk-1', pin: '1111' }),
      }).then(
        (response) => `${response.type} ${response.status}`,
        () => 'refused',
      );
      answers.push(answer);
    }
    return answers;
  }, `http://127.0.0.1:${port}`);
  await foreign.close();
  expect(tried[0]).toBe('refused');
  expect(['refused', 'opaque 0']).toContain(tried[1]);
});

test('the embedded backend answers no other program of this machine', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'the port is looked up in /proc');
  await expect.poll(async () => (await shown(app)).session.phase, { timeout: hangMs }).toBe('signed-out');
  const base = `http://127.0.0.1:${portOfBackend(app)}/api/v1`;
  for (const path of ['/health', '/ready', '/welcome', '/events', '/changes?since=0', '/openapi.json'])
    expect(`${path} ${(await fetch(base + path)).status}`).toBe(`${path} 403`);
  const signIn = await fetch(`${base}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clerkId: 'clerk-1', pin: '1111' }),
  });
  expect(signIn.status).toBe(403);
});

/** The port is told to the main process only; a test finds it among what the backend's process listens at. */
function portOfBackend(app: TestApp): string {
  const pid = [...app.log().matchAll(/embedded backend runs as process (\d+)/g)].at(-1)?.[1] ?? '';
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1]),
  );
  const row = readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((cells) => cells[3] === '0A' && own.has(cells[9]));
  return String(Number.parseInt(row?.[1]?.split(':')[1] ?? '0', 16));
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
