import { officeDate } from '../contract/index.ts';
import { hashPin } from '../signin/pins.ts';
import type { Database } from '../store/database.ts';
import { insertOffice, isEmpty, type NewClerk } from '../store/officeStore.ts';
import { nextWalkInNumber } from '../store/queueStore.ts';
import { putRecord } from '../store/recordStore.ts';
import { demoClerks, demoCounters, demoOffice } from './office.ts';
import { makeOfficeDay } from './officeDay.ts';

/** Hashing is slow by design, and these PINs are known to everybody. */
let demoClerksHashed: Promise<NewClerk[]> | undefined;

/** Fills an empty database with the invented office and its day; false when there is an office already. */
export async function seedOfficeDay(database: Database, now: Date): Promise<boolean> {
  const clerks = await (demoClerksHashed ??= Promise.all(
    demoClerks.map(async ({ pin, ...clerk }) => ({ ...clerk, pinHash: await hashPin(pin) })),
  ));
  const day = makeOfficeDay(now);
  return database.transaction(async (sql) => {
    if (!(await isEmpty(sql))) return false;
    await insertOffice(sql, demoOffice, clerks, [...demoCounters]);
    for (const compartment of day.compartments) await putRecord(sql, 'compartment', compartment);
    for (const person of day.people) await putRecord(sql, 'person', person);
    for (const appointment of day.appointments) await putRecord(sql, 'appointment', appointment);
    // The next one without an appointment gets the number after those who are here already.
    for (const _walkIn of day.appointments.filter(({ walkIn }) => walkIn)) await nextWalkInNumber(sql, officeDate(now));
    for (const item of day.items) await putRecord(sql, 'item', item);
    for (const deposit of day.deposits) await putRecord(sql, 'deposit', deposit);
    return true;
  });
}
