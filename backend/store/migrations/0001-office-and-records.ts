import type { Migration } from './index.ts';

export const officeAndRecords: Migration = [
  `CREATE TABLE office (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, training INTEGER NOT NULL)`,
  `CREATE TABLE clerks (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, pin_hash TEXT NOT NULL)`,
  `CREATE TABLE counters (id TEXT PRIMARY KEY, name TEXT NOT NULL, room TEXT NOT NULL, services TEXT NOT NULL)`,

  // One live session holds a counter: the unique column lets nobody get past that rule.
  `CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    clerk_id TEXT NOT NULL REFERENCES clerks (id),
    counter_id TEXT UNIQUE REFERENCES counters (id),
    expires_at TEXT NOT NULL)`,
  // Who may still deliver what was done at a counter without the network.
  `CREATE TABLE counter_holders (
    clerk_id TEXT NOT NULL REFERENCES clerks (id),
    counter_id TEXT NOT NULL REFERENCES counters (id),
    PRIMARY KEY (clerk_id, counter_id))`,

  // The row lock on the sequence puts transactions in order: a higher number is never visible before a lower one.
  `CREATE TABLE change_sequence (id INTEGER PRIMARY KEY CHECK (id = 1), newest BIGINT NOT NULL)`,
  `INSERT INTO change_sequence (id, newest) VALUES (1, 0)`,
  // Truth and change log in one: each record once, with the number of its newest change.
  `CREATE TABLE records (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    seq BIGINT NOT NULL UNIQUE,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, id))`,
  `CREATE INDEX records_by_state ON records (kind, state)`,
  // At most one person called or being served at a counter, whatever the code above does.
  `CREATE TABLE counter_work (
    counter_id TEXT PRIMARY KEY REFERENCES counters (id),
    appointment_id TEXT NOT NULL UNIQUE)`,

  // What must never travel to the counters.
  `CREATE TABLE signature_contents (
    id TEXT PRIMARY KEY,
    appointment_id TEXT NOT NULL,
    step_id TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    language TEXT NOT NULL,
    device TEXT NOT NULL,
    pad TEXT NOT NULL,
    strokes TEXT NOT NULL,
    jpeg TEXT NOT NULL,
    UNIQUE (appointment_id, step_id))`,
  `CREATE TABLE pickup_codes (deposit_id TEXT PRIMARY KEY, code_hash TEXT NOT NULL)`,

  // The answer to every command id, for ever. The fingerprint of a command that was withdrawn before it arrived is
  // unknown.
  `CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    fingerprint TEXT,
    clerk_id TEXT NOT NULL REFERENCES clerks (id),
    kind TEXT,
    received_at TEXT NOT NULL,
    appointment_id TEXT,
    refusal TEXT)`,
];
