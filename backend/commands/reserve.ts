import { standing, usualRules, type ActionOf, type Appointment, type Circumstances } from '../contract/index.ts';
import { ok, refused, type Result } from '../result.ts';
import type { Sql } from '../store/database.ts';
import { findCounter } from '../store/officeStore.ts';
import { putRecord, recordsInState } from '../store/recordStore.ts';
import { chooseAhead } from './callNext.ts';

/** A counter holds its next people, whole visits together, and lets go of those whom it does not hold any more. */
export async function reserve(sql: Sql, action: ActionOf<'reserve'>, at: Circumstances): Promise<Result<null>> {
  const counter = await findCounter(sql, at.counterId);
  if (!counter) return refused('not-found');
  const rules = at.rules ?? usualRules;
  const waiting = await recordsInState(sql, 'appointment', 'waiting');
  const chosen = chooseAhead(waiting, counter, rules, at.now, action.count);
  const until = new Date(Date.parse(at.now) + (action.minutes ?? rules.reserveMinutes) * 60_000).toISOString();
  const isChosen = (one: Appointment): boolean =>
    chosen.some((other) => other.id === one.id || (one.visitId !== null && one.visitId === other.visitId));
  for (const appointment of waiting) {
    const held = standing(appointment, at.now);
    // Who was sent here or stands here already stays that.
    if (held && (held.counterId !== counter.id || held.kind !== 'ahead')) continue;
    if (isChosen(appointment)) await put(sql, appointment, { counterId: counter.id, kind: 'ahead', until });
    else if (held) await put(sql, appointment, null);
  }
  return ok(null);
}

/** Nobody's last step can be taken back past a reservation. */
const put = (sql: Sql, appointment: Appointment, reservation: Appointment['reservation']): Promise<void> =>
  putRecord(sql, 'appointment', { ...appointment, reservation, version: appointment.version + 1, undo: null });
