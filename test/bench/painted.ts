import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { launch, runtimeName } from '../e2e/runtime.ts';
import { endApplication, pageAt } from './applications.ts';
import { writeBareWindow } from './bareWindow.ts';
import { layCable, nowMs } from './cable.ts';
import { must, quantile, timeRow, type Row } from './measure.ts';

const count = 100;
/**
 * Nobody scans while the picture of the scan before is still on its way to the screen: then the next one waits for the
 * screen's next frame, and that is measured instead.
 */
const atRestMs = 100;

/**
 * Promise 5: from the last byte of a scan to the painted result, through device host, main process and window of the
 * built application; beside the least way there is on the same runtime, a port in the main process and a page of one
 * line. The two take turns.
 */
export async function paintedRow(): Promise<Row> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-bench-'));
  const cable = await layCable(folder, 'scanner');
  const bareCable = await layCable(folder, 'bare');
  writeFileSync(
    path.join(folder, 'settings.json'),
    JSON.stringify({ devices: { scanner: { path: cable.near, baudRate: 9600 } } }),
  );
  const app = await launch(folder, { SCHALTERWERK_MACHINE_SETTINGS: path.join(folder, 'machine-settings.json') });
  const bareData = path.join(folder, 'bare');
  mkdirSync(bareData);
  const bare = await launch(bareData, { BARE_PORT: bareCable.near }, writeBareWindow());
  try {
    const page = await pageAt(app, '/index.html');
    await signIn(page);
    const ours = await paintedOn(page, '[data-testid="scan-flash"]');
    const barePage = await pageAt(bare, '/index.html');
    await barePage.setViewportSize({ width: 1366, height: 768 });
    const other = await paintedOn(barePage, '#text');
    const took: { ours: number[]; other: number[] } = { ours: [], other: [] };
    for (let i = 0; i < count + 5; i++) {
      const number = String(i).padStart(8, '0');
      // Ten characters: of an unknown code no more than twelve are shown.
      const line = `]Q1P-${number}\r`;
      const mine = await ours(number, () => cable.send(line));
      const bares = await other(number, () => bareCable.send(line));
      if (i >= 5) {
        took.ours.push(mine);
        took.other.push(bares);
      }
    }
    const atOnce = took.ours.filter((ms) => ms <= 100).length;
    return timeRow(
      `last byte to painted result, through all processes, on ${runtimeName}`,
      took.ours,
      'a port in the main process, a page of one line',
      took.other,
      `${atOnce} of ${count} within 100 ms, slowest ${quantile(took.ours, 1).toFixed(0)} ms`,
    );
  } finally {
    await endApplication(app);
    await endApplication(bare);
    cable.end();
    bareCable.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Milliseconds from the last byte that `send` wrote until the number in it was painted. */
async function paintedOn(
  page: Page,
  selector: string,
): Promise<(number: string, send: () => number) => Promise<number>> {
  await watchPaint(page, selector);
  const clock = await clockOffset(page);
  return async (number, send) => {
    const sent = send();
    const painted = await page.evaluate(
      (code) => (globalThis as unknown as { paintOf(code: string): Promise<number> }).paintOf(code),
      number,
    );
    await page.waitForTimeout(atRestMs);
    return painted + clock - sent;
  };
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
 * posted from an animation frame runs after that frame, and of the highest priority before what else waits.
 */
async function watchPaint(page: Page, selector: string): Promise<void> {
  await page.evaluate((place) => {
    const painted = new Map<string, number>();
    const waiting = new Map<string, (at: number) => void>();
    const seen = (): void => {
      const number = /\d{8}/.exec(document.querySelector(place)?.textContent ?? '')?.[0];
      if (number === undefined || painted.has(number)) return;
      painted.set(number, 0);
      requestAnimationFrame(() => {
        const done = (): void => {
          const at = performance.timeOrigin + performance.now();
          painted.set(number, at);
          waiting.get(number)?.(at);
        };
        void scheduler.postTask(done, { priority: 'user-blocking' });
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
  }, selector);
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
