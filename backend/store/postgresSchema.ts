import type { Client } from 'pg';
import { migrations } from './migrations/index.ts';

/**
 * Brings the schema of this program's version about. Several processes may start at once: an advisory lock lets one of
 * them migrate, the others find it done. Everything in one transaction: a process that dies on the way leaves the
 * schema as it was.
 *
 * The table is also what writing transactions lock, so that a migration never runs in the middle of one.
 */

/** "SWBE". */
const lockKey = 0x53574245;
export const orderTable = 'schema_version';

/**
 * `newer`: written by a newer version of this program; nothing was changed. Whoever calls ends the connection, which
 * rolls a failed one back.
 */
export async function migratePostgres(client: Client): Promise<'ready' | 'newer'> {
  // Not SERIALIZABLE: what is read after the lock must be what the process before us has left.
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
  const outcome = await migrate(client);
  await client.query('COMMIT');
  return outcome;
}

async function migrate(client: Client): Promise<'ready' | 'newer'> {
  const found = await client.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1',
    [orderTable],
  );
  if (found.rows.length === 0) await client.query(`CREATE TABLE ${orderTable} (version INTEGER NOT NULL)`);
  const { rows } = await client.query<{ version: number }>(`SELECT version FROM ${orderTable}`);
  const version = rows[0]?.version ?? 0;
  if (version > migrations.length) return 'newer';
  if (version === migrations.length) return 'ready';
  await client.query(`LOCK TABLE ${orderTable} IN EXCLUSIVE MODE`);
  for (const statement of migrations.slice(version).flat()) await client.query(statement);
  await client.query(
    rows.length === 0 ? `INSERT INTO ${orderTable} (version) VALUES ($1)` : `UPDATE ${orderTable} SET version = $1`,
    [migrations.length],
  );
  return 'ready';
}
