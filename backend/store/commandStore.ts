import { actions, knownCode, traits, type ActionKind, type ProblemCode } from '../contract/index.ts';
import { one, type Reading, type Sql } from './database.ts';

/**
 * The answers to all commands, kept so that a repeated id gets the same answer. The commands themselves are not kept.
 */

export interface StoredAnswer {
  id: string;
  /** Null for an id that was withdrawn before its command arrived. */
  fingerprint: string | null;
  clerkId: string;
  kind: string | null;
  receivedAt: string;
  appointmentId: string | null;
  /** Null when the command was applied. */
  refusal: ProblemCode | null;
  /** On which station it was done; null: not said. */
  stationId: string | null;
}

export async function findAnswer(sql: Reading, id: string): Promise<StoredAnswer | undefined> {
  const row = await one(
    sql,
    'SELECT fingerprint, clerk_id, kind, received_at, appointment_id, refusal, station_id FROM commands WHERE id = ?',
    id,
  );
  if (!row) return undefined;
  const text = (name: string) => (row[name] === null ? null : String(row[name]));
  return {
    id,
    fingerprint: text('fingerprint'),
    clerkId: String(row['clerk_id']),
    kind: text('kind'),
    receivedAt: String(row['received_at']),
    appointmentId: text('appointment_id'),
    refusal: row['refusal'] === null ? null : knownCode(String(row['refusal'])),
    stationId: text('station_id'),
  };
}

export async function insertAnswer(sql: Sql, answer: StoredAnswer): Promise<void> {
  await sql.run(
    'INSERT INTO commands (id, fingerprint, clerk_id, kind, received_at, appointment_id, refusal, station_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    answer.id,
    answer.fingerprint,
    answer.clerkId,
    answer.kind,
    answer.receivedAt,
    answer.appointmentId,
    answer.refusal,
    answer.stationId,
  );
}

/** Kinds of action that bring somebody to a counter, whoever waited for whose answer. */
const bringing = [
  ...(Object.keys(actions) as ActionKind[]).filter((kind) => traits[kind].brings !== null),
  'call-reserved',
  'switch',
];

/** Who brought somebody to a counter last; undefined: nobody did. */
export async function lastToBring(sql: Reading, appointmentId: string): Promise<string | undefined> {
  const row = await one(
    sql,
    `SELECT clerk_id FROM commands WHERE appointment_id = ? AND refusal IS NULL AND kind IN (${bringing.map(() => '?').join(', ')})
     ORDER BY received_at DESC LIMIT 1`,
    appointmentId,
    ...bringing,
  );
  return row && String(row['clerk_id']);
}
