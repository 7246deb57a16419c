import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** Moving between two disks, or over a file that another program holds, as the system tells it. */
const refusal = vi.hoisted(() => ({ from: '', code: '' }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    renameSync: (from: string, to: string) => {
      if (from === refusal.from) throw Object.assign(new Error(refusal.code), { code: refusal.code });
      real.renameSync(from, to);
    },
  };
});
const { dataFolders, moveEarlierData, presentFolder } = await import('../../../electron/shell/dataFolder.ts');

const windows = {
  platform: 'win32' as const,
  localAppData: 'C:\\Users\\mustermann\\AppData\\Local',
  chosen: false,
  electrons: 'C:\\Users\\mustermann\\AppData\\Roaming\\Schalterwerk',
  name: 'Schalterwerk',
};

describe('where the data of an account lie', () => {
  it('is the local part of the profile on Windows, never the part that roams', () => {
    expect(dataFolders(windows)).toEqual({
      folder: 'C:\\Users\\mustermann\\AppData\\Local\\Schalterwerk',
      earlier: windows.electrons,
    });
  });

  it('is where the start says, and what Electron chose elsewhere', () => {
    expect(dataFolders({ ...windows, chosen: true, electrons: 'D:\\trial' })).toEqual({
      folder: 'D:\\trial',
      earlier: null,
    });
    expect(dataFolders({ ...windows, platform: 'linux', electrons: '/home/m/.config/Schalterwerk' })).toEqual({
      folder: '/home/m/.config/Schalterwerk',
      earlier: null,
    });
    expect(dataFolders({ ...windows, localAppData: undefined })).toEqual({ folder: windows.electrons, earlier: null });
  });
});

describe('data of an earlier version', () => {
  let dir: string;
  let earlier: string;
  let folder: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'schalterwerk-folder-'));
    [earlier, folder] = [join(dir, 'Roaming'), join(dir, 'Local')];
    mkdirSync(join(earlier, 'counter'), { recursive: true });
    writeFileSync(join(earlier, 'counter/counter.db'), 'what waits');
    writeFileSync(join(earlier, 'Local State'), 'the key of the key store');
    Object.assign(refusal, { from: '', code: '' });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const whole = (place: string): boolean =>
    readFileSync(join(place, 'counter/counter.db'), 'utf8') === 'what waits' && existsSync(join(place, 'Local State'));

  it('come to the new place whole, once', () => {
    expect(moveEarlierData({ folder, earlier })).toEqual({ outcome: 'moved' });
    expect(whole(folder)).toBe(true);
    expect(existsSync(earlier)).toBe(false);
    expect(moveEarlierData({ folder, earlier })).toEqual({ outcome: 'nothing' });
  });

  it('are copied from another disk, and only a whole copy takes the place; half a copy of a start that was cut off is begun anew', () => {
    Object.assign(refusal, { from: earlier, code: 'EXDEV' });
    mkdirSync(`${folder}.arriving/counter`, { recursive: true });
    writeFileSync(`${folder}.arriving/counter/counter.db`, 'what');
    expect(moveEarlierData({ folder, earlier })).toEqual({ outcome: 'moved' });
    expect(whole(folder)).toBe(true);
    expect(existsSync(earlier)).toBe(false);
  });

  it('stay where they are when a program still holds them, and the start does not go on', () => {
    Object.assign(refusal, { from: earlier, code: 'EBUSY' });
    expect(moveEarlierData({ folder, earlier })).toEqual({ outcome: 'failed', detail: 'EBUSY' });
    expect(whole(earlier)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it('stay where they are while the earlier program runs', () => {
    expect(moveEarlierData({ folder, earlier }, () => false)).toEqual({ outcome: 'failed', detail: 'EBUSY' });
    expect(whole(earlier)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it('in two places are touched in neither', () => {
    mkdirSync(join(folder, 'counter'), { recursive: true });
    expect(moveEarlierData({ folder, earlier })).toEqual({ outcome: 'two-places' });
    expect(whole(earlier)).toBe(true);
    expect(existsSync(join(folder, 'counter'))).toBe(true);
  });

  it('come also where only a self-test was run before: reports and logs are no data', () => {
    mkdirSync(join(folder, 'self-test'), { recursive: true });
    expect(presentFolder({ folder, earlier })).toBe(earlier);
    expect(moveEarlierData({ folder, earlier })).toEqual({ outcome: 'moved' });
    expect(whole(folder)).toBe(true);
    expect(presentFolder({ folder, earlier })).toBe(folder);
  });

  it('that have arrived are removed at the next start where that was cut off', () => {
    mkdirSync(join(folder, 'counter'), { recursive: true });
    writeFileSync(join(earlier, 'moved-to-the-local-profile'), '');
    expect(moveEarlierData({ folder, earlier })).toEqual({ outcome: 'nothing' });
    expect(existsSync(earlier)).toBe(false);
    expect(existsSync(join(folder, 'counter'))).toBe(true);
  });
});
