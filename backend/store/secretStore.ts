import type { ActionOf, SignatureRecord } from '../contract/index.ts';
import { one, type Reading, type Sql } from './database.ts';
import { readableRecord } from './readRecord.ts';

/** What stays at the backend: strokes and picture of a signature, hashes of pickup codes. */

export async function isSigned(
  sql: Reading,
  appointmentId: string,
  stepId: string,
  signatureId: string,
): Promise<boolean> {
  const row = await one(
    sql,
    'SELECT id FROM signature_contents WHERE (appointment_id = ? AND step_id = ?) OR id = ?',
    appointmentId,
    stepId,
    signatureId,
  );
  return row !== undefined;
}

export async function insertSignatureContent(sql: Sql, action: ActionOf<'sign'>): Promise<void> {
  await sql.run(
    `INSERT INTO signature_contents (id, appointment_id, step_id, text_sha256, language, device, pad, strokes, jpeg)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    action.signatureId,
    action.appointmentId,
    action.stepId,
    action.textSha256,
    action.language,
    action.device,
    JSON.stringify(action.pad),
    JSON.stringify(action.strokes),
    action.jpeg,
  );
}

export async function insertPickupCode(sql: Sql, depositId: string, codeHash: string): Promise<void> {
  await sql.run('INSERT INTO pickup_codes (deposit_id, code_hash) VALUES (?, ?)', depositId, codeHash);
}

/** Signatures that still have their strokes, oldest first. */
export async function withStrokes(sql: Reading, limit: number): Promise<SignatureRecord[]> {
  const rows = await sql.all(
    `SELECT records.id, records.value FROM records JOIN signature_contents ON signature_contents.id = records.id
     WHERE records.kind = 'signature' AND signature_contents.strokes <> ? ORDER BY records.seq LIMIT ?`,
    noStrokes,
    limit,
  );
  return rows.flatMap((row) => readableRecord('signature', String(row['id']), String(row['value'])) ?? []);
}

const noStrokes = '[]';

export async function forgetStrokes(sql: Sql, signatureId: string): Promise<void> {
  await sql.run('UPDATE signature_contents SET strokes = ? WHERE id = ?', noStrokes, signatureId);
}

export async function forgetSignature(sql: Sql, signatureId: string): Promise<void> {
  await sql.run('DELETE FROM signature_contents WHERE id = ?', signatureId);
}

export async function forgetPickupCode(sql: Sql, depositId: string): Promise<void> {
  await sql.run('DELETE FROM pickup_codes WHERE deposit_id = ?', depositId);
}
