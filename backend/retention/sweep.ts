import type { Appointment, AppointmentState } from '../contract/index.ts';
import type { Sql } from '../store/database.ts';
import { getRecord, oldestRecords, removeRecord } from '../store/recordStore.ts';
import { forgetPickupCode, forgetSignature, forgetStrokes, withStrokes } from '../store/secretStore.ts';

/** How long the office's own database keeps what is over. An office sets it by its own rules; these are figures of ours, no legal advice. */
export interface RetentionRules {
  /** Days after the end of an appointment, or after the last thing that happened to it. */
  finishedDays: number;
  /** Days after a signature, until its strokes with their times and pressures go; the picture stays with the appointment. */
  strokesDays: number;
}

/** So many are looked at in one transaction: more than lie in all compartments of a large box. */
const atOnce = 1000;
/** Whoever is called or served is not over. */
const over: readonly AppointmentState[] = ['completed', 'missed', 'cancelled', 'scheduled', 'parked', 'waiting'];
const dayMs = 24 * 3_600_000;

/** Removes whose time is over, the oldest first. @returns how many; whoever gets `> 0` asks again */
export async function sweep(sql: Sql, now: Date, rules: RetentionRules): Promise<number> {
  let gone = 0;
  for (const state of over) {
    for (const appointment of await oldestRecords(sql, 'appointment', state, atOnce)) {
      if (now.getTime() - lastMoment(appointment) < rules.finishedDays * dayMs) continue;
      if (await remove(sql, appointment)) gone += 1;
    }
  }
  for (const { id, signedAt } of await withStrokes(sql, atOnce)) {
    if (now.getTime() - Date.parse(signedAt) < rules.strokesDays * dayMs) break;
    await forgetStrokes(sql, id);
    gone += 1;
  }
  return gone;
}

function lastMoment({ scheduledAt, arrivedAt, calledAt, parkedAt, finishedAt }: Appointment): number {
  return Math.max(...[scheduledAt, arrivedAt, calledAt, parkedAt, finishedAt].map((time) => (time === null ? 0 : Date.parse(time))));
}

/** The person with everything that was done for them; false while a document of theirs lies in a compartment. */
async function remove(sql: Sql, appointment: Appointment): Promise<boolean> {
  const facts = Object.values(appointment.steps).map(({ evidence }) => evidence);
  const ids = (name: string): string[] => facts.map((evidence) => evidence[name]).filter((id) => typeof id === 'string');
  const deposits = [];
  for (const id of ids('depositId')) {
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
    if (item && ['handed-over', 'deposited', 'returned', 'destroyed'].includes(item.state)) await removeRecord(sql, 'item', id);
  }
  await removeRecord(sql, 'appointment', appointment.id);
  return true;
}
