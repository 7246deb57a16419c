import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Presence } from '../../backend/server/presence.ts';
import { hashToken } from '../../backend/signin/tokens.ts';
import type { Database } from '../../backend/store/database.ts';
import { startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { Desk } from './api.ts';

/** When the database was away, it was not the counters that were. */

let backend: Awaited<ReturnType<typeof startTestBackend>>;
let desk: Desk;
let aheadMs = 0;
let isAway = false;
let presence: Presence;
const clock = (): Date => new Date(Date.now() + aheadMs);

beforeEach(async () => {
  aheadMs = 0;
  isAway = false;
  backend = await startTestBackend({ clock });
  desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
  await desk.serveNext();
  const flaky: Database = {
    ...backend.database,
    transaction: (work) => (isAway ? Promise.reject(new Error('away')) : backend.database.transaction(work)),
  };
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  presence = new Presence(flaky, clock);
});
afterEach(async () => {
  vi.useRealTimers();
  await presence.stop();
  await backend.stop();
});

const served = async (): Promise<unknown> =>
  (await backend.database.read((sql) => sql.all("SELECT value FROM records WHERE id = 'appointment-A017'")))[0]?.[
    'value'
  ];
const look = async (): Promise<void> => {
  vi.advanceTimersByTime(10_000);
  await backend.database.transaction(async () => undefined);
};

it('a sign of life that could not be noted is noted with the next request', async () => {
  aheadMs = 80_000;
  isAway = true;
  presence.seen(hashToken(desk.token));
  await backend.database.transaction(async () => undefined);
  isAway = false;
  presence.seen(hashToken(desk.token));
  aheadMs = 100_000;
  await look();
  expect(await served()).toContain('"awaySince":null');
});

it('one damaged record at a counter hides nobody who was left alone at another one', async () => {
  const other = await Desk.open(backend.url, 'clerk-2', 'counter-2');
  const beside = await other.serveNext();
  await behindItsBack(backend.dataDir, `UPDATE records SET value = '{' WHERE id = '${beside}'`);
  aheadMs = 200_000;
  await look();
  expect(await served()).toContain('"awaySince":"');
});

it('nobody counts as left alone before their counter had the time of a lease to be heard again', async () => {
  isAway = true;
  await look();
  aheadMs = 3_600_000;
  isAway = false;
  await look();
  await look();
  expect(await served()).toContain('"awaySince":null');
  aheadMs += 91_000;
  await look();
  expect(await served()).toContain('"awaySince":"');
});
