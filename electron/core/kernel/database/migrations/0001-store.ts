/** The first shape of a counter's store. Only ids, times and states are readable; everything else is sealed. */
export const store0001 = `
  CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
  ) STRICT;

  -- Copies of the office's records, as the backend last told them.
  CREATE TABLE record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT;

  -- Every change made at this counter, in the order in which it was made.
  CREATE TABLE command (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    appointment_id TEXT,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    made_at TEXT NOT NULL,
    settled_at TEXT,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE INDEX command_state ON command (state);

  -- Work with a physical side that must survive a crash: what was intended, commanded and seen.
  CREATE TABLE work (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    sealed BLOB NOT NULL
  ) STRICT;
`;
