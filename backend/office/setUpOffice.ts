import { isDeepStrictEqual } from 'node:util';
import type { Compartment } from '../contract/index.ts';
import { hashPin, pinMatches } from '../signin/pins.ts';
import { endAll } from '../signin/signIn.ts';
import type { Database, Reading } from '../store/database.ts';
import { clerksWithPin, readWelcome, saveClerk, saveCounter, saveOffice } from '../store/officeStore.ts';
import { getRecord, putRecord, recordsInState, removeRecord } from '../store/recordStore.ts';
import { shortestNewPin, type OfficeFile } from './officeFile.ts';

/**
 * Nothing was changed. `compartments`: ids that the database has beside the file, at a door of the file, and that are
 * not known to be empty.
 */
export type OfficeRefusal =
  | { code: 'office-is-training' }
  | { code: 'office-door-in-use'; compartments: string[] }
  /** Of these clerks: a lead, somebody of IT, or one whom the office does not know with it yet. */
  | { code: 'office-pin-short'; clerks: string[] };

/**
 * Brings the database in line with the file: adds what is new and changes what is different, so the same file may be
 * given at every start. What is not in the file stays: records of the past name it; but a clerk who is not in it any
 * more does not sign in with a PIN, and what they have open ends, as it does for one with another PIN, role or rights. A
 * compartment keeps its state and what lies in it; one door is never two compartments.
 */
export async function setUpOffice(
  database: Database,
  file: OfficeFile,
  now: Date,
): Promise<{ ok: true } | { ok: false; failure: OfficeRefusal }> {
  const before = await database.read(clerksWithPin);
  const short: string[] = [];
  // Hashing is slow by design: outside of the transaction.
  const clerks = await Promise.all(
    file.clerks.map(async ({ pin, ...clerk }) => {
      const known = before.find(({ id }) => id === clerk.id);
      const isSame = known !== undefined && (await pinMatches(pin, known.pinHash));
      if (pin.length < shortestNewPin && !(isSame && clerk.role === 'clerk')) short.push(clerk.id);
      return { ...clerk, pinHash: isSame ? known.pinHash : await hashPin(pin) };
    }),
  );
  if (short.length > 0) return { ok: false, failure: { code: 'office-pin-short', clerks: short } };
  return database.transaction(async (sql) => {
    const { office } = await readWelcome(sql);
    if (office.training) return { ok: false, failure: { code: 'office-is-training' } };
    const replaced = await sameDoors(sql, file);
    const inUse = replaced.filter(({ state }) => state !== 'free').map(({ id }) => id);
    if (inUse.length > 0) return { ok: false, failure: { code: 'office-door-in-use', compartments: inUse } };
    for (const { id } of replaced) await removeRecord(sql, 'compartment', id);
    await saveOffice(sql, { name: file.name, rules: file.rules });
    for (const counter of file.counters) await saveCounter(sql, counter);
    for (const clerk of clerks) {
      const known = before.find(({ id }) => id === clerk.id);
      await saveClerk(sql, clerk);
      if (known && !isDeepStrictEqual(known, { ...clerk, name: known.name })) await endAll(sql, clerk.id, now);
    }
    for (const leaver of before.filter(({ id }) => !clerks.some((clerk) => clerk.id === id))) {
      await saveClerk(sql, { ...leaver, pinHash: '' });
      await endAll(sql, leaver.id, now);
    }
    for (const described of file.compartments) {
      const known = await getRecord(sql, 'compartment', described.id);
      const compartment = { state: 'free' as const, depositId: null, ...known, ...described };
      // Every write is news for every counter.
      if (
        known === undefined ||
        Object.entries(described).some(([name, value]) => known[name as keyof typeof described] !== value)
      )
        await putRecord(sql, 'compartment', compartment);
    }
    return { ok: true };
  });
}

/** Compartments that the file does not name any more, at a door or with a label that it gives to another one. */
async function sameDoors(sql: Reading, file: OfficeFile): Promise<Compartment[]> {
  const known: Compartment[] = [];
  for (const state of ['free', 'occupied', 'blocked'] as const)
    known.push(...(await recordsInState(sql, 'compartment', state)));
  return known.filter(
    (old) =>
      !file.compartments.some(({ id }) => id === old.id) &&
      file.compartments.some(
        ({ board, lock, label }) => label === old.label || (board === old.board && lock === old.lock),
      ),
  );
}
