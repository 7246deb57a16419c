/**
 * Takes a picture of every scene in every size and theme and runs axe on each.
 *
 *   node test/support/previewScreens.ts <folder> [name-part] [view]
 *
 * RENDERER names another folder of built windows than dist/renderer. Exits with 1 when axe finds something, the page
 * reports an error, or something does not fit its width.
 */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { installFakeBridge } from './fakeBridge.ts';
import { scenes } from './previewScenes.ts';
import { serveRenderer } from './previewServer.ts';

const views = {
  'laptop-light': { width: 1366, height: 768, scale: 1, colorScheme: 'light' },
  'laptop-dark': { width: 1366, height: 768, scale: 1, colorScheme: 'dark' },
  'desk-light': { width: 1920, height: 1080, scale: 1, colorScheme: 'light' },
  'desk-dark': { width: 1920, height: 1080, scale: 1, colorScheme: 'dark' },
  'zoom-light': { width: 683, height: 384, scale: 2, colorScheme: 'light' },
  'zoom-dark': { width: 683, height: 384, scale: 2, colorScheme: 'dark' },
} as const;

const [folder = 'dist/screens', part = '', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const { url, server } = await serveRenderer(
  process.env['RENDERER'] ?? fileURLToPath(new URL('../../dist/renderer', import.meta.url)),
);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
let faults = 0;
let pictures = 0;
const complain = (scene: string, text: string) => {
  faults += 1;
  console.log(`${scene}: ${text}`);
};
for (const [view, { width, height, scale, colorScheme }] of Object.entries(views)) {
  if (!view.includes(only)) continue;
  for (const scene of scenes.filter((one) => one.name.includes(part))) {
    const label = `${scene.name}-${view}`;
    // axe is put into the page by the test, so the page's own policy must not stop it; policy faults are checked first,
    // without it.
    const context = await browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme,
      reducedMotion: 'reduce',
      bypassCSP: true,
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => complain(label, `error in the page: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && complain(label, `console: ${message.text()}`));
    await page.addInitScript(installFakeBridge, scene.known);
    await page.goto(url);
    await page.locator('#root > *').first().waitFor({ state: 'attached' });
    await scene.play?.(page);
    await page.waitForTimeout(120);
    // Of a list of hundreds the beginning is enough, and more than a picture can hold.
    const fullPage =
      view.startsWith('zoom') && (await page.evaluate(() => document.documentElement.scrollHeight)) < 12_000;
    await page.screenshot({ path: join(folder, `${label}.png`), fullPage });
    pictures += 1;
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (overflow > 0) complain(label, `${overflow} px wider than the window`);
    await page.addScriptTag({ path: axe });
    const found = await page.evaluate(async () => {
      const runner = (
        window as unknown as {
          axe: {
            run(): Promise<{
              violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
            }>;
          };
        }
      ).axe;
      return (await runner.run()).violations.map(
        (one) =>
          `${one.id} (${one.nodes.length}): ${one.help}: ${one.nodes[0]?.html.slice(0, 220)} ${one.nodes[0]?.failureSummary?.slice(0, 260)}`,
      );
    });
    for (const one of found) complain(label, one);
    await context.close();
  }
}
await browser.close();
server.close();
console.log(`${pictures} pictures in ${folder}, ${faults} faults`);
process.exitCode = faults > 0 ? 1 : 0;
