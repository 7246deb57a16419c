import { AppointmentState, lastMoment, type Appointment, type Deposit } from '../contract/index.ts';
import type { Database, Sql } from '../store/database.ts';
import { recordsOf } from '../store/peopleStore.ts';
import { changedAfter, getRecord, recordsInState, removeRecord } from '../store/recordStore.ts';
import { forgetPickupCode, forgetSignature, forgetStrokes, withStrokes } from '../store/secretStore.ts';

/**
 * How long the office's own database keeps what is over. An office sets it by its own rules; these are figures of ours,
 * no legal advice.
 */
export interface RetentionRules {
  /** Days after the end of an appointment, or after the last thing that happened to it. */
  finishedDays: number;
  /**
   * Days after a signature, until its strokes with their times and pressures go; the picture stays with the
   * appointment.
   */
  strokesDays: number;
}

/** So many are looked at in one go. */
const page = 500;
/** So many are removed in one transaction: the counters' commands wait for it. */
const atOnce = 10;
/** Nothing of this is urgent. */
export const breath = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
/** Also whoever was left called or served: with whom nothing was done for so long, nobody is at a counter. */
const states: readonly AppointmentState[] = AppointmentState.options;
const dayMs = 24 * 3_600_000;

/** Removes whose time is over at `now`. @returns how many */
export async function sweep(
  database: Database,
  now: Date,
  rules: RetentionRules,
  isStopped: () => boolean = () => false,
): Promise<number> {
  let gone = 0;
  // A case does not always name what was put into a compartment for it.
  const deposits = Map.groupBy(
    await database.read((sql) => recordsInState(sql, 'deposit', '')),
    ({ appointmentId }) => appointmentId,
  );
  const isOver = (appointment: Appointment): boolean =>
    lastMoment(appointment) <= now.getTime() - rules.finishedDays * dayMs;
  for (const state of states) {
    for (let after = 0, more = true; more && !isStopped();) {
      const found = await database.read((sql) => changedAfter(sql, 'appointment', state, after, page));
      const due = found.flatMap(({ record }) => (record && isOver(record) ? [record.id] : []));
      for (let n = 0; n < due.length && !isStopped(); n += atOnce, await breath())
        gone += await database.transaction((sql) =>
          removeDue(sql, due.slice(n, n + atOnce), deposits, (one) => one.state === state && isOver(one)),
        );
      after = found.at(-1)?.seq ?? 0;
      // Who was changed later is over later, but for those whose day is still to come: they were written down long
      // before.
      more = found.length === page && (due.length > 0 || state === 'scheduled');
    }
  }
  for (let some = atOnce; some === atOnce && !isStopped(); gone += some, await breath())
    some = await database.transaction((sql) => forgetSomeStrokes(sql, now.getTime() - rules.strokesDays * dayMs));
  return gone;
}

/** Whom somebody has called, or done something with, since they were found is left alone. */
async function removeDue(
  sql: Sql,
  ids: readonly string[],
  deposits: ReadonlyMap<string, readonly Deposit[]>,
  isStillOver: (appointment: Appointment) => boolean,
): Promise<number> {
  let gone = 0;
  for (const id of ids) {
    const appointment = await getRecord(sql, 'appointment', id);
    if (appointment && isStillOver(appointment) && (await remove(sql, appointment, deposits.get(id) ?? []))) gone += 1;
  }
  return gone;
}

async function forgetSomeStrokes(sql: Sql, signedBefore: number): Promise<number> {
  const due = (await withStrokes(sql, atOnce)).filter(({ signedAt }) => Date.parse(signedAt) <= signedBefore);
  for (const { id } of due) await forgetStrokes(sql, id);
  return due.length;
}

/** The person with everything that was done for them; false while a document of theirs lies in a compartment. */
async function remove(sql: Sql, appointment: Appointment, noted: readonly Deposit[]): Promise<boolean> {
  const facts = Object.values(appointment.steps).map(({ evidence }) => evidence);
  const ids = (name: string): string[] =>
    facts.map((evidence) => evidence[name]).filter((id) => typeof id === 'string');
  const deposits = [];
  for (const id of new Set([...ids('depositId'), ...noted.map((deposit) => deposit.id)])) {
    const deposit = await getRecord(sql, 'deposit', id);
    if (!deposit) continue;
    if ((await getRecord(sql, 'compartment', deposit.compartmentId))?.depositId === id) return false;
    deposits.push(deposit);
  }
  for (const id of ids('signatureId')) {
    await removeRecord(sql, 'signature', id);
    await forgetSignature(sql, id);
  }
  for (const { id } of deposits) {
    await removeRecord(sql, 'deposit', id);
    await forgetPickupCode(sql, id);
  }
  for (const id of [...ids('itemId'), ...deposits.map(({ itemId }) => itemId)]) {
    const item = await getRecord(sql, 'item', id);
    // Nothing that the office still has disappears from its list.
    if (item && ['handed-over', 'deposited', 'returned', 'destroyed'].includes(item.state))
      await removeRecord(sql, 'item', id);
  }
  await removeRecord(sql, 'appointment', appointment.id);
  await forgetPersonWithoutRecords(sql, appointment.applicant.id);
  return true;
}

/** Nobody is kept of whom the office has nothing any more. */
async function forgetPersonWithoutRecords(sql: Sql, personId: string): Promise<void> {
  const { appointments, items, mergedIds } = await recordsOf(sql, personId);
  if (appointments.length > 0 || items.length > 0) return;
  for (const id of [personId, ...mergedIds])
    if (await getRecord(sql, 'person', id)) await removeRecord(sql, 'person', id);
}
