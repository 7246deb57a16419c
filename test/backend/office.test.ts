import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OfficeFile, readOfficeFile } from '../../backend/office/officeFile.ts';
import { failureSentence } from '../../backend/failures.ts';
import { unknownServices } from '../../backend/office/unknownServices.ts';
import { setUpOffice } from '../../backend/office/setUpOffice.ts';
import { hashPin } from '../../backend/signin/pins.ts';
import { getRecord, putRecord } from '../../backend/store/recordStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { Desk, ask, outcome } from './api.ts';

const counter = { id: 'c1', name: 'Schalter 1', room: '1.01', services: ['eat-collect'] };
const door = { id: 'foyer-1', box: 'Foyer', label: '1', board: 0, lock: 0, gripHeight: 150 };
const clerk = { id: 'k1', name: 'Erika Mustermann', role: 'lead' as const, pin: '271828' };
const described = {
  name: 'Amt Musterstadt',
  rules: { walkInDelayMinutes: 20 },
  counters: [counter],
  compartments: [door],
  clerks: [clerk],
};
const office = OfficeFile.parse(described);

async function openDesk(url: string): Promise<Desk> {
  const { body } = await ask(url, 'POST', '/session', { body: { clerkId: 'k1', pin: '271828' } });
  const desk = new Desk(url, String(body['token']), 'c1');
  expect((await desk.choose('c1')).status).toBe(200);
  return desk;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schalterwerk-office-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a clerk in the file', () => {
  const file = (clerks: unknown[]) => OfficeFile.parse({ ...described, clerks });
  const code = async (url: string, token: string): Promise<unknown> =>
    (await ask(url, 'GET', '/session', { token })).body['code'];

  it('who left signs in no more, what they had open ends, and their name stays with what they did', async () => {
    const backend = await startTestBackend({ seed: false, office });
    const desk = await openDesk(backend.url);
    expect(outcome(await desk.send(desk.command({ kind: 'reserve', count: 0 })))).toBe('applied');
    expect(await setUpOffice(backend.database, file([]), new Date())).toEqual({ ok: true });
    expect(await code(backend.url, desk.token)).toBe('not-signed-in');
    const again = await ask(backend.url, 'POST', '/session', { body: { clerkId: 'k1', pin: clerk.pin } });
    expect(again.body['code']).toBe('wrong-pin');
    const names = await behindItsBack(backend.dataDir, 'SELECT name FROM clerks JOIN commands ON clerk_id = clerks.id');
    expect(names).toEqual([{ name: 'Erika Mustermann' }]);
    await backend.stop();
  });

  it.each([
    ['another PIN', { pin: '314159' }],
    ['another role', { role: 'clerk' }],
    ['a right more', { rights: ['back-office'] }],
  ])('with %s signs in anew; with the same as before nothing ends', async (_what, different) => {
    const backend = await startTestBackend({ seed: false, office });
    const desk = await openDesk(backend.url);
    await setUpOffice(backend.database, file([{ ...clerk, name: 'Erika Musterfrau' }]), new Date());
    expect(await code(backend.url, desk.token)).toBeUndefined();
    await setUpOffice(backend.database, file([{ ...clerk, ...different }]), new Date());
    expect(await code(backend.url, desk.token)).toBe('not-signed-in');
    await backend.stop();
  });

  it('keeps a PIN of four digits that they have; a new one, a lead and IT need six', async () => {
    const backend = await startTestBackend({ seed: false, office });
    const old = { id: 'k2', name: 'Max Mustermann', role: 'clerk', pin: '2718' };
    const short = { ok: false, failure: { code: 'office-pin-short', clerks: ['k2'] } };
    expect(await setUpOffice(backend.database, file([clerk, old]), new Date())).toEqual(short);
    // As an older version took it.
    const hash = await hashPin('2718');
    await behindItsBack(
      backend.dataDir,
      `INSERT INTO clerks (id, name, role, pin_hash) VALUES ('k2', 'Max Mustermann', 'clerk', '${hash}')`,
    );
    expect(await setUpOffice(backend.database, file([clerk, old]), new Date())).toEqual({ ok: true });
    expect(await setUpOffice(backend.database, file([clerk, { ...old, role: 'lead' }]), new Date())).toEqual(short);
    expect(await setUpOffice(backend.database, file([clerk, { ...old, pin: '3141' }]), new Date())).toEqual(short);
    await backend.stop();
  });
});

