import type { Migration } from './index.ts';

export const queue: Migration = [
  // The office's own rules of the queue (JSON); what is missing is usual.
  `ALTER TABLE office ADD COLUMN rules TEXT`,
  // Until when a counter counts as there. Not a record: renewing it is nobody's news.
  `CREATE TABLE counter_leases (counter_id TEXT PRIMARY KEY REFERENCES counters (id), until TEXT NOT NULL)`,
  // Who belongs together: found without reading every record of the day.
  `CREATE TABLE visit_members (appointment_id TEXT PRIMARY KEY, visit_id TEXT NOT NULL)`,
  `CREATE INDEX visit_members_by_visit ON visit_members (visit_id)`,
  `CREATE TABLE walk_in_numbers (day TEXT PRIMARY KEY, newest INTEGER NOT NULL)`,
];
