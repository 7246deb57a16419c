import { createHash, randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  unlinkSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../../../backend/contract/index.ts';
import { demoPeople } from '../../../../../backend/seed/people.ts';
import { makeOfficeDay } from '../../../../../backend/seed/officeDay.ts';
import { createApplication, type Application } from '../../../../../electron/core/wiring/application.ts';
import { Database, isStorageFull, openDatabase } from '../../../../../electron/core/kernel/database/open.ts';
import { store0001 } from '../../../../../electron/core/kernel/database/migrations/0001-store.ts';
import { loadKey, sealWith } from '../../../../../electron/core/kernel/database/seal.ts';
import { openStore, Store } from '../../../../../electron/core/kernel/database/store.ts';
import { Office } from '../../../../../electron/core/kernel/records/office.ts';
import { Outbox } from '../../../../../electron/core/kernel/outbox/outbox.ts';
import type { KeyStore } from '../../../../../electron/core/kernel/ports.ts';
import { Settings } from '../../../../../electron/core/kernel/settings/settings.ts';
import { uuidv7 } from '../../../../../electron/core/kernel/basics/uuid.ts';
import { startDeviceHost } from '../../../../../native/index.ts';
import { noKeyStore, testKey } from '../../../../support/keys.ts';

/** A system with a key store; `rotated` says that it has a newer key by now. */
const keyStore = (rotated = false): KeyStore => ({
  available: true,
  seal: async (secret) => Buffer.from(`sealed ${secret}`),
  open: async (sealed) => {
    if (!sealed.toString().startsWith('sealed ')) throw new Error('Error while decrypting the ciphertext.');
    return { secret: sealed.toString().slice('sealed '.length), sealAgain: rotated };
  },
});
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'schalterwerk-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const path = (): string => join(dir, 'counter.db');
const open = (key = testKey) => openStore(dir, key, () => {});
function opened(key = testKey): Store {
  const result = open(key);
  if (!result.ok) throw new Error(result.detail);
  return result.store;
}
/** Every file of the folder with the fingerprint of its content. */
const fingerprints = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir)
      .filter((name) => !name.endsWith('-shm'))
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(dir, name)))
          .digest('hex'),
      ]),
  );
const stoodStillAt = (log: string[] = []): Application =>
  createApplication({
    dataDir: dir,
    processesDir: dir,
    settings: Settings.parse({}),
    saveLanguage: () => {},
    deviceSettings: { fixed: [], save: () => ({ ok: false, code: 'settings-not-saved' }) },
    backendUrl: () => null,
    backendSecret: null,
    host: startDeviceHost(),
    key: testKey,
    openBrowser: async () => {},
    browserPage: () => '',
    comeForward: () => {},
    paintPad: async () => new Uint8Array(),
    print: async () => 'no-printer',
    selfTest: async () => null,
    publish: () => {},
    log: (level, line) => log.push(`${level} ${line}`),
  });
const command = (): Command => ({
  id: uuidv7(),
  counterId: 'counter-1',
  at: '2026-11-22T09:00:00.000Z',
  action: { kind: 'park', appointmentId: 'appointment-A017', reason: 'Holt Erika ab' },
});

describe('the seal', () => {
  it('opens what it closed, and nothing of which one bit was changed', () => {
    const seal = sealWith(randomBytes(32));
    const closed = seal.close({ name: 'Erika' }, 'meta/a');
    expect(seal.open(closed, 'meta/a')).toEqual({ name: 'Erika' });
    expect(() => seal.open(closed, 'meta/b')).toThrow(/authenticat/);
    for (let i = 0; i < closed.length; i += 1) {
      const changed = Uint8Array.from(closed);
      changed[i]! ^= 1;
      expect(() => seal.open(changed, 'meta/a')).toThrow(/authenticat/);
    }
    expect(() => sealWith(randomBytes(32)).open(closed, 'meta/a')).toThrow(/authenticat/);
    expect(() => seal.open(closed.subarray(0, 20), 'meta/a')).toThrow(/authenticat/);
  });

  it('gives equal values different looks', () => {
    const seal = sealWith(randomBytes(32));
    expect(Buffer.from(seal.close('a', 'p')).equals(Buffer.from(seal.close('a', 'p')))).toBe(false);
  });
});

