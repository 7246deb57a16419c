import { hashPin } from '../signin/pins.ts';
import type { Database } from '../store/database.ts';
import { readWelcome, saveClerk, saveCounter, saveOffice } from '../store/officeStore.ts';
import { getRecord, putRecord } from '../store/recordStore.ts';
import type { OfficeFile } from './officeFile.ts';

/**
 * Brings the database in line with the file: adds what is new and changes what is different, so the same file may be given at every start. What is not in the
 * file stays: records of the past name it. A compartment keeps its state and what lies in it.
 *
 * False, and nothing is changed, where the database holds the invented office.
 */
export async function setUpOffice(database: Database, file: OfficeFile): Promise<boolean> {
  const clerks = await Promise.all(file.clerks.map(async ({ pin, ...clerk }) => ({ ...clerk, pinHash: await hashPin(pin) })));
  return database.transaction(async (sql) => {
    const { office } = await readWelcome(sql);
    if (office.training) return false;
    await saveOffice(sql, { name: file.name, rules: file.rules });
    for (const counter of file.counters) await saveCounter(sql, counter);
    for (const clerk of clerks) await saveClerk(sql, clerk);
    for (const described of file.compartments) {
      const known = await getRecord(sql, 'compartment', described.id);
      const compartment = { state: 'free' as const, depositId: null, ...known, ...described };
      // Every write is news for every counter.
      if (known === undefined || Object.entries(described).some(([name, value]) => known[name as keyof typeof described] !== value)) await putRecord(sql, 'compartment', compartment);
    }
    return true;
  });
}
