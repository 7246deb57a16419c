import type { Migration } from './index.ts';

export const peopleAndStations: Migration = [
  // Whose a record is: found without reading every record. Null where it is nobody's, or where a process of before
  // wrote it (`people/carryOver.ts`).
  `ALTER TABLE records ADD COLUMN person_id TEXT`,
  `CREATE INDEX records_by_person ON records (person_id) WHERE person_id IS NOT NULL`,
  `CREATE INDEX records_without_person ON records (seq) WHERE person_id IS NULL AND kind IN ('appointment', 'item')`,
  // On which installed program something was done.
  `ALTER TABLE commands ADD COLUMN station_id TEXT`,
  // What a clerk may do beyond their role (JSON).
  `ALTER TABLE clerks ADD COLUMN rights TEXT NOT NULL DEFAULT '[]'`,
];
