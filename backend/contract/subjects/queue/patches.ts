import type { Circumstances } from '../../effects.ts';
import { usualRules, type OfficeRules } from '../../office.ts';
import type { Appointment } from './appointment.ts';
import type { Patch } from './transitions.ts';

/** What several actions of the queue set, or look at. */

export const rulesOf = ({ rules = usualRules }: Circumstances): OfficeRules => rules;

export const called = ({ calls }: Appointment, { counterId, now }: Circumstances): Patch => ({
  state: 'called',
  counterId,
  calledAt: now,
  recalledAt: null,
  calls: calls + 1,
  reservation: null,
  takenOff: null,
});

/** Waits at the counter, together with the person of the same visit who is there. */
export const besideAt = ({ counterId }: Circumstances): NonNullable<Appointment['reservation']> => ({
  counterId,
  kind: 'visit',
  until: null,
});

/** The reservation of somebody who was sent to a counter. */
export function sentTo(counterId: string, at: Circumstances): NonNullable<Appointment['reservation']> {
  const until = new Date(Date.parse(at.now) + rulesOf(at).redirectMinutes * 60_000).toISOString();
  return { counterId, kind: 'redirect', until };
}

/**
 * A case keeps the version with which it began, whoever goes on with it. What was begun without saying one stays
 * without: nobody knows which steps it had.
 */
export function begun(
  { processVersion, steps }: Appointment,
  said: { processVersion?: number | undefined },
): Pick<Appointment, 'processVersion'> {
  const hasBegun = processVersion !== null || Object.keys(steps).length > 0;
  return { processVersion: hasBegun ? processVersion : (said.processVersion ?? null) };
}

/** What was signed or has left the office belongs to the service it was done for. */
export const isBound = ({ steps }: Appointment): boolean =>
  Object.values(steps).some(
    ({ evidence }) => 'signatureId' in evidence || 'depositId' in evidence || 'recipient' in evidence,
  );

/** Milliseconds since a time; for ever, where there is none. */
export const sinceMs = (time: string | null, { now }: Circumstances): number =>
  time === null ? Infinity : Date.parse(now) - Date.parse(time);

/**
 * What was done without the network happened when the counter says, but its clock may be wrong: not before the call,
 * and not after now.
 */
export function within(time: string, earliest: string, latest: string): string {
  if (isBefore(latest, time)) return latest;
  return isBefore(time, earliest) ? earliest : time;
}

/** Written alike, as `toISOString` does, times are in the order of their letters; that is ten times as fast to tell. */
const isBefore = (a: string, b: string): boolean =>
  isWrittenAlike(a) && isWrittenAlike(b) ? a < b : Date.parse(a) < Date.parse(b);
const isWrittenAlike = (time: string): boolean =>
  time.length === '2026-11-30T08:00:00.000Z'.length && time.endsWith('Z');
