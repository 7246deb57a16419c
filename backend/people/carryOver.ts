import { hasName, newPerson } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import { notePerson, withoutPerson } from '../store/peopleStore.ts';
import { findReadable, getRecord, putRecord } from '../store/recordStore.ts';

/** So many are written in one transaction: the counters' commands wait for it. */
const atOnce = 100;

/**
 * People who stand only in their appointments become records of their own, and it is noted whose each appointment and
 * document is. So are those of before, and those that a process of an older version writes while an office is updated.
 * A record that cannot be read is passed over. @returns how many people there are now who were none before
 */
export async function carryOverPeople(database: Database): Promise<number> {
  let made = 0;
  for (let after = 0, more = true; more;) {
    const found = await database.read((sql) => withoutPerson(sql, after, atOnce));
    if (found.length > 0)
      made += await database.transaction(async (sql) => {
        let people = 0;
        for (const { kind, id } of found) {
          const record = await findReadable(sql, kind, id);
          if (!record) continue;
          if ('applicantId' in record) {
            await notePerson(sql, kind, id, record.applicantId);
            continue;
          }
          const { applicant } = record;
          await notePerson(sql, kind, id, applicant.id);
          const known = await getRecord(sql, 'person', applicant.id);
          // The process of before names somebody in their appointment alone.
          if (known && (hasName(known) || !hasName(applicant))) continue;
          await putRecord(sql, 'person', known ? { ...known, ...applicant } : newPerson(applicant));
          if (!known) people += 1;
        }
        return people;
      });
    after = found.at(-1)?.seq ?? 0;
    more = found.length === atOnce;
  }
  return made;
}
