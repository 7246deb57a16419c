import { officeDate } from '../../officeDay.ts';
import type { OfficeRules } from '../../office.ts';
import type { Appointment, Reservation } from './appointment.ts';

/**
 * In which order people are called; the same at the backend, which decides, and at the counters, which show it.
 *
 * Everybody has a turn that never changes by waiting: the appointed time, or arrival when that is later; without an
 * appointment some time after arrival (`walkInDelayMinutes`). Who has a priority comes before everybody else; then the
 * earlier turn, then the ticket. A visit has the place of its first. Nobody starves: only those whose turn came
 * earlier, and priorities that a person gave with a reason, are called before.
 */
export function inOrder(waiting: readonly Appointment[], rules: OfficeRules): Appointment[] {
  const keys = new Map(waiting.map((appointment) => [appointment, keyOf(appointment, rules)]));
  const first = new Map<string, Key>();
  for (const [{ visitId }, key] of keys) {
    const known = visitId === null ? undefined : first.get(visitId);
    if (visitId !== null && (!known || compare(key, known) < 0)) first.set(visitId, key);
  }
  const placeOf = (appointment: Appointment): Key =>
    (appointment.visitId && first.get(appointment.visitId)) || keys.get(appointment)!;
  return waiting.toSorted((a, b) => compare(placeOf(a), placeOf(b)) || compare(keys.get(a)!, keys.get(b)!));
}

/** When a person's turn comes, in milliseconds since 1970. */
export function turnOf({ scheduledAt, arrivedAt, walkIn }: Appointment, rules: OfficeRules): number {
  const arrived = Date.parse(arrivedAt ?? scheduledAt);
  return walkIn ? arrived + rules.walkInDelayMinutes * 60_000 : Math.max(Date.parse(scheduledAt), arrived);
}

/** The reservation that stands at `now` (ISO time), if any. */
export function standing({ reservation }: Pick<Appointment, 'reservation'>, now: string): Reservation | null {
  return reservation && (reservation.until === null || Date.parse(reservation.until) > Date.parse(now))
    ? reservation
    : null;
}

/**
 * Waits since an earlier day of the office: whoever was not served then is not in today's line, where nobody looks for
 * them, and is called by nobody who asks for the next one.
 */
export const isLeftOver = ({ state, arrivedAt, scheduledAt }: Appointment, now: Date): boolean =>
  state === 'waiting' && officeDate(new Date(arrivedAt ?? scheduledAt)) < officeDate(now);

type Key = [late: number, turn: number, ticket: string, id: string];
const keyOf = (appointment: Appointment, rules: OfficeRules): Key => [
  appointment.priority ? 0 : 1,
  turnOf(appointment, rules),
  appointment.ticket,
  appointment.id,
];

function compare(a: Key, b: Key): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}
