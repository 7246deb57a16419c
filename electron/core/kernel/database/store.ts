import { join } from 'node:path';
import { z } from 'zod';
import {
  appointmentOf,
  isActionKind,
  isRecordKind,
  records,
  type Command,
  type RecordKind,
  type RecordOf,
} from '../../../../backend/contract/index.ts';
import { Command as CommandSchema, SentCommand } from '../../../../backend/contract/index.ts';
import type { Log } from '../basics/log.ts';
import { uuidv7 } from '../basics/uuid.ts';
import { type Database, openDatabase, type Refusal } from './open.ts';
import { sealWith, type KeyResult, type Seal } from './seal.ts';

/** Where a command stands. `applied`: the backend has it, its effect has not come back in a record yet. */
const commandStates = ['waiting', 'unknown', 'applied', 'done', 'refused', 'withdrawn', 'dismissed'] as const;
export type CommandState = (typeof commandStates)[number];

export interface StoredCommand {
  command: Command;
  position: number;
  state: CommandState;
  attempts: number;
  /** Problem code of the backend when refused. */
  problem: string | null;
}

/** The trace of a command that arrived. */
export interface Done {
  commandId: string;
  kind: string;
  appointmentId: string | null;
  at: string;
  doneAt: string;
}

/** Kinds of work that this version knows how to end. */
const workKinds: readonly string[] = ['deposit'];

export type StoreOpened = { ok: true; store: Store; keyProtected: boolean } | Refusal;

/** Opens this counter's store; whatever is wrong with it, the files stay as they are. */
export function openStore(dataDir: string, key: KeyResult, log: Log): StoreOpened {
  if (!key.ok) return { ok: false, reason: 'key', detail: key.detail };
  const seal = sealWith(key.key);
  const opened = openDatabase(join(dataDir, 'counter.db'), undefined, (database) =>
    whyNotRead(new Store(database, seal), log),
  );
  return opened.ok ? { ok: true, store: new Store(opened.database, seal), keyProtected: key.protected } : opened;
}

/**
 * Reads everything once: a store sealed with another key, of a newer version, or with rows nobody can read, is found
 * out now.
 */
