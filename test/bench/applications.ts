import type { Page } from '@playwright/test';
import type { Running } from '../e2e/runtime.ts';

/** The window of a started application that shows this page. */
export async function pageAt(app: Running, address: string): Promise<Page> {
  for (const limit = Date.now() + 40_000; Date.now() < limit;) {
    const page = app.pages().find((each) => URL.parse(each.url())?.pathname === address);
    if (page) return page;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('There is no window.');
}

/** Asked to end; killed where that takes longer than ten seconds. */
export async function endApplication(app: Running): Promise<void> {
  const ended = new Promise((resolve) => app.process.once('exit', resolve));
  app.process.kill('SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
  app.process.kill('SIGKILL');
  await app.disconnect().catch(() => undefined);
}
