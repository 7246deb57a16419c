import { Settings } from '../../core/kernel/settings/settings.ts';
import type { SelfTestReport } from '../../contract/selfTest.ts';
import { withoutHome } from './found.ts';

/** Every setting that holds now, and where it came from; the administrators' file wins over the person's. */
export function settingsSources(now: Settings, files: { person: object; machine: object }): SelfTestReport['settings'] {
  return leaves(now).map(([path, value]) => ({
    name: path.join('.'),
    value: shown(path, value),
    source: has(files.machine, path) ? 'machine' : has(files.person, path) ? 'person' : 'default',
  }));
}

/** Free words of an office: a printer can be called after somebody. That they are set is all that is told. */
const freeWords = new Set(['slip.printer', 'slip.place', 'codes']);

function shown(path: string[], value: unknown): string {
  const name = path.join('.');
  if (freeWords.has(name)) return value === '' ? '""' : '…';
  if (name === 'backend.url') return new URL(String(value)).origin;
  // A lasting name of a port holds the serial number of its device.
  return withoutHome(JSON.stringify(value)).replaceAll(/by-id\/[^"]+/g, 'by-id/…');
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function leaves(value: unknown, path: string[] = []): [path: string[], value: unknown][] {
  return isGroup(value)
    ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]))
    : value === undefined
      ? []
      : [[path, value]];
}

function has(file: unknown, [name = '', ...rest]: string[]): boolean {
  if (!isGroup(file) || !(name in file)) return false;
  return rest.length === 0 || !isGroup(file[name]) || has(file[name], rest);
}
