import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { findChromium } from './findChromium.ts';

/** A private Chromium that ends with this process: it is led over a pipe, and a closed pipe ends it. */
export async function launchChromium(options: {
  userData: string;
  name: string;
  headless: boolean;
  debuggingPort: string | undefined;
}): Promise<BrowserContext> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('No Chromium was found. Set SCHALTERWERK_CHROMIUM to the path of one.');
  const profiles = path.join(options.userData, 'stand-in');
  mkdirSync(profiles, { recursive: true });
  removeLeftovers(profiles);
  return chromium.launchPersistentContext(path.join(profiles, `${process.pid}-${options.name}`), {
    executablePath,
    headless: options.headless,
    viewport: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-default-apps',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(options.headless ? ['--headless=new'] : ['--app=data:text/html,', '--window-size=1280,800']),
      ...(process.env['SCHALTERWERK_CHROMIUM_FLAGS']?.split(' ').filter(Boolean) ?? []),
      ...(options.debuggingPort === undefined ? [] : [`--remote-debugging-port=${options.debuggingPort}`]),
    ],
  });
}

/** Profiles of processes that are gone. */
function removeLeftovers(profiles: string): void {
  for (const name of readdirSync(profiles)) {
    if (isAlive(Number.parseInt(name, 10))) continue;
    try {
      rmSync(path.join(profiles, name), { recursive: true, force: true });
    } catch {
      // Its Chromium is still ending; the next start tries again.
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
