import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { isClerkPage, launch, type Running, runtimeName } from './runtime.ts';
import { hangMs } from '../support/hang.ts';

export { expect } from '@playwright/test';

const screens = path.join(import.meta.dirname, '../../out/e2e/screens');

export type Part = 'main' | 'host' | 'backend' | 'window';

/** The built application with its own data folder, and what can happen to it. */
export class TestApp {
  readonly dataDir: string;
  /** Errors that pages wrote to their console, and exceptions nobody caught. */
  readonly pageErrors: string[] = [];
  private readonly env: Record<string, string>;
  private running: Running | undefined;
  private readonly crashed = new WeakSet<Page>();

  constructor(settings: object, env: Record<string, string>) {
    this.dataDir = mkdtempSync(path.join(os.tmpdir(), 'schalterwerk-e2e-'));
    this.env = { SCHALTERWERK_MACHINE_SETTINGS: path.join(this.dataDir, 'machine-settings.json'), ...env };
    writeFileSync(path.join(this.dataDir, 'settings.json'), JSON.stringify(settings));
  }

  async start(): Promise<void> {
    this.running = await launch(this.dataDir, this.env);
    this.running.onPage((page) => this.watch(page));
    for (const page of this.running.pages()) this.watch(page);
  }

  /** The clerk's window as it is now: another page than before after a restart, or when its process was replaced. */
  async page(): Promise<Page> {
    for (const deadline = Date.now() + hangMs; Date.now() < deadline;) {
      const found = this.running
        ?.pages()
        .find((page) => isClerkPage(page) && !page.isClosed() && !this.crashed.has(page));
      if (found) {
        await found.waitForLoadState('load');
        return found;
      }
      await pause();
    }
    throw new Error('There is no window.');
  }

  /** Ends one process the hard way, as a fault or a power cut does. */
  async kill(part: Part): Promise<void> {
    if (part === 'main') {
      const ended = this.ended();
      this.process.kill('SIGKILL');
      return ended;
    }
    if (part === 'window') {
      const page = await this.page();
      const gone = page.waitForEvent('crash');
      // The answer never comes: who would give it is gone.
      void page
        .context()
        .newCDPSession(page)
        .then((session) => session.send('Page.crash'))
        .catch(() => undefined);
      await gone;
      return;
    }
    process.kill(this.pidFromLog(part), 'SIGKILL');
  }

  /** Ends the application as the system does at log-off; resolves when it is gone. */
  async quit(): Promise<number | null> {
    const ended = this.ended();
    this.process.kill('SIGTERM');
    await ended;
    return this.process.exitCode;
  }

  /** After `kill('main')`, or from a running application by an orderly end. */
  async restart(): Promise<Page> {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.quit();
    await this.start();
    return this.page();
  }

  /** A picture of the window for people, in `out/e2e/screens`. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(screens, { recursive: true });
    const page = await this.page();
    await page.screenshot({ path: path.join(screens, `${name}.png`) });
  }

  /** The application's log file. */
  log(): string {
    return readFileSync(path.join(this.dataDir, 'logs/client.log'), 'utf8');
  }

  get process(): Running['process'] {
    if (!this.running) throw new Error('The application was not started.');
    return this.running.process;
  }

  async dispose(): Promise<void> {
    if (!this.running) return;
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const limit = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
      await this.quit();
      clearTimeout(limit);
    }
    await this.running.disconnect().catch(() => undefined);
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  private watch(page: Page): void {
    page.on('crash', () => this.crashed.add(page));
    page.on('pageerror', (error) => this.pageErrors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.pageErrors.push(message.text());
    });
  }

  private ended(): Promise<void> {
    return new Promise((resolve) => this.process.once('exit', () => resolve()));
  }

  private pidFromLog(part: 'host' | 'backend'): number {
    const line = part === 'host' ? /device host started, process (\d+)/g : /embedded backend runs as process (\d+)/g;
    const found = [...this.log().matchAll(line)].at(-1)?.[1];
    if (found === undefined) throw new Error(`The log does not name the process of the ${part}.`);
    return Number(found);
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

interface Options {
  /** The person's settings file before the first start. */
  settings: object;
  env: Record<string, string>;
}

export const test = base.extend<Options & { app: TestApp; page: Page }>({
  settings: [{}, { option: true }],
  env: [{}, { option: true }],
  app: async ({ settings, env }, use, info) => {
    const app = new TestApp(settings, env);
    await app.start();
    info.annotations.push({ type: 'runtime', description: runtimeName });
    await use(app);
    if (info.status !== info.expectedStatus)
      await app.screenshot(`failed-${info.title.replaceAll(/\W+/g, '-')}`).catch(() => undefined);
    await app.dispose();
  },
  page: async ({ app }, use) => use(await app.page()),
});
