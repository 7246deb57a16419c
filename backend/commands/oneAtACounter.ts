import { isBeside, isPresent, type Appointment } from '../contract/index.ts';
import type { Sql } from '../store/database.ts';
import { waitingOfVisits, workAtCounter } from '../store/recordStore.ts';

/**
 * Calling, resuming and undoing can bring a person to a counter where somebody else is by now, or where the rest of a
 * visit stands.
 *
 * @param coming who would be at the counter @param changed everybody whom the same command changes
 */
export async function isBusy(
  sql: Sql,
  counterId: string,
  coming: Appointment | null,
  changed: readonly Appointment[],
): Promise<boolean> {
  const present = await workAtCounter(sql, counterId);
  const stepsAside = changed.some((one) => one.id === present && !isPresent(one));
  if (present !== undefined && present !== coming?.id && !stepsAside) return true;
  const waiting = await waitingOfVisits(sql);
  return waiting.some((one) => isBeside(one, counterId) && (coming === null || one.visitId !== coming.visitId));
}

/** Would a counter have a second case after these changes? */
export async function bringsASecond(
  sql: Sql,
  changes: readonly { before: Appointment | undefined; after: Appointment }[],
): Promise<boolean> {
  // Whoever is at the counter already takes nobody's place.
  const coming = changes.find(
    ({ before, after }) => isPresent(after) && !(before && isPresent(before) && before.counterId === after.counterId),
  )?.after;
  if (!coming?.counterId) return false;
  return isBusy(
    sql,
    coming.counterId,
    coming,
    changes.map(({ after }) => after),
  );
}
