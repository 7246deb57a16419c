import { Clerk, Counter, Office, OfficeRules, Right, type Welcome } from '../contract/index.ts';
import { one, type Reading, type Row, type Sql } from './database.ts';

/** What rarely changes: the office, its clerks and counters. */

export interface NewClerk extends Clerk {
  pinHash: string;
  rights?: readonly Right[];
}

export async function readWelcome(sql: Reading): Promise<Omit<Welcome, 'signIn'>> {
  const office = await one(sql, 'SELECT name, training FROM office WHERE id = 1');
  return {
    office: Office.parse({
      name: String(office?.['name'] ?? ''),
      training: office?.['training'] === 1,
      rules: await readRules(sql),
    }),
    // Whom a PIN makes powerful is nobody's business who has not signed in.
    clerks: (await clerksWithPin(sql)).map(({ id, name }) => ({ id, name, role: 'clerk' })),
    counters: (await sql.all('SELECT id, name, room, services FROM counters ORDER BY id')).map(readCounter),
  };
}

/** What the office set, and the usual for the rest. */
export async function readRules(sql: Reading): Promise<OfficeRules> {
  const rules = (await one(sql, 'SELECT rules FROM office WHERE id = 1'))?.['rules'];
  return OfficeRules.parse(rules ? JSON.parse(String(rules)) : {});
}

export async function findCounter(sql: Reading, id: string): Promise<Counter | undefined> {
  const row = await one(sql, 'SELECT id, name, room, services FROM counters WHERE id = ?', id);
  return row && readCounter(row);
}

/** Everything that some counter does. */
export async function readServices(sql: Reading): Promise<Set<string>> {
  return new Set(
    (await sql.all('SELECT id, name, room, services FROM counters')).flatMap((row) => readCounter(row).services),
  );
}

export async function findPinHash(sql: Reading, clerkId: string): Promise<string | undefined> {
  const row = await one(sql, "SELECT pin_hash FROM clerks WHERE id = ? AND pin_hash <> ''", clerkId);
  return row && String(row['pin_hash']);
}

/** Those who sign in with a PIN. */
export async function clerksWithPin(sql: Reading): Promise<Required<NewClerk>[]> {
  return (await sql.all("SELECT id, name, role, pin_hash, rights FROM clerks WHERE pin_hash <> '' ORDER BY id")).map(
    (row) => ({
      ...Clerk.parse({ id: row['id'], name: row['name'], role: row['role'] }),
      pinHash: String(row['pin_hash']),
      rights: readRights(row['rights']),
    }),
  );
}

/** A right that only a newer version knows gives none here. */
export const readRights = (rights: unknown): Right[] =>
  (JSON.parse(String(rights)) as unknown[]).flatMap((right) => Right.safeParse(right).data ?? []);

/** A clerk who signs in through the provider has no PIN. What the provider says today holds. */
export async function saveOidcClerk(sql: Sql, { id, name, role }: Clerk): Promise<void> {
  await sql.run(
    "INSERT INTO clerks (id, name, role, pin_hash) VALUES (?, ?, ?, '') ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role",
    id,
    name,
    role,
  );
}

export async function isEmpty(sql: Reading): Promise<boolean> {
  return (await one(sql, 'SELECT id FROM office WHERE id = 1')) === undefined;
}

export async function insertOffice(
  sql: Sql,
  office: { name: string; training: boolean },
  clerks: NewClerk[],
  counters: Counter[],
): Promise<void> {
  await sql.run('INSERT INTO office (id, name, training) VALUES (1, ?, ?)', office.name, office.training ? 1 : 0);
  for (const clerk of clerks) {
    await sql.run(
      'INSERT INTO clerks (id, name, role, pin_hash) VALUES (?, ?, ?, ?)',
      clerk.id,
      clerk.name,
      clerk.role,
      clerk.pinHash,
    );
  }
  for (const counter of counters) {
    await sql.run(
      'INSERT INTO counters (id, name, room, services) VALUES (?, ?, ?, ?)',
      counter.id,
      counter.name,
      counter.room,
      JSON.stringify(counter.services),
    );
  }
}

/** Real work, never training. */
export async function saveOffice(
  sql: Sql,
  { name, rules }: { name: string; rules: Partial<OfficeRules> },
): Promise<void> {
  await sql.run(
    'INSERT INTO office (id, name, training, rules) VALUES (1, ?, 0, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, rules = excluded.rules',
    name,
    JSON.stringify(rules),
  );
}

export async function saveCounter(sql: Sql, { id, name, room, services }: Counter): Promise<void> {
  await sql.run(
    'INSERT INTO counters (id, name, room, services) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, room = excluded.room, services = excluded.services',
    id,
    name,
    room,
    JSON.stringify(services),
  );
}

export async function saveClerk(sql: Sql, { id, name, role, pinHash, rights = [] }: NewClerk): Promise<void> {
  await sql.run(
    'INSERT INTO clerks (id, name, role, pin_hash, rights) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, pin_hash = excluded.pin_hash, rights = excluded.rights',
    id,
    name,
    role,
    pinHash,
    JSON.stringify(rights),
  );
}

function readCounter(row: Row): Counter {
  return Counter.parse({ ...row, services: JSON.parse(String(row['services'])) });
}
