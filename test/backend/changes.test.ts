import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Changes } from '../../backend/contract/index.ts';
import { demoCompartments } from '../../backend/seed/office.ts';
import { pageOfChanges, putRecord, removeRecord } from '../../backend/store/recordStore.ts';
import { startTestBackend } from '../support/backend.ts';
import { behindItsBack } from '../support/testDatabase.ts';
import { Desk } from './api.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schalterwerk-changes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('changes', () => {
  it('come with every record once, oldest first, and go on where the cursor stands', async () => {
    const backend = await startTestBackend({ dataDir: folder });
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const all = await desk.changes(0);
    expect(all).toMatchObject({ reset: false, more: false });
    expect(all.changes.map(({ seq }) => seq)).toEqual(all.changes.map(({ seq }) => seq).sort((a, b) => a - b));
    expect(all.cursor).toBe(all.changes.at(-1)?.seq);
    expect(await desk.changes(all.cursor)).toEqual({ cursor: all.cursor, reset: false, more: false, changes: [] });

    await desk.serveNext();
    const news = await desk.changes(all.cursor);
    expect(news.changes.map(({ kind, id }) => [kind, id])).toEqual([['appointment', 'appointment-A017']]);
    expect(news.changes[0]?.value).toMatchObject({ state: 'serving', version: 2 });
    expect((await desk.changes(0)).changes.filter(({ id }) => id === 'appointment-A017')).toHaveLength(1);
    await backend.stop();
  });

  it('of a day of 2,000 people come in one answer, and more in pages', async () => {
    const backend = await startTestBackend({ dataDir: folder });
    const fill = (from: number, to: number) =>
      backend.database.transaction(async (sql) => {
        for (let n = from; n < to; n += 1)
          await putRecord(sql, 'compartment', { ...demoCompartments[0]!, id: `many-${n}` });
      });
    await fill(0, 2_000);
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const day = await desk.changes(0);
    expect(day).toMatchObject({ more: false, reset: false });
    expect(day.changes.filter(({ id }) => id.startsWith('many-'))).toHaveLength(2_000);

    await fill(2_000, 2_600);
    const first = await desk.changes(0);
    expect(first).toMatchObject({ more: true, reset: false, cursor: first.changes.at(-1)?.seq });
    expect(first.changes).toHaveLength(2_500);
    const second = await desk.changes(first.cursor);
    expect(second.more).toBe(false);
    const ids = [first, second].flatMap(({ changes }) => changes.map(({ kind, id }) => `${kind} ${id}`));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.includes('many-'))).toHaveLength(2_600);
    await backend.stop();
  });

  it('come in smaller pages where they are long, and none is too long to come', async () => {
    const backend = await startTestBackend({ dataDir: folder, seed: false });
    await backend.database.transaction(async (sql) => {
      for (let n = 0; n < 6; n += 1)
        await putRecord(sql, 'compartment', {
          ...demoCompartments[0]!,
          id: `door-${n}`,
          blockedReason: 'x'.repeat(200),
        });
    });
    const lengths: number[] = [];
    for (let since = 0, more = true; more;) {
      const page = await backend.database.read((sql) =>
        pageOfChanges(sql, since, { records: 4, characters: since === 0 ? 700 : 100 }),
      );
      lengths.push(page.changes.length);
      since = page.changes.at(-1)?.seq ?? since;
      more = page.more;
    }
    expect(lengths).toEqual([2, 1, 1, 1, 1]);
    await backend.stop();
  });

  it('travel zipped when they are many and the counter can unzip', async () => {
    const backend = await startTestBackend({ dataDir: folder });
    await backend.database.transaction(async (sql) => {
      for (let n = 0; n < 200; n += 1)
        await putRecord(sql, 'compartment', { ...demoCompartments[0]!, id: `many-${n}` });
    });
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const as = async (encoding: string, since: number) => {
      const response = await fetch(`${backend.url}/api/v1/changes?since=${since}`, {
        headers: { authorization: `Bearer ${desk.token}`, 'accept-encoding': encoding },
      });
      return { zipped: response.headers.get('content-encoding'), body: (await response.json()) as Changes };
    };
    const [zipped, plain] = [await as('gzip, deflate', 0), await as('identity', 0)];
    expect([zipped.zipped, plain.zipped]).toEqual(['gzip', null]);
    expect(zipped.body.changes).toHaveLength(plain.body.changes.length);
    expect(zipped.body.changes).toEqual(plain.body.changes);
    expect((await as('gzip', zipped.body.cursor)).zipped).toBeNull();
    await backend.stop();
  });

  it('start again from the beginning for a cursor that never was', async () => {
    const backend = await startTestBackend({ dataDir: folder });
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const all = await desk.changes(0);
    expect(await desk.changes(all.cursor + 1)).toEqual({ ...all, reset: true });
    await backend.stop();
  });

  it('tell what was removed, once, to those who may have it, and not to who begins', async () => {
    const backend = await startTestBackend({ dataDir: folder });
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const all = await desk.changes(0);
    await backend.database.transaction((sql) => removeRecord(sql, 'appointment', 'appointment-A017'));
    const news = await desk.changes(all.cursor);
    expect(news).toEqual({
      cursor: all.cursor + 1,
      reset: false,
      more: false,
      changes: [{ seq: all.cursor + 1, kind: 'appointment', id: 'appointment-A017', value: null }],
    });
    const begun = await desk.changes(0);
    expect(begun.cursor).toBe(news.cursor);
    expect(begun.changes.map(({ id }) => id)).not.toContain('appointment-A017');
    expect(begun.changes).toHaveLength(all.changes.length - 1);
    expect(await desk.do({ kind: 'check-in', appointmentId: 'appointment-A017' })).toBe('not-found');
    await backend.stop();
  });

  it('start again from the beginning for a cursor that a backup put back has forgotten, and only for that', async () => {
    const backend = await startTestBackend({ dataDir: folder });
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const { cursor } = await desk.changes(0);
    await backend.database.transaction((sql) =>
      sql.run('UPDATE change_sequence SET newest = newest + 1000000, floor = newest + 1000000'),
    );
    // Known to a counter from before, and not to the office: five changes that the backup does not have.
    expect(await desk.changes(cursor + 5)).toMatchObject({ reset: true, cursor: cursor + 1_000_000 });
    expect(await desk.changes(cursor - 3)).toMatchObject({ reset: false, changes: [{}, {}, {}] });
    expect(await desk.changes(cursor + 1_000_000)).toMatchObject({ reset: false, changes: [] });
    await desk.do({ kind: 'call-next' });
    expect((await desk.changes(cursor + 1_000_000)).changes).toHaveLength(1);
    await backend.stop();
  });

  it('are still there after a restart, and the day is not filled twice', async () => {
    const first = await startTestBackend({ dataDir: folder });
    const before = await (await Desk.open(first.url, 'clerk-1', 'counter-1')).changes(0);
    await first.stop();
    const second = await startTestBackend({ dataDir: folder });
    expect(await (await Desk.open(second.url, 'clerk-2', 'counter-2')).changes(0)).toEqual(before);
    expect(second.log.join('\n')).not.toContain('filled');
    await second.stop();
  });

  it('and the queue go on when one record is damaged, or of a newer version: only whom it is about is left out', async () => {
    const backend = await startTestBackend({ dataDir: folder });
    const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
    const all = (await desk.changes(0)).changes.length;
    await behindItsBack(
      backend.dataDir,
      `UPDATE records SET value = '{"id":"appointment-A017"}' WHERE id = 'appointment-A017'`,
    );
    await behindItsBack(backend.dataDir, `UPDATE records SET value = '{' WHERE id = 'appointment-A023'`);
    const { changes } = await desk.changes(0);
    expect(changes).toHaveLength(all);
    expect(changes.find(({ id }) => id === 'appointment-A018')!.value).toMatchObject({ ticket: 'A018' });
    expect((await desk.send(desk.command({ kind: 'call-next' }))).body).toMatchObject({
      status: 'applied',
      appointmentId: 'appointment-A018',
    });
    expect(await desk.do({ kind: 'check-in', appointmentId: 'appointment-A023' })).toBe('server-error');
    await backend.stop();
  });
});
