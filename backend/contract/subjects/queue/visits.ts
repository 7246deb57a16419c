import type { ProblemCode } from '../../problems.ts';
import type { Action } from '../index.ts';
import type { Appointment } from './appointment.ts';
import { standing } from './order.ts';
import { applyToAppointment, sentTo, withPatch, type Before, type Circumstances } from './transitions.ts';

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

/** @param others all other appointments of the same visit, in any state */
export function applyToVisit(
  appointment: Appointment,
  others: readonly Appointment[],
  action: Action,
  at: Circumstances,
): VisitResult {
  if (action.kind === 'undo') return undo(appointment, others, action, at);
  const one = applyToAppointment(appointment, action, at);
  if (!one.ok) return one;
  const moved = others.flatMap((other) => {
    const patch = patchBeside(appointment, other, action, at);
    return patch ? [withPatch(other, action.kind, patch, at)] : [];
  });
  const main = one.appointment;
  const withOthers =
    main.undo && moved.length > 0 ? { ...main, undo: { ...main.undo, others: moved.map(({ id }) => id) } } : main;
  return { ok: true, appointments: [withOthers, ...moved] };
}

/** Stands at this counter beside the person who is served there. */
export function isBeside(appointment: Appointment, counterId: string): boolean {
  return (
    appointment.state === 'waiting' &&
    appointment.reservation?.kind === 'visit' &&
    appointment.reservation.counterId === counterId
  );
}

/** All of them or nobody: if one of the visit has gone on since, nothing is taken back. */
function undo(
  appointment: Appointment,
  others: readonly Appointment[],
  action: Action & { kind: 'undo' },
  at: Circumstances,
): VisitResult {
  const one = applyToAppointment(appointment, action, at);
  if (!one.ok) return one;
  const same = others.filter((other) => other.undo?.commandId === action.commandId);
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

/** What happens to another one of the visit; null: nothing. */
function patchBeside(appointment: Appointment, other: Appointment, action: Action, at: Circumstances): Before | null {
  const beside = { counterId: at.counterId, kind: 'visit' as const, until: null };
  const here = isBeside(other, appointment.counterId ?? at.counterId);
  switch (action.kind) {
    case 'check-in':
      return other.state === 'scheduled' || other.state === appointment.state
        ? { state: 'waiting', arrivedAt: at.now }
        : null;
    case 'call-next':
    case 'call':
    case 'call-reserved': {
      // Who stands beside somebody at another counter is not pulled away from there.
      const elsewhere = other.reservation?.kind === 'visit' && other.reservation.counterId !== at.counterId;
      return (other.state === 'waiting' && !elsewhere) || (other.state === 'missed' && appointment.state === 'missed')
        ? { state: 'waiting', reservation: beside }
        : null;
    }
    case 'miss':
      return here ? { state: 'missed', reservation: null } : null;
    case 'park':
      return here ? { state: 'parked', reservation: null, parkedAt: at.now, parkedReason: action.reason } : null;
    case 'resume':
      return other.state === 'parked'
        ? { state: 'waiting', reservation: beside, parkedAt: null, parkedReason: null }
        : null;
    case 'redirect': {
      const together =
        here ||
        (appointment.state === 'waiting' && other.state === 'waiting' && standing(other, at.now)?.kind !== 'visit');
      return together ? { reservation: 'counterId' in action.to ? sentTo(action.to.counterId, at) : null } : null;
    }
    case 'prioritise':
      return other.state === appointment.state
        ? { priority: action.reason === null ? null : { reason: action.reason, at: at.now } }
        : null;
    case 'switch':
      return other.counterId === at.counterId && other.state === 'serving'
        ? { state: 'waiting', counterId: null, reservation: beside }
        : null;
    case 'take-over':
      return here ? { reservation: beside } : null;
    default:
      return null;
  }
}
