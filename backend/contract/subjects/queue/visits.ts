import type { Circumstances } from '../../effects.ts';
import type { ProblemCode } from '../../problems.ts';
import type { Appointment } from './appointment.ts';
import { applyToAppointment, undoOne, withPatch, type Before, type Deed } from './transitions.ts';

/**
 * A visit (a family, or several services of one person) goes through the queue as one, and is worked on one person
 * after the other.
 *
 * One of them is called or served; the others stand beside: `waiting`, with a reservation of the kind `visit` for that
 * counter. So a counter never has two cases, and nobody else can call half a family.
 */

/** The appointments after an action, the one it is about first. */
export type VisitResult =
  | { ok: true; appointments: [Appointment, ...Appointment[]] }
  | { ok: false; code: ProblemCode };

/** What happens to another one of the visit. */
export interface Beside {
  /** Whose action it is, as it was before. */
  appointment: Appointment;
  other: Appointment;
  /** The other one stands at the counter of this one. */
  here: boolean;
  at: Circumstances;
}
export interface VisitDeed<Action extends { kind: string }> extends Deed<Action> {
  /** Null: nothing. */
  beside?: (beside: Beside, action: Action) => Before | null;
}

/** @param others all other appointments of the same visit, in any state */
export function applyToVisit<Action extends { kind: string }>(
  appointment: Appointment,
  others: readonly Appointment[],
  action: Action,
  deed: VisitDeed<Action>,
  at: Circumstances,
): VisitResult {
  const one = applyToAppointment(appointment, action, deed, at);
  if (!one.ok) return one;
  const undo = deed.traits.undoable ? action.kind : null;
  const moved = others.flatMap((other) => {
    const here = isBeside(other, appointment.counterId ?? at.counterId);
    const patch = deed.beside?.({ appointment, other, here, at }, action);
    return patch ? [withPatch(other, patch, undo, at)] : [];
  });
  const main = one.appointment;
  const withOthers =
    main.undo && moved.length > 0 ? { ...main, undo: { ...main.undo, others: moved.map(({ id }) => id) } } : main;
  return { ok: true, appointments: [withOthers, ...moved] };
}

/** Is at a counter, or on the way there. */
export const isPresent = ({ state }: Pick<Appointment, 'state'>): boolean => state === 'called' || state === 'serving';

/** Stands at this counter beside the person who is served there. */
export function isBeside(appointment: Appointment, counterId: string): boolean {
  return (
    appointment.state === 'waiting' &&
    appointment.reservation?.kind === 'visit' &&
    appointment.reservation.counterId === counterId
  );
}

/** All of them or nobody: if one of the visit has gone on since, nothing is taken back. */
export function undoVisit(
  appointment: Appointment,
  others: readonly Appointment[],
  commandId: string,
  at: Circumstances,
): VisitResult {
  const one = undoOne(appointment, commandId, at);
  if (!one.ok) return one;
  const same = others.filter((other) => other.undo?.commandId === commandId);
  const named = appointment.undo?.others ?? [];
  if (same.length !== named.length || same.some(({ id }) => !named.includes(id)))
    return { ok: false, code: 'cannot-undo' };
  const restored = same.map((other): Appointment => ({
    ...other,
    ...other.undo?.before,
    version: other.version + 1,
    undo: null,
  }));
  return { ok: true, appointments: [one.appointment, ...restored] };
}