function whyNotRead(store: Store, log: Log): Refusal | null {
  try {
    store.readAll();
    // Only now: what was sealed with this key for another place is no newer version, but meddled with.
    const newer = store.ofNewerVersion();
    return newer === null ? null : { ok: false, reason: 'newer', detail: newer };
  } catch (error) {
    if (error instanceof UnreadableCommand) return { ok: false, reason: 'newer', detail: error.message };
    log('error', `the store cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return { ok: false, reason: 'key', detail: 'the store cannot be read with its key' };
  }
}

/** A command that was made here and does not fit the contract as this version knows it: a newer one made it. */
class UnreadableCommand extends Error {}

/** What a sealed value is bound to. */
const place = {
  meta: (key: string) => `meta/${key}`,
  record: (kind: string, id: string) => `record/${kind}/${id}`,
  command: (id: string) => `command/${id}`,
  work: (kind: string, id: string) => `work/${kind}/${id}`,
};

/** Reads and writes of the counter's store. Every value goes through its schema when it is read. */
export class Store {
  readonly #database: Database;
  readonly #seal: Seal;
  #stationId: string | null = null;

  constructor(database: Database, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  transaction<T>(work: () => T): T {
    return this.#database.transaction(work);
  }

  close(): void {
    this.#database.close();
  }

  /**
   * What in this store only a newer version knows, or null. Such a store is for that version: this one would send, show
   * or end only a part of it.
   */
  ofNewerVersion(): string | null {
    const known: [what: string, column: string, isKnown: (kind: string) => boolean][] = [
      ['record', 'kind', isRecordKind],
      ['command', 'kind', isActionKind],
      ['work', 'kind', (kind) => workKinds.includes(kind)],
      ['command', 'state', (state) => (commandStates as readonly string[]).includes(state)],
    ];
    for (const [what, column, isKnown] of known) {
      const found = this.#database
        .all(`SELECT DISTINCT ${column} AS found FROM ${what}`)
        .map((row) => String(row['found']))
        .find((one) => !isKnown(one));
      if (found !== undefined) return `it holds a ${what} of the ${column} ${found}, which this program does not know`;
    }
    return null;
  }

  readAll(): void {
    this.records();
    this.commands();
    this.works();
    for (const row of this.#database.all('SELECT key FROM meta')) this.meta(row['key'] as string);
  }

  // ---- small facts about this counter

  meta(key: string): unknown {
    const row = this.#database.all('SELECT sealed FROM meta WHERE key = ?', key)[0];
    return row ? this.#seal.open(row['sealed'] as Uint8Array, place.meta(key)) : undefined;
  }

  setMeta(key: string, value: unknown): void {
    if (value === undefined || value === null) this.#database.run('DELETE FROM meta WHERE key = ?', key);
    else
      this.#database.run(
        'INSERT INTO meta (key, sealed) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed',
        key,
        this.#seal.close(value, place.meta(key)),
      );
  }

  /** What every command from here names: this installed program, as long as it keeps its data. */
  get stationId(): string {
    if (this.#stationId !== null) return this.#stationId;
    const known = z.uuid().safeParse(this.meta('stationId'));
    this.#stationId = known.data ?? uuidv7();
    if (!known.success) this.setMeta('stationId', this.#stationId);
    return this.#stationId;
  }

  // ---- copies of the office's records

  /** Copies of another version's shape are left out: the backend has them. A row that cannot be opened throws. */
  records(): { kind: RecordKind; id: string; value: RecordOf[RecordKind] }[] {
    return this.#copies().flatMap(({ kind, id, value }) => (value === null ? [] : [{ kind, id, value }]));
  }

  /** The lowest number of a copy that this version cannot read. */
  firstUnreadable(): number | null {
    const seqs = this.#copies().flatMap(({ seq, value }) => (value === null ? [seq] : []));
    return seqs.length === 0 ? null : Math.min(...seqs);
  }

  #copies(): { kind: RecordKind; id: string; seq: number; value: RecordOf[RecordKind] | null }[] {
    return this.#database.all('SELECT kind, id, seq, sealed FROM record').map((row) => {
      const kind = row['kind'] as RecordKind;
      const id = row['id'] as string;
      const copy = this.#seal.open(row['sealed'] as Uint8Array, place.record(kind, id));
      return {
        kind,
        id,
        seq: Number(row['seq']),
        value: (isRecordKind(kind) && records[kind].safeParse(copy).data) || null,
      };
    });
  }

  saveChange(change: { seq: number; kind: RecordKind; id: string; value: unknown }): void {
    if (change.value === null) this.dropRecord(change.kind, change.id);
    else
      this.#database.run(
        'INSERT INTO record (kind, id, seq, sealed) VALUES (?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, sealed = excluded.sealed',
        change.kind,
        change.id,
        change.seq,
        this.#seal.close(change.value, place.record(change.kind, change.id)),
      );
  }

  dropRecord(kind: RecordKind, id: string): void {
    this.#database.run('DELETE FROM record WHERE kind = ? AND id = ?', kind, id);
  }

  dropRecords(): void {
    this.#database.run('DELETE FROM record');
  }

  // ---- commands

  commands(): StoredCommand[] {
    return this.#database
      .all(
        "SELECT id, position, state, attempts, problem, sealed FROM command WHERE state NOT IN ('done', 'withdrawn', 'dismissed') ORDER BY position",
      )
      .map((row) => ({
        position: Number(row['position']),
        state: row['state'] as CommandState,
        attempts: Number(row['attempts']),
        problem: row['problem'] as string | null,
        command: this.#command(
          row['id'] as string,
          row['sealed'] as Uint8Array,
          row['state'] === 'refused' ? SentCommand : CommandSchema,
        ),
      }));
  }

  /**
   * As it was made: a field that only a newer version knows is sent all the same. What was refused is only read by a
   * person, and never sent again: of it the outline must fit, and it keeps nobody from their work.
   */
  #command(id: string, sealed: Uint8Array, form: typeof CommandSchema | typeof SentCommand): Command {
    const command = this.#seal.open(sealed, place.command(id));
    if (!form.safeParse(command).success)
      throw new UnreadableCommand(`the command ${id} has a form that this program does not know`);
    return command as Command;
  }

  /** The traces of those that arrived last, newest first. */
  lastDone(atMost: number): Done[] {
    return this.#database
      .all(
        "SELECT id, kind, appointment_id, made_at, settled_at FROM command WHERE state = 'done' ORDER BY settled_at DESC, position DESC LIMIT ?",
        atMost,
      )
      .map((row) => ({
        commandId: row['id'] as string,
        kind: row['kind'] as string,
        appointmentId: row['appointment_id'] as string | null,
        at: row['made_at'] as string,
        doneAt: row['settled_at'] as string,
      }));
  }

  addCommand(command: Command): StoredCommand {
    this.#database.run(
      "INSERT INTO command (id, kind, appointment_id, state, made_at, sealed) VALUES (?, ?, ?, 'waiting', ?, ?)",
      command.id,
      command.action.kind,
      appointmentOf(command.action),
      command.at,
      this.#seal.close(command, place.command(command.id)),
    );
    const row = this.#database.all('SELECT position FROM command WHERE id = ?', command.id)[0];
    return { command, position: Number(row?.['position']), state: 'waiting', attempts: 0, problem: null };
  }

  /** Commands are never deleted here while they wait; what is settled loses its content, not its trace. */
  setCommand(entry: StoredCommand, settledAt: string | null): void {
    const { state, attempts, problem, command } = entry;
    const emptied =
      state === 'done' || state === 'withdrawn' ? this.#seal.close(null, place.command(command.id)) : null;
    this.#database.run(
      'UPDATE command SET state = ?, attempts = ?, problem = ?, settled_at = ?, sealed = coalesce(?, sealed) WHERE id = ?',
      state,
      attempts,
      problem,
      settledAt,
      emptied,
      command.id,
    );
  }

  /**
   * Forgets what is over: of what arrived or was withdrawn also its trace, of what was refused and put away by a person
   * the only copy there is. What waits, is unknown, or was refused and nobody has read stays. True when there was
   * something.
   */
  forgetCommands({ settledBefore, dismissedBefore }: { settledBefore: string; dismissedBefore: string }): boolean {
    const gone = this.#database.all(
      "DELETE FROM command WHERE (state IN ('done', 'withdrawn') AND settled_at < ?) OR (state = 'dismissed' AND settled_at < ?) RETURNING position",
      settledBefore,
      dismissedBefore,
    );
    return gone.length > 0;
  }

  /** Writes the database's log into its file and empties it: what was deleted stands in neither any more. */
  emptyLog(): void {
    this.#database.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  // ---- work with a physical side

  works(): { id: string; kind: string; value: unknown }[] {
    return this.#database.all('SELECT id, kind, sealed FROM work').map((row) => {
      const [id, kind] = [row['id'] as string, row['kind'] as string];
      return { id, kind, value: this.#seal.open(row['sealed'] as Uint8Array, place.work(kind, id)) };
    });
  }

  saveWork(id: string, kind: string, value: unknown): void {
    this.#database.run(
      'INSERT INTO work (id, kind, sealed) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed',
      id,
      kind,
      this.#seal.close(value, place.work(kind, id)),
    );
  }

  dropWork(id: string): void {
    this.#database.run('DELETE FROM work WHERE id = ?', id);
  }
}
