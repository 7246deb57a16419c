import { noteAbsences } from '../../backend/commands/presence.ts';
import { usualRules, type Appointment } from '../../backend/contract/index.ts';
import { makeOfficeDay } from '../../backend/seed/officeDay.ts';
import { hashToken, newToken } from '../../backend/signin/tokens.ts';
import { DatabaseUnavailable, type Database, type Sql } from '../../backend/store/database.ts';
import { insertOffice } from '../../backend/store/officeStore.ts';
import { setLease } from '../../backend/store/queueStore.ts';
import { putRecord } from '../../backend/store/recordStore.ts';
import { holdCounter, insertSession } from '../../backend/store/sessionStore.ts';
import type { Answer } from '../backend/api.ts';
import type { Random } from '../fuzz/random.ts';
import type { Place } from './queueModel.ts';
import type { RaceClock } from './raceClock.ts';

/**
 * An office for races: lanes that have nothing to do with each other, each with its own services, counters and people.
 */

/** Where the counters of a lane find their backend. */
export interface Ground {
  database: Database;
  /** Asks one of the processes that serve the database; each session is used at all of them. */
  ask: (random: Random, method: 'POST' | 'PUT', path: string, token: string, body?: object) => Promise<Answer>;
  /** Where the backend runs in this process. Otherwise time passes as it does, and only a lease can be ended. */
  clock: RaceClock | null;
}

export interface LaneCounter {
  id: string;
  token: string;
  services: string[];
  lead: boolean;
}
export interface NewPerson {
  id: string;
  state: 'scheduled' | 'waiting' | 'parked';
  service: string;
  visit: string | null;
}
export interface Lane {
  name: string;
  ground: Ground;
  counters: LaneCounter[];
  services: string[];
  /** Nobody of the last race is there any more, and new people come in; all counters show a sign of life. */
  fill(people: readonly NewPerson[]): Promise<void>;
  /** Where everybody is. */
  read(): Promise<Record<string, Place>>;
  /** The backend's look at who is away, now. */
  lookWhoIsAway(): Promise<void>;
  /** As if a counter had shown no sign of life for a long time. @param ms how long its lease has been over */
  endLease(counterId: string, ms: number): Promise<void>;
}

const forEver = '9999-01-01T00:00:00.000Z';
const leaseMs = 90_000;

/** Makes the lanes in an empty database of their office, or in one for each of them. */
export async function openLanes(grounds: readonly Ground[], count: number): Promise<Lane[]> {
  const names = Array.from({ length: count }, (_, n) => `lane${n + 1}-`);
  const groundOf = (n: number): Ground => grounds[n % grounds.length]!;
  const counters = names.map((lane) => countersOf(lane));
  for (const ground of grounds) {
    const here = counters.filter((_, n) => groundOf(n) === ground).flat();
    await ground.database.transaction((sql) => openOffice(sql, here));
  }
  const template = makeOfficeDay(new Date()).appointments[0];
  if (!template) throw new Error('the invented office day is empty');
  return names.map((name, n) => laneOn(groundOf(n), name, counters[n] ?? [], template));
}

/** Two that do everything, one for each service; two leads. */
function countersOf(lane: string): LaneCounter[] {
  const [first, second] = servicesOf(lane);
  return [[first, second], [first, second], [first], [second]].map((services, n) => ({
    id: `${lane}counter-${n + 1}`,
    token: newToken(),
    services: services.map(String),
    lead: n % 2 === 0,
  }));
}

const servicesOf = (lane: string): string[] => [`${lane}a`, `${lane}b`];

async function openOffice(sql: Sql, counters: readonly LaneCounter[]): Promise<void> {
  const clerks = counters.map(({ id, lead }) => ({
    id: `${id}-clerk`,
    name: 'Sabine Beispiel',
    role: lead ? ('lead' as const) : ('clerk' as const),
    pinHash: '',
  }));
  await insertOffice(
    sql,
    { name: 'Rennamt Musterstadt', training: true },
    clerks,
    counters.map(({ id, services }) => ({ id, name: id, room: '', services })),
  );
  for (const [n, { id, token }] of counters.entries()) {
    const session = { tokenHash: hashToken(token), clerkId: `${id}-clerk`, expiresAt: forEver };
    await insertSession(sql, session);
    await holdCounter(
      sql,
      {
        tokenHash: session.tokenHash,
        kind: 'clerk',
        clerk: clerks[n]!,
        counterId: null,
        rights: [],
        expiresAt: forEver,
      },
      id,
    );
  }
}

function laneOn(ground: Ground, name: string, counters: LaneCounter[], template: Appointment): Lane {
  const { database, clock } = ground;
  const now = clock?.date ?? (() => new Date());
  const inLane = `%"service":"${name}%`;
  return {
    name,
    ground,
    counters,
    services: servicesOf(name),
    async fill(people) {
      clock?.begin();
      await insist(database, async (sql) => {
        const gone = await sql.all("SELECT id FROM records WHERE kind = 'appointment' AND value LIKE ?", inLane);
        for (const { id } of gone)
          for (const text of [
            "DELETE FROM records WHERE kind = 'appointment' AND id = ?",
            'DELETE FROM counter_work WHERE appointment_id = ?',
            'DELETE FROM visit_members WHERE appointment_id = ?',
          ])
            await sql.run(text, id ?? '');
        for (const person of people) await putRecord(sql, 'appointment', newPerson(template, person));
        for (const { id } of counters) await setLease(sql, id, new Date(now().getTime() + leaseMs).toISOString());
      });
    },
    read: () =>
      database.read(async (sql) => {
        const rows = await sql.all("SELECT value FROM records WHERE kind = 'appointment' AND value LIKE ?", inLane);
        return Object.fromEntries(rows.map(({ value }) => placeOf(JSON.parse(String(value)) as Appointment)));
      }),
    async lookWhoIsAway() {
      const at = now();
      await insist(database, (sql) => noteAbsences(sql, at, usualRules));
    },
    endLease: (counterId, ms) =>
      insist(database, (sql) => setLease(sql, counterId, new Date(Date.now() - ms).toISOString())),
  };
}

/** What may be done twice, until it was done. */
async function insist(database: Database, work: (sql: Sql) => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
    }
  }
}

function placeOf({ id, state, counterId, service, priority, reservation }: Appointment): [string, Place] {
  return [
    id,
    {
      state,
      owner: counterId,
      service,
      priority: priority !== null,
      held: reservation && { counter: reservation.counterId, kind: reservation.kind },
    },
  ];
}

const newPerson = (template: Appointment, { id, state, service, visit }: NewPerson): Appointment => ({
  ...template,
  id,
  code: id,
  service,
  state,
  visitId: visit,
  counterId: null,
  // Whatever day it becomes, they are of it.
  arrivedAt: '2099-01-01T00:00:00.000Z',
  calledAt: null,
  appearedAt: null,
  recalledAt: null,
  reservation: null,
  priority: null,
  redirect: null,
  undo: null,
  version: 0,
  steps: {},
});
