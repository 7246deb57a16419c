import { expect, test, type TestApp } from './fixture.ts';
import { hangMs } from '../support/hang.ts';

test('the window opens with the sign-in and no error', async ({ app, page }) => {
  await expect(page.getByRole('heading').first()).toBeVisible();
  await expect(page.getByText('Erika').or(page.getByLabel(/PIN/)).first()).toBeVisible();
  await app.screenshot('sign-in');
  expect(app.pageErrors).toEqual([]);
});

test('the window has the bridge and nothing of Node or Electron', async ({ page }) => {
  const seen = await page.evaluate(() => ({
    require: typeof (globalThis as { require?: unknown }).require,
    process: typeof (globalThis as { process?: unknown }).process,
    electron: typeof (globalThis as { electron?: unknown }).electron,
    bridge: Object.keys((globalThis as unknown as { bridge: object }).bridge),
    frozen: Object.isFrozen((globalThis as unknown as { bridge: object }).bridge),
  }));
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    electron: 'undefined',
    bridge: ['ask', 'on'],
    frozen: true,
  });
});

test('scripts, frames and connections from elsewhere are refused', async ({ page }) => {
  const refused = await page.evaluate(async () => {
    const violated: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.smuggled = true';
    document.body.append(script);
    const frame = document.createElement('iframe');
    frame.src = 'https://example.org/';
    document.body.append(frame);
    await fetch('https://example.org/').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { violated: [...new Set(violated)].sort(), smuggled: 'smuggled' in globalThis };
  });
  expect(refused).toEqual({ violated: ['connect-src', 'frame-src', 'script-src-elem'], smuggled: false });
});

test('no second window opens and the window stays where it is', async ({ app, page }) => {
  const before = page.url();
  await page.evaluate(() => {
    window.open('https://example.org/');
    const link = document.createElement('a');
    link.href = 'https://example.org/';
    document.body.append(link);
    link.click();
  });
  await page.waitForTimeout(500);
  expect(page.url()).toBe(before);
  expect((await app.page()).url()).toBe(before);
});

test('a request from a page that is not ours is refused', async ({ app, page }) => {
  await page.goto('data:text/html,<title>foreign</title>');
  const answer = await page.evaluate(() =>
    (globalThis as unknown as { bridge: { ask(name: string, input: null): Promise<unknown> } }).bridge.ask(
      'app.snapshots',
      null,
    ),
  );
  expect(answer).toEqual({ ok: false, error: { code: 'invalid-request' } });
  expect(app.log()).toContain('A request from a foreign sender was refused.');
});

test('an unknown request and a malformed one are refused', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const { bridge } = globalThis as unknown as { bridge: { ask(name: string, input: unknown): Promise<unknown> } };
    return [
      await bridge.ask('no.such', null),
      await bridge.ask('__proto__', null),
      await bridge.ask('session.signIn', { pin: 7 }),
    ];
  });
  expect(answers).toEqual([1, 2, 3].map(() => ({ ok: false, error: { code: 'invalid-request' } })));
});

for (const part of ['main', 'host', 'backend', 'window'] as const) {
  test(`the window works again after the process "${part}" was killed`, async ({ app }) => {
    await expect.poll(() => state(app)).toBe('backend answers, pad is there');
    await app.kill(part);
    if (part === 'main') await app.restart();
    await expect.poll(() => state(app), { timeout: hangMs }).toBe('backend answers, pad is there');
    await expect((await app.page()).getByRole('heading').first()).toBeVisible();
  });
}

test('the application ends in order, and leaves no process behind', async ({ app }) => {
  await expect.poll(() => state(app)).toBe('backend answers, pad is there');
  expect(await app.quit()).toBe(0);
  expect(app.log()).toMatch(/Ended\.\n$/);
});

type Answer = { ok: true; value: Snapshots } | { ok: false; error: { code: string } };
interface Snapshots {
  session: { clerks: { id: string }[] };
  devices: { hostRunning: boolean; devices: { kind: string; state: string }[] };
}

/** Whether the backend checks a PIN, and the pad is there. */
async function state(app: TestApp): Promise<string> {
  const page = await app.page();
  const { devices, answer } = await page.evaluate(async () => {
    const { bridge } = globalThis as unknown as { bridge: { ask(name: string, input: unknown): Promise<Answer> } };
    const snapshots = await bridge.ask('app.snapshots', null);
    if (!snapshots.ok) throw new Error(snapshots.error.code);
    const clerkId = snapshots.value.session.clerks[0]?.id ?? 'nobody';
    return { devices: snapshots.value.devices, answer: await bridge.ask('session.signIn', { clerkId, pin: '999999' }) };
  });
  const backendAnswers = !answer.ok && ['wrong-pin', 'too-many-attempts'].includes(answer.error.code);
  const padIsThere =
    devices.hostRunning && devices.devices.some((device) => device.kind === 'pad' && device.state === 'ready');
  return `backend ${backendAnswers ? 'answers' : 'is silent'}, pad ${padIsThere ? 'is there' : 'is missing'}`;
}
