import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { removeWhatIsOver, rewrite } from '../../backend/retention/retention.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { databaseFileName } from '../../backend/store/sqliteFile.ts';
import { startTestBackend } from '../support/backend.ts';
import { Desk, signature } from './api.ts';

/** Promise 10: deleted means unreadable, in every byte of every file of the data folder. */

const familyName = 'Wandelstern-Beispiel';
const points = Array.from({ length: 400 }, (_, n) => ({ x: 7 * n + 11, y: 5 * n + 3, p: 0.5, t: 9 * n }));
const inDays = (days: number): Date => new Date(Date.now() + days * 24 * 3_600_000);
const rules = { finishedDays: 90, strokesDays: 14 };

/** In which files one of the texts stands, in any of the usual forms. */
function filesWith(folder: string, ...texts: string[]): string[] {
  const forms = texts.flatMap((text) => [
    Buffer.from(text, 'utf8'),
    Buffer.from(text, 'utf16le'),
    Buffer.from(text, 'utf16le').swap16(),
  ]);
  return readdirSync(folder).filter((name) => {
    const bytes = readFileSync(join(folder, name));
    return forms.some((form) => bytes.includes(form));
  });
}

it('a name, 400 points of a signature and its picture are in no file any more once they were removed', async () => {
  const backend = await startTestBackend();
  const desk = await Desk.open(backend.url, 'clerk-1', 'counter-1');
  const id = await desk.serveNext();
  const one = await desk.one('appointment', id);
  await backend.database.transaction((sql) =>
    putRecord(sql, 'appointment', { ...one, applicant: { ...one.applicant, familyName } }),
  );
  const signed = signature(id, { strokes: [points] });
  expect(await desk.do(signed)).toBe('applied');
  await desk.do({ kind: 'finish', appointmentId: id, outcome: 'completed' });
  const secrets = {
    name: [familyName],
    points: points.map((point) => JSON.stringify(point)),
    // Any part of it, as a row that is longer than a page is spread over several of them.
    picture: Array.from({ length: signed.jpeg.length / 60 }, (_, n) => signed.jpeg.slice(60 * n, 60 * n + 60)).filter(
      // The white of an invented picture is that of every other one, too.
      (part) => new Set(part).size > 20,
    ),
  };
  for (const texts of Object.values(secrets)) expect(filesWith(backend.dataDir, ...texts)).not.toEqual([]);

  await removeWhatIsOver(backend.database, inDays(0), rules);
  for (let day = 7; day <= 98; day += 7) await removeWhatIsOver(backend.database, inDays(day), rules);
  expect(await desk.all('signature')).toEqual([]);
  for (const texts of Object.values(secrets)) expect(filesWith(backend.dataDir, ...texts)).toEqual([]);
  await backend.stop();
});

it('what an earlier version left readable goes when the file is written anew: a big one by night', async () => {
  const backend = await startTestBackend();
  const { dataDir } = backend;
  const asBefore = new DatabaseSync(join(dataDir, databaseFileName));
  asBefore.exec(`PRAGMA secure_delete = OFF;
    INSERT INTO pickup_codes (deposit_id, code_hash) VALUES ('${familyName}', '${'x'.repeat(9_000)}');
    DELETE FROM pickup_codes; PRAGMA wal_checkpoint(TRUNCATE)`);
  asBefore.close();
  await backend.database.emptyLog();
  expect(filesWith(dataDir, familyName)).toEqual([databaseFileName]);
  expect(await backend.database.rewrite(4096)).toBe('too-big');
  expect(filesWith(dataDir, familyName)).toEqual([databaseFileName]);
  expect(await rewrite(backend.database, new Date(2026, 11, 1, 12))).toBe('done');
  expect(filesWith(dataDir, familyName)).toEqual([]);
  await backend.stop();
});

it('how big a file may be by day, by night there is no limit', async () => {
  const asked: number[] = [];
  const database = { rewrite: async (atMost: number) => (asked.push(atMost), 'done') } as never;
  for (const hour of [4, 5, 20, 21]) await rewrite(database, new Date(2026, 11, 1, hour));
  expect(asked.map(Number.isFinite)).toEqual([false, true, true, false]);
});
