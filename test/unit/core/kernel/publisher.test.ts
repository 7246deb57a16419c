import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { SnapshotName } from '../../../../electron/contract/index.ts';
import { Changes } from '../../../../electron/core/kernel/changes.ts';
import { Publisher, type Makers } from '../../../../electron/core/kernel/publisher.ts';

const names: SnapshotName[] = [
  'session',
  'connection',
  'day',
  'case',
  'scans',
  'devices',
  'outbox',
  'simulation',
  'traces',
];
type Source = 'records' | 'outbox' | 'devices';
const reads: Partial<Record<SnapshotName, Source[]>> = {
  day: ['records', 'outbox'],
  case: ['records'],
  devices: ['devices'],
};

let changes: Changes<Source>;
let publisher: Publisher<Source>;
/** What each snapshot says. */
let says: Partial<Record<SnapshotName, string>>;
let made: SnapshotName[];
let told: string[];
beforeEach(() => {
  changes = new Changes();
  [says, made, told] = [{}, [], []];
  const maker = (name: SnapshotName) => ({
    reads: reads[name] ?? [],
    make: () => (made.push(name), { says: says[name] ?? '' }),
  });
  publisher = new Publisher(
    changes,
    (name, value) => told.push(`${name} ${(value as unknown as { says: string }).says}`),
    Object.fromEntries(names.map((name) => [name, maker(name)])) as unknown as Makers<Source>,
  );
});

it('makes anew what reads something that changed, once a turn, and nothing else', async () => {
  says = { day: 'two wait', case: 'nobody' };
  changes.changed('records');
  changes.changed('outbox', 'records');
  expect(made).toEqual([]);
  await turn();
  expect(made).toEqual(['day', 'case']);
  expect(told).toEqual(['day two wait', 'case nobody']);
});

it('tells nothing twice, and tells what comes back', async () => {
  for (const says_ of ['one', 'one', 'two', 'one']) {
    says = { devices: says_ };
    changes.changed('devices');
    await turn();
  }
  expect(told).toEqual(['devices one', 'devices two', 'devices one']);
});

it('tells everybody again what changes after a window opened, which may have seen something in between', async () => {
  says = { devices: 'one' };
  changes.changed('devices');
  await turn();
  says = { devices: 'two' };
  changes.changed('devices');
  expect(publisher.forNewWindow().devices).toEqual({ says: 'two' });
  says = { devices: 'one' };
  await turn();
  expect(told).toEqual(['devices one', 'devices one']);
});

it('is not waited for by others who listen: they hear of it at once, also of what no window shows', () => {
  const heard: Source[] = [];
  changes.listen(['outbox', 'devices'], (source) => heard.push(source));
  changes.changed('devices', 'records', 'outbox');
  expect(heard).toEqual(['devices', 'outbox']);
  expect(told).toEqual([]);
});
