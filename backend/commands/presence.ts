import type { Appointment, OfficeRules } from '../contract/index.ts';
import type { Sql } from '../store/database.ts';
import { lapsedCounters, leaseOf, setLease } from '../store/queueStore.ts';
import { findReadable, putRecord, recordsInState, workAtCounter } from '../store/recordStore.ts';

/**
 * Which counters are there, by the backend's clock alone. Every request of a counter renews its lease; when it has run
 * out, the person at that counter is marked, so that all others see it. Nobody is moved by that: taking over is
 * somebody's command.
 *
 * The marks are no changes of a person's: versions and what can be undone stay as they are.
 */

const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

/** A counter shows a sign of life. */
export async function seeCounter(sql: Sql, counterId: string, now: Date, rules: OfficeRules): Promise<void> {
  await setLease(sql, counterId, later(now, rules.leaseSeconds * 1000));
  const present = await presentAt(sql, counterId);
  if (present && present.awaySince !== null) await putRecord(sql, 'appointment', { ...present, awaySince: null });
}

/** A clerk leaves a counter: it holds nobody any more, and whoever is still there is seen to be alone at once. */
export async function leaveCounter(sql: Sql, counterId: string, now: Date): Promise<void> {
  await setLease(sql, counterId, now.toISOString());
  for (const appointment of await recordsInState(sql, 'appointment', 'waiting')) {
    if (appointment.reservation?.counterId === counterId && appointment.reservation.kind !== 'visit')
      await release(sql, appointment);
  }
  const present = await presentAt(sql, counterId);
  if (present && present.awaySince === null)
    await putRecord(sql, 'appointment', { ...present, awaySince: now.toISOString() });
}

/** Marks whom their counter has left alone, and ends reservations that have run out. */
export async function noteAbsences(sql: Sql, now: Date, rules: OfficeRules): Promise<void> {
  const at = now.toISOString();
  for (const counterId of await lapsedCounters(sql, at)) {
    const present = await presentAt(sql, counterId);
    if (present && present.awaySince === null)
      await putRecord(sql, 'appointment', await withAbsence(sql, present, now));
  }
  for (const appointment of await recordsInState(sql, 'appointment', 'waiting')) {
    if (await isOver(sql, appointment, now, rules)) await release(sql, appointment);
  }
}

/** The appointment as it would be marked at this moment; writes nothing. */
export async function withAbsence(sql: Sql, appointment: Appointment, now: Date): Promise<Appointment> {
  if (appointment.awaySince !== null || appointment.counterId === null) return appointment;
  const until = await leaseOf(sql, appointment.counterId);
  return until !== undefined && Date.parse(until) > now.getTime()
    ? appointment
    : { ...appointment, awaySince: until ?? now.toISOString() };
}

/**
 * The rest of a visit at a counter that finished with the first and is gone waits for everybody again, when anybody
 * could take over.
 */
async function isOver(sql: Sql, { reservation }: Appointment, now: Date, rules: OfficeRules): Promise<boolean> {
  if (!reservation) return false;
  if (reservation.until !== null) return Date.parse(reservation.until) <= now.getTime();
  if ((await workAtCounter(sql, reservation.counterId)) !== undefined) return false;
  const until = await leaseOf(sql, reservation.counterId);
  return until === undefined || Date.parse(until) + rules.takeOverAfterMinutes * 60_000 <= now.getTime();
}

async function presentAt(sql: Sql, counterId: string): Promise<Appointment | undefined> {
  const id = await workAtCounter(sql, counterId);
  return id === undefined ? undefined : findReadable(sql, 'appointment', id);
}

const release = (sql: Sql, appointment: Appointment): Promise<void> =>
  putRecord(sql, 'appointment', { ...appointment, reservation: null });
