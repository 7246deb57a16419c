import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// electron-store asks Electron for a folder only when it is given none; the npm package would look for the runtime.
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: 'data:text/javascript,export default {}', shortCircuit: true } : next(name, context),
});
const { readSettings } = await import('../../../electron/shell/settings.ts');

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'settings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const user = (text: string): void => writeFileSync(path.join(folder, 'settings.json'), text);
const machine = (text: string): void => writeFileSync(path.join(folder, 'machine.json'), text);
const read = () => readSettings({ user: folder, machine: path.join(folder, 'machine.json') });

describe('settings', () => {
  it('are the defaults when nobody set anything', () => {
    expect(read()).toMatchObject({ ok: true, settings: { language: 'de', backend: { mode: 'embedded' } } });
  });

  it('of the machine win over those of the person, field by field', () => {
    user(
      JSON.stringify({
        language: 'en',
        backend: { mode: 'embedded', seed: true },
        devices: { pad: 'none', simulate: true },
      }),
    );
    machine(
      `\uFEFF${JSON.stringify({ backend: { mode: 'remote', url: 'https://backend.example' }, devices: { simulate: false } })}`,
    );
    expect(read()).toMatchObject({
      ok: true,
      settings: {
        language: 'en',
        backend: { mode: 'remote', url: 'https://backend.example' },
        devices: { pad: 'none', simulate: false },
      },
    });
  });

  it('keep the language that the clerk chose', () => {
    const first = read();
    if (first.ok) first.saveLanguage('en');
    expect(read()).toMatchObject({ ok: true, settings: { language: 'en' } });
  });

  it('of devices are changed in the person’s file, beside what stood there', () => {
    user(JSON.stringify({ language: 'en', devices: { pad: 'none' } }));
    const first = read();
    if (!first.ok) throw new Error(first.failure.code);
    expect(first.deviceSettings.save({ scannerEndMark: 'tab' })).toMatchObject({
      ok: true,
      devices: { scannerEndMark: 'tab', pad: 'none' },
    });
    expect(read()).toMatchObject({
      ok: true,
      settings: { language: 'en', devices: { scannerEndMark: 'tab', pad: 'none' } },
    });
  });

  it('of devices that the machine sets are told as fixed, and a broken value is not written', () => {
    machine(JSON.stringify({ devices: { locker: { path: 'COM5', baudRate: 19_200 }, simulate: false } }));
    const first = read();
    if (!first.ok) throw new Error(first.failure.code);
    expect(first.deviceSettings.fixed).toEqual(['locker', 'simulate']);
    expect(first.deviceSettings.save({ scanner: { path: 'COM3', baudRate: -1 } })).toEqual({
      ok: false,
      code: 'settings-wrong',
    });
    expect(read()).toMatchObject({ ok: true, settings: { devices: { scanner: 'auto' } } });
  });

  it.each([
    ['{ "language": ', 'not-json'],
    ['{ "backend": { "mode": "remote" } }', 'not-valid'],
  ])('a broken file of the person is told and left as it is: %s', (text, code) => {
    user(text);
    expect(read()).toMatchObject({ ok: false, failure: { code, file: path.join(folder, 'settings.json') } });
    expect(readFileSync(path.join(folder, 'settings.json'), 'utf8')).toBe(text);
  });

  it.each([
    ['[]', 'not-json'],
    ['{ "backend": { "mode": "remote", "url": 7 } }', 'not-valid'],
    ['{ "bakend": { "mode": "remote", "url": "https://backend.example" } }', 'not-valid'],
    ['{ "devices": { "moreScanners": [{ "path": "COM3", "baudRate": 9600, "endmark": "cr" }] } }', 'not-valid'],
  ])('a broken file of the machine is told: %s', (text, code) => {
    machine(text);
    expect(read()).toMatchObject({ ok: false, failure: { code, file: path.join(folder, 'machine.json') } });
  });

  it('of the machine name what they do not know', () => {
    machine(
      '{ "bakend": {}, "devices": { "scaner": "auto", "locker": { "path": "COM5", "baudRate": 19200, "lock": 8 } } }',
    );
    expect(read()).toMatchObject({
      ok: false,
      failure: { detail: 'unknown: bakend, devices.scaner, devices.locker.lock' },
    });
  });
});
