import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../electron/core/kernel/database/store.ts';
import { scan, signInAt, startCounter, type TestCounter } from '../support/counter.ts';
import { startTestBackend, type TestBackend } from '../support/backend.ts';
import { found, personalData } from './secrets.ts';
import { loadKey } from '../../electron/core/kernel/database/seal.ts';
import { noKeyStore, testKey } from '../support/keys.ts';

describe('what lies on the disk of a counter', () => {
  let backend: TestBackend;
  let counter: TestCounter;
  let folder: string;
  let running: boolean;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'schalterwerk-rest-'));
    backend = await startTestBackend();
    counter = await startCounter({ backendUrl: backend.url, dataDir: folder, keep: true });
    running = true;
    await signInAt(counter);
  });
  afterEach(async () => {
    if (running) await counter.stop();
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** All bytes of all files but the key: also logs of the database and pages nobody uses any more. */
  const bytes = (): string =>
    readdirSync(folder)
      .filter((name) => name !== 'store.key')
      .map((name) => readFileSync(join(folder, name)).toString('latin1'))
      .join('\n');

  it('says nothing of anybody without the key, in the middle of the work and after the end', async () => {
    const people = [
      ...personalData(backend.dataDir).filter((secret) => /^[\x20-\x7e]+$/.test(secret) && secret.length > 4),
      'scrypt$',
      '"strokes"',
      '"pin"',
      '"token"',
    ];
    await counter.must('queue.callNext', null);
    await scan(counter, 'appointment-code', { mine: true });
    const steps = counter.now().case!.steps;
    for (const step of steps)
      if (step.required && step.kind !== 'output')
        await counter.must('case.overrideStep', { stepId: step.id, reason: 'Grund-nur-fuer-uns' });
    await counter.must('deposits.start', { stepId: steps.find(({ kind }) => kind === 'output')!.id });
    await scan(counter, 'document-serial', { mine: true });
    await counter.until('the door to open', (now) => now.case?.deposit?.state === 'open');
    const door = counter
      .now()
      .simulation!.doors.find(({ compartmentId }) => compartmentId === counter.now().case!.deposit!.compartment!.id)!;
    await counter.must('simulation.play', { deed: 'put-item', board: door.board, lock: door.lock });
    await counter.must('simulation.play', { deed: 'close-door', board: door.board, lock: door.lock });
    await counter.until('the door to be shut', (now) => now.case?.deposit?.state === 'closed-unconfirmed');
    await counter.must('deposits.answer', { choice: 'item-is-inside' });
    const code = counter.now().case!.deposit!.pickupCode!;
    expect(readdirSync(folder)).toContain('counter.db-wal');
    expect(found(bytes(), [...people, code, 'Grund-nur-fuer-uns'])).toEqual([]);
    await counter.must('deposits.slipGiven', null);
    await counter.must('case.finish', { outcome: 'completed' });
    await counter.until('everything to be confirmed', (now) => now.outbox.waiting === 0);
    await counter.must('session.signOut', { leaveOpen: true });
    await counter.stop();
    running = false;
    expect(found(bytes(), [...people, code, 'Grund-nur-fuer-uns'])).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['counter.db', 'simulated-room.json', 'store.key']);

    const opened = openStore(folder, await loadKey(folder, noKeyStore), () => {});
    if (!opened.ok) throw new Error(opened.detail);
    expect(opened.store.works()).toEqual([]);
    expect(opened.store.meta('session')).toBeUndefined();
    opened.store.close();
  });

  it.skipIf(process.platform === 'win32')('has a key that only its owner may read', () => {
    expect(statSync(join(folder, 'store.key')).mode & 0o077).toBe(0);
  });
});

describe('a sealed value', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'schalterwerk-rest-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function open(): Store {
    const opened = openStore(folder, testKey, () => {});
    if (!opened.ok) throw new Error(opened.detail);
    return opened.store;
  }
  function meddle(sql: string): void {
    const database = new DatabaseSync(join(folder, 'counter.db'));
    database.exec(sql);
    database.close();
  }

  it.each([
    ["UPDATE work SET sealed = (SELECT sealed FROM work WHERE id = 'b') WHERE id = 'a'"],
    ["UPDATE work SET kind = 'other' WHERE id = 'a'"],
    ["UPDATE meta SET sealed = (SELECT sealed FROM work WHERE id = 'a')"],
    ["UPDATE meta SET key = 'session' WHERE key = 'cursor'"],
    ["UPDATE work SET sealed = substr(sealed, 1, 20) WHERE id = 'a'"],
  ])('that was moved or changed is not opened: %s', (sql) => {
    const store = open();
    store.saveWork('a', 'deposit', { of: 'Erika' });
    store.saveWork('b', 'deposit', { of: 'Max' });
    store.setMeta('cursor', 7);
    store.close();
    open().close();
    meddle(sql);
    expect(openStore(folder, testKey, () => {})).toEqual({
      ok: false,
      reason: 'key',
      detail: 'the store cannot be read with its key',
    });
  });
});
