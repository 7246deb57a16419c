import { existsSync, readFileSync } from 'node:fs';
import Store from 'electron-store';
import { Settings } from '../core/kernel/settings/settings.ts';
import type { DeviceSettingsStore } from '../core/kernel/settings/workstationSettings.ts';

export type SettingsFailure = {
  code: 'not-json' | 'not-valid' | 'not-readable';
  file: string;
  /** English, for the log and the administrator. */
  detail: string;
};
export type SettingsResult =
  | {
      ok: true;
      settings: Settings;
      /** As they are written. */
      files: { person: object; machine: object };
      saveLanguage(language: Settings['language']): void;
      deviceSettings: DeviceSettingsStore;
    }
  | { ok: false; failure: SettingsFailure };

class Unusable extends Error {
  readonly failure: SettingsFailure;
  constructor(failure: SettingsFailure) {
    super(failure.code);
    this.failure = failure;
  }
}

/**
 * Settings of the person at this machine, overruled field by field by the file of the machine's administrators. A
 * broken file is told, never replaced by defaults: they could send a counter to another backend than its office's.
 */
export function readSettings(files: { user: string; machine: string }): SettingsResult {
  try {
    const store = openStore(files.user);
    const machine = existsSync(files.machine) ? readJson(files.machine) : {};
    const parsed = Settings.safeParse(overrule(store.store, machine));
    if (!parsed.success) {
      const guilty = Settings.safeParse(machine).success ? store.path : files.machine;
      const detail = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      throw new Unusable({ code: 'not-valid', file: guilty, detail });
    }
    const unknown = unknownNames(machine, parsed.data);
    if (unknown.length > 0)
      throw new Unusable({ code: 'not-valid', file: files.machine, detail: `unknown: ${unknown.join(', ')}` });
    return {
      ok: true,
      settings: parsed.data,
      files: { person: store.store, machine },
      saveLanguage: (language) => store.set('language', language),
      deviceSettings: deviceSettingsIn(store, machine),
    };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, failure: error.failure };
    throw error;
  }
}

/**
 * Changes of the person's file by the window. The machine's file is read once: a change of it needs a new start anyway.
 */
function deviceSettingsIn(store: Store<Record<string, unknown>>, machine: object): DeviceSettingsStore {
  const fixed = Object.keys(subject(machine, 'devices'));
  return {
    fixed,
    save(change) {
      const devices = { ...subject(store.store, 'devices'), ...change };
      const parsed = Settings.safeParse(overrule({ ...store.store, devices }, machine));
      if (!parsed.success) return { ok: false, code: 'settings-wrong' };
      try {
        store.set('devices', devices);
      } catch {
        return { ok: false, code: 'settings-not-saved' };
      }
      return { ok: true, devices: parsed.data.devices };
    },
  };
}

function subject(settings: object, name: string): Record<string, unknown> {
  const value = (settings as Record<string, unknown>)[name];
  return isObject(value) ? value : {};
}

function openStore(folder: string): Store<Record<string, unknown>> {
  try {
    return new Store<Record<string, unknown>>({ cwd: folder, name: 'settings', clearInvalidConfig: false });
  } catch (error) {
    const code = error instanceof SyntaxError ? 'not-json' : 'not-readable';
    throw new Unusable({ code, file: `${folder}/settings.json`, detail: error instanceof Error ? error.message : '' });
  }
}

function readJson(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Unusable({ code: 'not-readable', file, detail: String((error as NodeJS.ErrnoException).code) });
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isObject(value)) return value;
  } catch {
    // Told below: both are "not a JSON object".
  }
  throw new Unusable({ code: 'not-json', file, detail: 'not a JSON object' });
}

/**
 * Names in `given` that mean nothing. In the machine's file that is a slip of the pen: "bakend" would leave the counter
 * in training.
 */
function unknownNames(given: object, understood: object): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (!(name in understood)) return [name];
    const known = (understood as Record<string, unknown>)[name];
    return typeof value === 'object' && value !== null && typeof known === 'object' && known !== null
      ? unknownNames(value, known).map((inner) => `${name}.${inner}`)
      : [];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function overrule(below: object, above: object): object {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const lower = merged[key];
    merged[key] = isObject(value) && isObject(lower) ? overrule(lower, value) : value;
  }
  return merged;
}
