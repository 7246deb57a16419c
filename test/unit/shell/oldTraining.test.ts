import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeOldTrainings } from '../../../electron/shell/oldTraining.ts';

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'schalterwerk-trainings-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));
const lines: string[] = [];
const remove = (today: string, at = root): void => removeOldTrainings(at, today, (_level, line) => lines.push(line));

describe('trainings of the past', () => {
  it('are removed after two weeks with all that is in them, and nothing else is', () => {
    for (const day of ['2026-11-01', '2026-11-16', '2026-11-17', '2026-12-01', '2027-01-01', 'notes', '2026-99-99']) {
      mkdirSync(join(root, day, 'counter'), { recursive: true });
      writeFileSync(join(root, day, 'counter', 'counter.db'), 'x');
    }
    remove('2026-12-01');
    expect(readdirSync(root).toSorted()).toEqual(['2026-11-17', '2026-12-01', '2026-99-99', '2027-01-01', 'notes']);
    expect(lines).toEqual([]);
  });

  it('that never were are no fault', () => {
    remove('2026-12-01', join(root, 'nowhere'));
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
    expect(lines).toEqual([]);
  });
});
