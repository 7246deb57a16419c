import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

/** An installed browser of the Chromium family, or undefined. `SCHALTERWERK_CHROMIUM` names one. */
export function findChromium(): string | undefined {
  const { SCHALTERWERK_CHROMIUM: chosen } = process.env;
  if (chosen) return chosen;
  return candidates().find((file) => existsSync(file));
}

function candidates(): string[] {
  const places: string[] = [];
  if (process.platform === 'win32') {
    for (const base of [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]) {
      if (!base) continue;
      places.push(
        path.join(base, 'Google/Chrome/Application/chrome.exe'),
        path.join(base, 'Microsoft/Edge/Application/msedge.exe'),
        path.join(base, 'Chromium/Application/chrome.exe'),
      );
    }
  } else if (process.platform === 'darwin') {
    places.push(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    );
  } else {
    const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
    const folders = (process.env['PATH'] ?? '/usr/bin').split(path.delimiter);
    places.push(...names.flatMap((name) => folders.map((folder) => path.join(folder, name))));
  }
  return [...places, chromium.executablePath()];
}