describe('the key', () => {
  const guarded = (): string => join(dir, 'store.key.sealed');
  const plain = (): string => join(dir, 'store.key');
  const use = async (keys: KeyStore) => open(await loadKey(dir, keys));

  it('is kept for its owner only, or guarded by the system', async () => {
    expect(await loadKey(dir, noKeyStore)).toMatchObject({ ok: true, protected: false });
    expect(statSync(plain()).mode & 0o077).toBe(0);
    rmSync(plain());
    const first = await loadKey(dir, keyStore());
    expect(first).toMatchObject({ ok: true, protected: true });
    expect(existsSync(plain())).toBe(false);
    expect(await loadKey(dir, keyStore())).toEqual(first);
    opened(first).addCommand(command());
    expect(await loadKey(dir, noKeyStore)).toMatchObject({ ok: false });
  });

  it('that is missing, foreign or torn is never replaced: the store is refused and stays as it is', async () => {
    const first = await loadKey(dir, noKeyStore);
    const store = opened(first);
    store.addCommand(command());
    store.close();
    const key = readFileSync(plain());
    unlinkSync(plain());
    const before = fingerprints();
    expect(await use(noKeyStore)).toMatchObject({ ok: false, detail: expect.stringContaining('missing') });
    expect(fingerprints()).toEqual(before);
    for (const other of [`${randomBytes(32).toString('base64')}\n`, 'torn', '']) {
      writeFileSync(plain(), other);
      expect(await use(noKeyStore)).toMatchObject({ ok: false });
    }
    writeFileSync(plain(), key);
    expect(opened(await loadKey(dir, noKeyStore)).commands()).toHaveLength(1);
  });

  it('that was kept in clear is sealed as soon as there is a key store, and its clear file goes once the sealed one was opened by a later start', async () => {
    const first = await loadKey(dir, noKeyStore);
    expect(await loadKey(dir, keyStore())).toMatchObject({ ok: true, protected: true });
    expect(existsSync(plain())).toBe(true);
    const later = await loadKey(dir, keyStore());
    expect(existsSync(plain())).toBe(false);
    expect(later.ok && first.ok && later.key.equals(first.key)).toBe(true);
  });

  it('is sealed anew when the system has a newer key', async () => {
    const first = await loadKey(dir, keyStore());
    const stamp = statSync(guarded()).ino;
    expect(await loadKey(dir, keyStore(true))).toEqual(first);
    expect(statSync(guarded()).ino).not.toBe(stamp);
  });

  it('is used only whole, and sealed anew only where that works', async () => {
    const first = await loadKey(dir, keyStore());
    const failing: KeyStore = {
      ...keyStore(true),
      seal: async () => {
        throw new Error('no room');
      },
    };
    expect(await loadKey(dir, failing)).toEqual(first);
    const before = fingerprints();
    const empty: KeyStore = { ...keyStore(true), open: async () => ({ secret: '', sealAgain: true }) };
    opened(first).addCommand(command());
    expect(await loadKey(dir, empty)).toMatchObject({ ok: false });
    expect(fingerprints()['store.key.sealed']).toBe(before['store.key.sealed']);
  });

  it('in clear that is another one than the sealed is not removed, and a half-removed one is', async () => {
    await loadKey(dir, keyStore());
    writeFileSync(plain(), `${randomBytes(32).toString('base64')}\n`);
    await loadKey(dir, keyStore());
    expect(existsSync(plain())).toBe(true);
    writeFileSync(plain(), Buffer.alloc(45));
    await loadKey(dir, keyStore());
    expect(existsSync(plain())).toBe(false);
  });

  it('whose replacement was cut off in the middle is replaced at the next start', async () => {
    opened(await loadKey(dir, keyStore())).close();
    // The store is set aside already, the key not yet.
    renameSync(path(), `${path()}.unopened-before`);
    writeFileSync(guarded(), 'torn');
    expect(await loadKey(dir, keyStore())).toMatchObject({ ok: true, protected: true });
  });

  it('that the system cannot open after a power cut in the first seconds is replaced while nothing was done here; what was there is set aside', async () => {
    const first = await loadKey(dir, keyStore());
    const store = opened(first);
    store.setMeta('office', { name: 'Musterstadt' });
    store.close();
    writeFileSync(guarded(), 'sealed with a key that never reached the disk'.slice(6));
    const second = await loadKey(dir, keyStore());
    expect(second).toMatchObject({ ok: true, protected: true });
    expect(readdirSync(dir).filter((name) => name.includes('.unopened-'))).toHaveLength(2);
    const anew = opened(second);
    expect(anew.commands()).toEqual([]);
    anew.addCommand(command());
    anew.close();
    // From now on there is something: the same fault stops the program, and nothing is touched.
    writeFileSync(guarded(), 'torn');
    const before = fingerprints();
    expect(await loadKey(dir, keyStore())).toMatchObject({ ok: false });
    expect(fingerprints()).toEqual(before);
  });
});

