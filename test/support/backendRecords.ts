import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What really arrived: the backend's database, read beside the running backend. */
export function backendRecords(dataDir: string) {
  const file = readdirSync(dataDir).find((name) => /\.(db|sqlite)$/.test(name));
  if (!file) throw new Error(`no database in ${dataDir}`);
  const database = new DatabaseSync(join(dataDir, file), { readOnly: true });
  try {
    const rows = (sql: string, ...values: string[]) => database.prepare(sql).all(...values) as Record<string, string>[];
    const records = rows('SELECT kind, value FROM records').map(({ kind, value }) => ({
      kind,
      value: JSON.parse(value ?? 'null') as Record<string, unknown>,
    }));
    const of = (kind: string) => records.filter((record) => record.kind === kind).map(({ value }) => value);
    return {
      appointments: of('appointment'),
      deposits: of('deposit'),
      items: of('item'),
      compartments: of('compartment'),
      signatures: of('signature'),
      signatureContents: rows('SELECT * FROM signature_contents'),
      pickupCodes: rows('SELECT * FROM pickup_codes'),
      commands: rows('SELECT * FROM commands'),
    };
  } finally {
    database.close();
  }
}

/** Width and height of a baseline JPEG, from its start-of-frame marker. */
export function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  for (let i = 2; i + 9 < bytes.length && bytes[i] === 0xff; i += 2 + bytes.readUInt16BE(i + 2))
    if (bytes[i + 1] === 0xc0) return { width: bytes.readUInt16BE(i + 7), height: bytes.readUInt16BE(i + 5) };
  return null;
}

/** The embedded backend's folder of the training day in an application's data folder. */
export function trainingBackend(dataDir: string): string {
  const days = readdirSync(join(dataDir, 'training')).sort();
  return join(dataDir, 'training', days.at(-1) ?? '', 'backend');
}