describe('an office that IT describes', () => {
  it('is there when the backend answers: who is in the file signs in and takes a counter', async () => {
    const backend = await startTestBackend({ seed: false, office });
    const { body } = await ask(backend.url, 'GET', '/welcome');
    expect(body).toMatchObject({
      office: { name: 'Amt Musterstadt', training: false, rules: { walkInDelayMinutes: 20, leaseSeconds: 90 } },
      counters: [counter],
      clerks: [{ id: 'k1' }],
    });
    const desk = await openDesk(backend.url);
    const { changes } = await desk.changes(0);
    expect(changes).toMatchObject([{ kind: 'compartment', value: { ...door, state: 'free', depositId: null } }]);
    await backend.stop();
  });

  it('changes with its file; what lies in a compartment stays, and the same file again is no news', async () => {
    const backend = await startTestBackend({ seed: false, office });
    const { database } = backend;
    await database.transaction(async (sql) =>
      putRecord(sql, 'compartment', { ...door, state: 'occupied', depositId: 'd1' }),
    );
    const desk = await openDesk(backend.url);
    const { cursor } = await desk.changes(0);
    expect(await setUpOffice(database, office, new Date())).toEqual({ ok: true });
    expect((await desk.changes(0)).cursor).toBe(cursor);
    await setUpOffice(
      database,
      OfficeFile.parse({
        ...described,
        counters: [
          { ...counter, room: '1.02' },
          { ...counter, id: 'c2' },
        ],
        compartments: [{ ...door, gripHeight: 90 }],
        clerks: [],
      }),
      new Date(),
    );
    expect((await ask(backend.url, 'GET', '/welcome')).body).toMatchObject({
      counters: [{ id: 'c1', room: '1.02' }, { id: 'c2' }],
      // Who is not in the file any more does not sign in.
      clerks: [],
    });
    expect(await database.read((sql) => getRecord(sql, 'compartment', 'foyer-1'))).toEqual({
      ...door,
      gripHeight: 90,
      state: 'occupied',
      depositId: 'd1',
    });
    await backend.stop();
  });

  it('is refused by name where a counter is to do what no process describes', async () => {
    const services = ['eat-collect', 'eat-colect'];
    const file = OfficeFile.parse({ ...described, counters: [{ ...counter, services }] });
    const processes = join(import.meta.dirname, '../../assets/processes');
    const unknown = unknownServices(file, processes);
    expect(unknown).toMatchObject({ services: ['eat-colect'], known: expect.arrayContaining(services.slice(0, 1)) });
    expect(failureSentence(unknown!)).toContain('eat-colect; nothing was changed');
    expect(unknownServices(office, processes)).toBeNull();
    // A backend that was built without the files knows nothing of them.
    expect(unknownServices(file, join(processes, 'nowhere'))).toBeNull();
  });

  it('gives a door to another compartment only when nothing lies behind it', async () => {
    const backend = await startTestBackend({ seed: false, office });
    const { database } = backend;
    const compartment = (id: string) => database.read((sql) => getRecord(sql, 'compartment', id));
    const renamed = OfficeFile.parse({ ...described, compartments: [{ ...door, id: 'eingang-1' }] });
    for (const held of [
      { state: 'occupied' as const, depositId: 'd1' },
      { state: 'blocked' as const, depositId: null },
    ]) {
      await database.transaction(async (sql) => putRecord(sql, 'compartment', { ...door, ...held }));
      expect(await setUpOffice(database, renamed, new Date())).toEqual({
        ok: false,
        failure: { code: 'office-door-in-use', compartments: ['foyer-1'] },
      });
      expect(await compartment('eingang-1')).toBeUndefined();
    }
    await database.transaction(async (sql) =>
      putRecord(sql, 'compartment', { ...door, state: 'free', depositId: null }),
    );
    expect(await setUpOffice(database, renamed, new Date())).toEqual({ ok: true });
    expect(await compartment('foyer-1')).toBeUndefined();
    expect(await compartment('eingang-1')).toMatchObject({ state: 'free' });
    await backend.stop();
  });

  it('never mixes with the invented one', async () => {
    const backend = await startTestBackend();
    const before = (await ask(backend.url, 'GET', '/welcome')).body;
    expect(await setUpOffice(backend.database, office, new Date())).toEqual({
      ok: false,
      failure: { code: 'office-is-training' },
    });
    expect((await ask(backend.url, 'GET', '/welcome')).body).toEqual(before);
    await backend.stop();
  });

  it('is missed aloud when there is none', async () => {
    const empty = await startTestBackend({ seed: false });
    expect(empty.log.join('\n')).toContain('there is no office in this database yet');
    await empty.stop();
    const full = await startTestBackend({ seed: false, office });
    expect(full.log.join('\n')).not.toContain('there is no office');
    await full.stop();
  });

  it.each([
    ['a slip of the pen', { ...described, countres: [] }, 'countres'],
    ['no counter', { ...described, counters: [] }, 'counters'],
    ['two counters of one id', { ...described, counters: [counter, counter] }, 'counters: two have the same id'],
    [
      'two doors of one label',
      { ...described, compartments: [door, { ...door, id: 'foyer-2', lock: 1 }] },
      'compartments: two have the same label',
    ],
    [
      'one lock twice',
      { ...described, compartments: [door, { ...door, id: 'foyer-2', label: '2' }] },
      'compartments: two are the same lock',
    ],
    [
      'a board in two boxes',
      { ...described, compartments: [door, { ...door, id: 'flur-1', box: 'Flur', label: '2', lock: 1 }] },
      'compartments: one board number stands in two boxes',
    ],
    ...['111111', '123456', '987654', '909090', '123123', '112233', '0000'].map((pin): [string, unknown, string] => [
      `the PIN ${pin}`,
      { ...described, clerks: [{ ...clerk, pin }] },
      'clerks.0.pin: is one that everybody tries first',
    ]),
    [
      'a PIN that is none',
      { ...described, clerks: [{ ...clerk, pin: 'geheim' }] },
      'clerks.0.pin: must be 4 to 12 digits',
    ],
  ])('with %s is refused, by field and without what stands there', (_what, file, detail) => {
    const path = join(folder, 'office.json');
    writeFileSync(path, JSON.stringify(file));
    const read = readOfficeFile(path);
    expect(read).toMatchObject({
      ok: false,
      failure: { code: 'office-unusable', path, detail: expect.stringContaining(detail) as string },
    });
    expect(JSON.stringify(read)).not.toMatch(/geheim|271828/);
  });
});
