import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Bridge, Input, Output, RequestName } from '../../electron/contract/index.ts';
import { launch, runtimeName, type Running } from '../e2e/runtime.ts';
import { startTestBackend } from '../support/backend.ts';
import { endApplication, pageAt } from './applications.ts';
import { writeBareWindow } from './bareWindow.ts';
import { must, type Row } from './measure.ts';

/** People who come on a busy day to one counter, and how often somebody scans something meanwhile. */
const people = 60;
const scansEach = 6;

/**
 * Promise 13: resident memory of the clerk's window and of the main process after the work of a day, done through the
 * window's own bridge so that every deed is drawn; beside an empty window of the same runtime.
 */
export async function memoryRows(folder: string): Promise<Row[]> {
  const backend = await startTestBackend();
  const [ours, bare] = [path.join(folder, 'day'), path.join(folder, 'day-bare')];
  for (const each of [ours, bare]) mkdirSync(each, { recursive: true });
  writeFileSync(path.join(ours, 'settings.json'), JSON.stringify({ backend: { mode: 'remote', url: backend.url } }));
  const app = await launch(ours, { SCHALTERWERK_MACHINE_SETTINGS: path.join(ours, 'machine-settings.json') });
  const empty = await launch(bare, {}, writeBareWindow());
  try {
    const page = await pageAt(app, '/index.html');
    const emptyPage = await pageAt(empty, '/index.html');
    await page.setViewportSize({ width: 1366, height: 768 });
    await emptyPage.setViewportSize({ width: 1366, height: 768 });
    await page.getByTestId('clerk-clerk-1').click();
    await page.getByTestId('pin').fill('1111');
    await page.getByTestId('sign-in').click();
    await page.getByTestId('counter-counter-1').click();
    await page.getByTestId('call-next').waitFor();
    const before = await residentMb(app, page);
    await workADay(page);
    const after = await residentMb(app, page);
    const other = await residentMb(empty, emptyPage);
    const row = (what: string, part: 'window' | 'main'): Row => ({
      what: `${what} after ${people} people, on ${runtimeName}`,
      ours: `${after[part].toFixed(0)} MB`,
      beside: 'an empty window',
      other: `${other[part].toFixed(0)} MB`,
      ratio: after[part] / other[part],
      note: `${before[part].toFixed(0)} MB before the first`,
    });
    return [row('memory of the clerk’s window', 'window'), row('memory of the main process', 'main')];
  } finally {
    await endApplication(app);
    await endApplication(empty);
    await backend.stop();
  }
}

async function workADay(page: Page): Promise<void> {
  for (let n = 0; n < people; n++) {
    for (let scan = 0; scan < scansEach; scan++) await ask(page, 'scans.type', { text: `P-${n}-${scan}` });
    const { ticket } = await ask(page, 'queue.walkIn', {
      service: 'extend-title',
      familyName: '',
      givenNames: '',
      language: 'de',
    });
    const { day } = await ask(page, 'app.snapshots', null);
    const next = day.waiting.find((entry) => entry.ticket === ticket);
    must(next, 'who just came does not wait');
    await ask(page, 'queue.call', { appointmentId: next.appointmentId });
    await ask(page, 'case.appear', null);
    const { case: atHand } = await ask(page, 'app.snapshots', null);
    must(atHand, 'nobody came');
    for (const step of atHand.steps.filter(({ state }) => state === 'open'))
      await ask(page, 'case.overrideStep', { stepId: step.id, reason: 'Geprüft am Tresen' });
    await ask(page, 'case.finish', { outcome: 'completed' });
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => setTimeout(painted))));
  }
}

async function ask<N extends RequestName>(page: Page, name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await page.evaluate(
    ([asked, given]) => (globalThis as unknown as { bridge: Bridge }).bridge.ask(asked as RequestName, given as never),
    [name, input] as const,
  );
  must(answer.ok, `${name} was refused: ${answer.ok ? '' : answer.error.code}`);
  return answer.value as Output<N>;
}

/** Megabytes of the largest page process, and of the process that was started. Read where Linux tells them. */
async function residentMb(app: Running, page: Page): Promise<{ window: number; main: number }> {
  // A day has pauses in which a window tidies up; this one was worked through in a minute.
  const pageSession = await page.context().newCDPSession(page);
  await pageSession.send('HeapProfiler.collectGarbage');
  await pageSession.detach();
  const browser = page.context().browser();
  must(browser, 'there is no browser');
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => resident(id));
  return { window: Math.max(...pages), main: resident(app.process.pid ?? 0) };
}

function resident(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
