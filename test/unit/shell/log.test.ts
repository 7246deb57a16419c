import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog, placeOf } from '../../../electron/shell/log.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'log-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the log', () => {
  it('writes one line with time and level', () => {
    openLog(folder)('info', 'Starting.');
    expect(readFileSync(path.join(folder, 'client.log'), 'utf8')).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z info {2}Starting\.\n$/,
    );
  });

  it('keeps five files and no more', () => {
    const log = openLog(folder);
    const line = 'x'.repeat(100_000);
    for (let i = 0; i < 80; i++) log('info', line);
    expect(readdirSync(folder).sort()).toEqual([
      'client.1.log',
      'client.2.log',
      'client.3.log',
      'client.4.log',
      'client.log',
    ]);
  });

  it('names the place of a fault, never its message', () => {
    const place = placeOf(new TypeError('Erika Mustermann'));
    expect(place).toMatch(/^TypeError\n\s+at /);
    expect(place).not.toContain('Mustermann');
    expect(placeOf(new Error('first line\n    at Erika Mustermann (1964-08-12)'))).not.toContain('Mustermann');
  });
});