describe('a file that is not this program’s store', () => {
  const cases: [string, () => void, string?][] = [
    ['is no database', () => writeFileSync(path(), 'Dear diary, this is no database at all. '.repeat(50))],
    [
      'belongs to another program',
      () => {
        const other = new DatabaseSync(path());
        other.exec("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('Soup')");
        other.close();
      },
      'foreign',
    ],
    [
      'is from a newer program',
      () => {
        opened().close();
        const newer = new DatabaseSync(path());
        newer.exec('PRAGMA user_version = 99');
        newer.close();
      },
      'newer',
    ],
    [
      'was damaged in the middle',
      () => {
        const store = opened();
        for (let i = 0; i < 50; i += 1) store.addCommand(command());
        store.close();
        const bytes = readFileSync(path());
        bytes.fill(0x5a, 4096, bytes.length - 4096);
        writeFileSync(path(), bytes);
      },
    ],
    [
      'was cut off',
      () => {
        const store = opened();
        for (let i = 0; i < 50; i += 1) store.addCommand(command());
        store.close();
        writeFileSync(path(), readFileSync(path()).subarray(0, 10_000));
      },
    ],
  ];
  it.each(cases)('%s: it is refused and byte for byte what it was', (_name, make, reason = 'damaged') => {
    make();
    const before = fingerprints();
    expect(open()).toMatchObject({ ok: false, reason });
    expect(fingerprints()).toEqual(before);
  });

  it('leaves an application that says so, answers everything with it, and touches nothing', async () => {
    writeFileSync(path(), 'no database');
    const before = fingerprints();
    const log: string[] = [];
    const application = stoodStillAt(log);
    await application.start();
    expect(application.snapshots().session).toMatchObject({ phase: 'broken', problem: { code: 'store-broken' } });
    expect(await application.handlers['queue.callNext'](null)).toMatchObject({
      ok: false,
      error: { code: 'store-broken' },
    });
    expect(log[0]).toContain('stays as it is');
    await application.stop();
    expect(fingerprints()).toEqual(before);
  });
});

