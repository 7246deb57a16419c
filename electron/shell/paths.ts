import path from 'node:path';
import { app } from 'electron';
import type { WindowContract } from '../contract/index.ts';
import { preloadFile } from '../contract/windows.ts';

/**
 * Everything is found relative to the built `dist/electron/main.js`, in a checkout and in an installed application
 * alike.
 */
const dist = path.dirname(import.meta.dirname);
const trainings = (): string => path.join(app.getPath('userData'), 'training');

export const paths = {
  preload: (window: Pick<WindowContract, 'name'>) => path.join(dist, 'electron', preloadFile(window)),
  deviceHost: path.join(dist, 'native', 'host.js'),
  backend: path.join(dist, 'backend', 'main.js'),
  renderer: path.join(dist, 'renderer'),
  processes: path.join(dist, 'assets', 'processes'),
  /** This counter's local data; created by whoever writes first. */
  counterData: (training: boolean) => path.join(dataRoot(training), 'counter'),
  backendData: (training: boolean) => path.join(dataRoot(training), 'backend'),
  trainings,
  today,
  logs: () => path.join(app.getPath('userData'), 'logs'),
  /** Settings of the machine, written by its administrators. In a checkout a test may name another file. */
  machineSettings: () => (!app.isPackaged && process.env['SCHALTERWERK_MACHINE_SETTINGS']) || machineSettingsFile(),
};

/** Training has an office day of its own every day, and never shares a folder with real work. */
const dataRoot = (training: boolean): string => (training ? path.join(trainings(), today()) : app.getPath('userData'));

/** By the computer's own clock and zone: there is no office yet whose time could be asked. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

function machineSettingsFile(): string {
  switch (process.platform) {
    case 'win32':
      return path.join(process.env['PROGRAMDATA'] ?? 'C:\\ProgramData', 'Schalterwerk', 'settings.json');
    case 'darwin':
      return '/Library/Application Support/Schalterwerk/settings.json';
    default:
      return '/etc/schalterwerk/settings.json';
  }
}
