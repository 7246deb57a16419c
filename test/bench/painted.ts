import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { launch, runtimeName } from '../e2e/runtime.ts';
import { layCable, nowMs } from './cable.ts';
import { must, quantile, timeRow, type Row } from './measure.ts';

const count = 100;

/**
 * Promise 5: from the last byte of a scan to the painted result, through device host, main process and window of the
 * built application.
 */
export async function paintedRow(): Promise<Row> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-bench-'));
  const cable = await layCable(folder, 'scanner');
  writeFileSync(
    path.join(folder, 'settings.json'),
    JSON.stringify({ devices: { scanner: { path: cable.near, baudRate: 9600 } } }),
  );
  const app = await launch(folder, { SCHALTERWERK_MACHINE_SETTINGS: path.join(folder, 'machine-settings.json') });
  try {
    const page = await clerkPage(() => app.pages());
    await signIn(page);
    await watchPaint(page);
    const clock = await clockOffset(page);
    const took: number[] = [];
    for (let i = 0; i < count + 5; i++) {
      const number = String(i).padStart(8, '0');
      // Ten characters: of an unknown code no more than twelve are shown.
      const sent = cable.send(`]Q1P-${number}\r`);
      const painted = await page.evaluate(
        (code) => (globalThis as unknown as { paintOf(code: string): Promise<number> }).paintOf(code),
        number,
      );
      if (i >= 5) took.push(painted + clock - sent);
      await page.waitForTimeout(30);
    }
    const atOnce = took.filter((ms) => ms <= 100).length;
    return timeRow(
      `last byte to painted result, through all processes, on ${runtimeName}`,
      took,
      '',
      [],
      `${atOnce} of ${count} within 100 ms, slowest ${quantile(took, 1).toFixed(0)} ms`,
    );
  } finally {
    const ended = new Promise((resolve) => app.process.once('exit', resolve));
    app.process.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000))]);
    app.process.kill('SIGKILL');
    await app.disconnect().catch(() => undefined);
    cable.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function clerkPage(pages: () => Page[]): Promise<Page> {
  for (const limit = Date.now() + 40_000; Date.now() < limit;) {
    const page = pages().find((each) => each.url().endsWith('/index.html'));
    if (page) return page;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('There is no window.');
}

async function signIn(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.getByTestId('clerk-clerk-1').click({ timeout: 40_000 });
  await page.getByTestId('pin').fill('1111');
  await page.getByTestId('sign-in').click();
  await page.getByTestId('counter-counter-1').click();
  await page.locator('[data-testid="device-scanner"][data-state="ready"]').first().waitFor({ timeout: 30_000 });
}

/**
 * `paintOf(code)` resolves with the moment after the frame in which the flash of this code was painted: a task that is
 * posted from an animation frame runs after that frame.
 */
async function watchPaint(page: Page): Promise<void> {
  await page.evaluate(() => {
    const painted = new Map<string, number>();
    const waiting = new Map<string, (at: number) => void>();
    const seen = (): void => {
      const number = /\d{8}/.exec(document.querySelector('[data-testid="scan-flash"]')?.textContent ?? '')?.[0];
      if (number === undefined || painted.has(number)) return;
      painted.set(number, 0);
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          const at = performance.timeOrigin + performance.now();
          painted.set(number, at);
          waiting.get(number)?.(at);
        };
        channel.port2.postMessage(null);
      });
    };
    new MutationObserver(seen).observe(document.body, { childList: true, subtree: true, characterData: true });
    Object.assign(globalThis, {
      paintOf: (number: string) =>
        painted.get(number)
          ? Promise.resolve(painted.get(number))
          : new Promise((resolve, reject) => {
              waiting.set(number, resolve);
              setTimeout(() => reject(new Error('a scan was not painted')), 10_000);
            }),
    });
  });
}

/** The window's clock against ours; both are the machine's, but each process starts counting by itself. */
async function clockOffset(page: Page): Promise<number> {
  const offsets: number[] = [];
  for (let i = 0; i < 15; i++) {
    const before = nowMs();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    offsets.push((before + nowMs()) / 2 - there);
  }
  const offset = quantile(offsets, 0.5);
  // Below what a round trip can tell, the clocks are the same.
  must(Math.abs(offset) < 1000, 'the clocks of the processes differ');
  return Math.abs(offset) < 5 ? 0 : offset;
}