describe('a store of a newer program, of the same shape', () => {
  /** As a newer one leaves it: with something waiting, and killed, so that the log is not yet in the file. */
  const makeNewer = (write: (store: Store, raw: DatabaseSync) => void, isKilled: boolean): void => {
    const store = opened();
    store.addCommand(command());
    store.saveChange({
      seq: 7,
      kind: 'appointment',
      id: 'appointment-A017',
      value: makeOfficeDay(new Date()).appointments[0],
    });
    store.close();
    const raw = new DatabaseSync(path());
    raw.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL');
    if (!testKey.ok) throw new Error(testKey.detail);
    write(new Store(new Database(raw), sealWith(testKey.key)), raw);
    const left = mkdtempSync(join(tmpdir(), 'schalterwerk-killed-'));
    if (isKilled) cpSync(dir, left, { recursive: true });
    raw.close();
    if (isKilled) cpSync(left, dir, { recursive: true });
    rmSync(left, { recursive: true });
  };
  const strange = (action: object): Command => ({ ...command(), action: action as Command['action'] });
  const cases: [string, (store: Store, raw: DatabaseSync) => void][] = [
    [
      'a record',
      (store) => store.saveChange({ seq: 8, kind: 'umbrella' as 'item', id: 'umbrella-1', value: { colour: 'red' } }),
    ],
    [
      'a command that waits',
      (store) => void store.addCommand(strange({ kind: 'keep-umbrella', umbrellaId: 'umbrella-1' })),
    ],
    [
      'a command that is over',
      (store) =>
        store.setCommand(
          { ...store.addCommand(strange({ kind: 'keep-umbrella' })), state: 'done' },
          '2026-11-22T09:01:00.000Z',
        ),
    ],
    [
      'a command in another form',
      (store) =>
        void store.addCommand(
          strange({ kind: 'finish', appointmentId: 'appointment-A017', outcome: 'adjourned' } as object),
        ),
    ],
    [
      'a command in another state',
      (store) => store.setCommand({ ...store.addCommand(command()), state: 'delegated' as 'waiting' }, null),
    ],
    ['work that goes on', (store) => store.saveWork('walk-1', 'walk-with-umbrella', { at: 'the door' })],
    ['another schema', (_store, raw) => raw.exec('PRAGMA user_version = 99; CREATE TABLE umbrella (id TEXT)')],
  ];
  it.each(
    cases.flatMap(
      ([what, write]) =>
        [
          [what, 'ended', write, false],
          [what, 'was killed', write, true],
        ] as const,
    ),
  )(
    'with %s that this one does not know, after it %s: it says so, and every byte stays',
    (_what, _end, write, isKilled) => {
      makeNewer(write, isKilled);
      const before = fingerprints();
      expect(Object.keys(before)).toEqual(
        expect.arrayContaining(isKilled ? ['counter.db', 'counter.db-wal'] : ['counter.db']),
      );
      expect(open()).toMatchObject({ ok: false, reason: 'newer' });
      expect(open()).toMatchObject({ ok: false, reason: 'newer' });
      expect(fingerprints()).toEqual(before);
      // For the newer one all of it is there.
      const raw = new DatabaseSync(path());
      expect(raw.prepare(`SELECT count(*) AS n FROM command WHERE kind = 'park'`).get()).toMatchObject({
        n: expect.any(Number),
      });
      expect(raw.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      raw.close();
    },
  );

  it('leaves a program that says which data these are, that they are safe and what to do', async () => {
    makeNewer((store) => store.saveChange({ seq: 8, kind: 'umbrella' as 'item', id: 'umbrella-1', value: {} }), true);
    const before = fingerprints();
    const application = stoodStillAt();
    await application.start();
    expect(application.snapshots().session).toMatchObject({ phase: 'broken', problem: { code: 'store-newer' } });
    expect(await application.handlers['queue.callNext'](null)).toMatchObject({
      ok: false,
      error: { code: 'store-newer' },
    });
    await application.stop();
    expect(fingerprints()).toEqual(before);
  });

  it('that knows one field more of a command sends that field, too', () => {
    const store = opened();
    store.addCommand({ ...command(), action: Object.assign(command().action, { witness: 'clerk-2' }) });
    store.close();
    const again = opened();
    expect(again.commands()[0]!.command.action).toMatchObject({ kind: 'park', witness: 'clerk-2' });
    again.close();
  });
});

describe('a store of an older program', () => {
  const versionOf = (): number => {
    const file = new DatabaseSync(path(), { readOnly: true });
    const { user_version: version } = file.prepare('PRAGMA user_version').get() as { user_version: number };
    file.close();
    return version;
  };
  /** As version 1 left it: something waiting, unknown, refused, arrived, and work with a door in the middle. */
  const makeOld = (): { commands: Command[]; settled: Command } => {
    const raw = openDatabase(path(), [store0001]);
    if (!testKey.ok || !raw.ok) throw new Error('not opened');
    const store = new Store(raw.database, sealWith(testKey.key));
    const commands = [command(), command(), command()];
    const [, unknown, refused] = commands.map((one) => store.addCommand(one));
    store.setCommand({ ...unknown!, state: 'unknown', attempts: 2 }, null);
    store.setCommand({ ...refused!, state: 'refused', problem: 'wrong-state' }, null);
    const settled = command();
    store.setCommand({ ...store.addCommand(settled), state: 'done' }, '2026-11-22T09:01:00.000Z');
    store.saveWork('deposit-1', 'deposit', { itemId: 'item-A017', phase: 'open' });
    store.setMeta('cursor', 41);
    store.close();
    return { commands, settled };
  };

  it('keeps everything that waits, is unknown or was refused, the work in the middle, and what arrived', () => {
    const { commands, settled } = makeOld();
    expect(versionOf()).toBe(1);
    const store = opened();
    expect(store.commands()).toMatchObject([
      { command: commands[0], state: 'waiting' },
      { command: commands[1], state: 'unknown', attempts: 2 },
      { command: commands[2], state: 'refused', problem: 'wrong-state' },
    ]);
    expect(store.works()).toEqual([
      { id: 'deposit-1', kind: 'deposit', value: { itemId: 'item-A017', phase: 'open' } },
    ]);
    expect(store.lastDone(5)).toMatchObject([{ commandId: settled.id, kind: 'park' }]);
    expect(store.meta('cursor')).toBe(41);
    store.close();
    expect(versionOf()).toBeGreaterThan(1);
  });

  it.each([
    [
      'fails',
      [
        store0001,
        'CREATE INDEX half ON command (kind);',
        'ALTER TABLE command ADD COLUMN x TEXT; INSERT INTO nowhere VALUES (1);',
      ],
    ],
    ['would break a rule', [store0001, 'DELETE FROM work;', 'INSERT INTO command SELECT * FROM command;']],
  ])('stays as it was when bringing it up to date %s, also where the first part went well', (_how, migrations) => {
    const { commands } = makeOld();
    const before = fingerprints();
    expect(openDatabase(path(), migrations)).toMatchObject({ ok: false });
    expect(fingerprints()).toEqual(before);
    expect(versionOf()).toBe(1);
    const store = opened();
    expect(store.commands().map(({ command: { id } }) => id)).toEqual(commands.map(({ id }) => id));
    expect(store.works()).toHaveLength(1);
    store.close();
  });
});

describe('a command that does not fit the contract', () => {
  const misfit = {
    kind: 'hand-over',
    appointmentId: 'appointment-A017',
    stepId: 'output',
    itemId: 'item-A017',
    recipient: 'authorised',
    receiver: { role: 'authorised', paper: 'power-of-attorney', name: '' },
    proof: { by: 'scan' },
  } as const;

  it('is not kept: nothing is written, and the log says where it does not fit, not what stands there', () => {
    const store = opened();
    const log: string[] = [];
    const outbox = new Outbox(store, new Office(store), undefined, (level, line) => log.push(`${level} ${line}`));
    expect(outbox.add('counter-1', misfit, () => store.setMeta('alongside', true))).toEqual({
      ok: false,
      error: { code: 'unexpected' },
    });
    expect(
      outbox.add('counter-1', {
        kind: 'park',
        appointmentId: 'appointment-A017',
        reason: 'Erika Mustermann '.repeat(40),
      }),
    ).toEqual({ ok: false, error: { code: 'unexpected' } });
    expect(store.commands()).toEqual([]);
    expect(store.meta('alongside')).toBeUndefined();
    expect(log).toEqual([
      'error a command of the kind hand-over does not fit the contract at action.receiver.name (too_small): it was not kept',
      'error a command of the kind park does not fit the contract at action.reason (too_big): it was not kept',
    ]);
    store.close();
  });

  it('and was refused already is for a person to read: it does not close the store', () => {
    const store = opened();
    const refused = store.addCommand({ ...command(), action: misfit });
    store.setCommand({ ...refused, state: 'refused', problem: 'invalid-request' }, null);
    store.addCommand(command());
    store.close();
    const again = opened();
    expect(again.commands()).toMatchObject([
      { state: 'refused', command: { action: { kind: 'hand-over' } } },
      { state: 'waiting' },
    ]);
    again.close();
  });
});

describe('the store', () => {
  it('opens with copies of another version’s shape: they are left out, and what waits stays', () => {
    let store = opened();
    const [first, second] = makeOfficeDay(new Date()).appointments;
    store.saveChange({ seq: 7, kind: 'appointment', id: first!.id, value: first });
    store.saveChange({ seq: 9, kind: 'appointment', id: second!.id, value: { ...second, state: 'teleported' } });
    store.addCommand(command());
    expect(store.firstUnreadable()).toBe(9);
    store.close();
    store = opened();
    expect(store.records().map(({ id }) => id)).toEqual([first!.id]);
    expect(store.commands()).toHaveLength(1);
    store.close();
  });

  it('is never shared by two programs', () => {
    const first = opened();
    first.setMeta('a', 1);
    expect(open()).toMatchObject({ ok: false, reason: 'locked' });
    first.close();
    opened().close();
  });

  it('keeps commands in their order over a restart, and nothing of a transaction that failed', () => {
    const store = opened();
    const commands = [command(), command(), command()];
    for (const one of commands) store.addCommand(one);
    expect(() =>
      store.transaction(() => {
        store.addCommand(command());
        store.setMeta('half', true);
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    store.close();
    const again = opened();
    expect(again.commands().map(({ command: { id } }) => id)).toEqual(commands.map(({ id }) => id));
    expect(again.meta('half')).toBeUndefined();
    again.close();
  });

  it('forgets the content of a settled command, and keeps its trace', () => {
    const store = opened();
    const entry = store.addCommand(command());
    store.setCommand({ ...entry, state: 'done' }, '2026-11-22T09:01:00.000Z');
    expect(store.commands()).toEqual([]);
    store.close();
    const file = new DatabaseSync(path(), { readOnly: true });
    expect(file.prepare('SELECT kind, state FROM command').all()).toMatchObject([{ kind: 'park', state: 'done' }]);
    file.close();
  });

  it('contains no readable name, date of birth, serial or reason, in no file of its folder', () => {
    const store = opened();
    const day = makeOfficeDay(new Date());
    let seq = 0;
    for (const value of day.appointments) store.saveChange({ seq: ++seq, kind: 'appointment', id: value.id, value });
    for (const value of day.items) store.saveChange({ seq: ++seq, kind: 'item', id: value.id, value });
    store.addCommand(command());
    store.saveWork('deposit-1', 'deposit', { pickupCode: '12345678', itemId: 'item-A017' });
    const secrets = [
      ...demoPeople.flatMap(({ applicant }) => [applicant.familyName, applicant.travelDocument ?? 'Holt Erika']),
      ...day.items.map(({ serial }) => serial),
      ...day.appointments.map(({ code }) => code),
      '12345678',
      'Holt Erika ab',
    ].filter((secret) => secret.length > 3);
    const search = () =>
      readdirSync(dir).flatMap((name) => {
        const bytes = readFileSync(join(dir, name));
        return secrets.filter((secret) => bytes.includes(secret)).map((secret) => `${name}: ${secret}`);
      });
    expect(search()).toEqual([]);
    store.close();
    expect(search()).toEqual([]);
  });

  it('that has no room left says so and holds nothing half-written; with room it goes on', () => {
    const raw = openDatabase(path());
    if (!testKey.ok || !raw.ok) throw new Error('not opened');
    const store = new Store(raw.database, sealWith(testKey.key));
    const day = makeOfficeDay(new Date());
    const office = new Office(store);
    office.take(
      day.appointments.map((value, seq) => ({ seq, kind: 'appointment', id: value.id, value })),
      true,
      100,
    );
    const outbox = new Outbox(store, office);
    raw.database.all(`PRAGMA max_page_count = ${Number(raw.database.all('PRAGMA page_count')[0]!['page_count']) + 2}`);
    let added = 0;
    let refusal: unknown;
    for (let i = 0; i < 500 && !refusal; i += 1) {
      const result = outbox.add(
        'counter-1',
        { kind: 'block-compartment', compartmentId: 'foyer-1', reason: 'x'.repeat(190) },
        () => store.setMeta(`fact-${i}`, 'y'.repeat(300)),
      );
      if (result.ok) added += 1;
      else refusal = result.error.code;
    }
    expect(refusal).toBe('storage-full');
    expect(store.commands()).toHaveLength(added);
    expect(store.meta(`fact-${added}`)).toBeUndefined();
    expect(outbox.counts().waiting).toBe(added);
    raw.database.all('PRAGMA max_page_count = 1000000');
    expect(outbox.add('counter-1', { kind: 'check-in', appointmentId: 'appointment-A022' }).ok).toBe(true);
    expect(store.commands()).toHaveLength(added + 1);
    expect(isStorageFull(new Error('database or disk is full'))).toBe(true);
    store.close();
  });
});
