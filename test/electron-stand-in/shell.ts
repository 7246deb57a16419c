import { spawn } from 'node:child_process';
import type { Shell } from './surface.ts';

/**
 * What Electron asks on this system to open an address: found on the search path, so that a test can put its own there.
 */
const opener: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

export const shell: Shell = {
  openExternal: (url) =>
    new Promise((resolve, reject) => {
      const [command, ...args] = opener[process.platform] ?? ['xdg-open'];
      const child = spawn(command, [...args, url], { stdio: 'ignore' });
      child.once('error', () => reject(new Error('Failed to open')));
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('Failed to open'))));
    }),
};
