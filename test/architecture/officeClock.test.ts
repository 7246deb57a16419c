import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

const core = join(import.meta.dirname, '../../electron/core');

/** Files that mean this computer's clock, and why. Everybody else is given the office's. */
const ofThisComputer: Record<string, string> = {
  'codes/mrz.ts': 'default of a parameter, for readers without an office',
  'codes/understand.ts': 'the same',
  'kernel/database/seal.ts': 'the name of a file that is put aside',
  'kernel/outbox/outbox.ts': 'before anything of an office was heard',
  'kernel/sync/sync.ts': 'how old the shown data are is measured here',
  'subjects/devices/traces.ts': 'recordings are of this computer’s devices',
  'subjects/simulation/simulation.ts': 'an invented passport of the training',
};

it('the core asks the office’s clock, and this computer’s only where that is meant', () => {
  const asking = readdirSync(core, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && readFileSync(join(core, file), 'utf8').includes('new Date()'))
    .map((file) => relative(core, join(core, file)));
  expect(asking.toSorted()).toEqual(Object.keys(ofThisComputer).toSorted());
});
