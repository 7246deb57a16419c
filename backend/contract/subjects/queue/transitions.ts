import type { Circumstances } from '../../effects.ts';
import type { ProblemCode } from '../../problems.ts';
import type { Traits } from '../../traits.ts';
import type { Appointment, StepRecord } from './appointment.ts';

/** How an action changes its appointment. What it does to others of the same visit stands in `visits.ts`. */

export type Before = NonNullable<Appointment['undo']>['before'];
/** What an action sets. Whoever acts is there, so `awaySince` is none of it. */
export type Patch = Before & Partial<Pick<Appointment, 'takenFrom'>>;
export type TransitionResult = { ok: true; appointment: Appointment } | { ok: false; code: ProblemCode };

/** One kind of action, as far as its appointment goes. */
export interface Deed<Action extends { kind: string }> {
  traits: Traits;
  /** What else speaks against it, beside state and owner. */
  refusal?: (appointment: Appointment, action: Action, at: Circumstances) => ProblemCode | null;
  patch: (appointment: Appointment, action: Action, at: Circumstances) => Patch;
}

/**
 * The state an appointment is in after an action, or the code of the refusal. Never throws; never changes its input.
 */
export function applyToAppointment<Action extends { kind: string }>(
  appointment: Appointment,
  action: Action,
  { traits, refusal, patch }: Deed<Action>,
  at: Circumstances,
): TransitionResult {
  const { from, by } = traits;
  // A counter may have been told of it already: it is in the record, and does not happen a second time.
  if (appointment.undo?.commandId === at.commandId) return { ok: false, code: 'id-reused' };
  if (by === 'owner' && appointment.counterId !== null && appointment.counterId !== at.counterId)
    return { ok: false, code: 'not-yours' };
  if (!from?.includes(appointment.state)) return { ok: false, code: 'wrong-state' };
  const code = refusal?.(appointment, action, at) ?? null;
  if (code !== null) return { ok: false, code };
  return {
    ok: true,
    appointment: withPatch(appointment, patch(appointment, action, at), traits.undoable ? action.kind : null, at),
  };
}

/**
 * The appointment with a patch on it.
 *
 * @param undo the kind of the action, if it can be undone: the fields that the patch names are what is put back then
 */
export function withPatch(appointment: Appointment, patch: Patch, undo: string | null, at: Circumstances): Appointment {
  const before = Object.fromEntries(Object.keys(patch).map((key) => [key, appointment[key as keyof Before]])) as Before;
  return {
    ...appointment,
    ...patch,
    awaySince: null,
    version: appointment.version + 1,
    undo: undo === null ? null : { commandId: at.commandId, kind: undo, before },
  };
}

/** The appointment as it was before a command, while nothing else has happened to it since. */
export function undoOne(appointment: Appointment, commandId: string, at: Circumstances): TransitionResult {
  const last = appointment.undo;
  if (!last || last.commandId !== commandId) return { ok: false, code: 'cannot-undo' };
  // A check-in belongs to nobody; everything else may be taken back only by the counter that did it.
  const owner = appointment.counterId ?? last.before.counterId ?? null;
  if (owner !== null && owner !== at.counterId) return { ok: false, code: 'not-yours' };
  return {
    ok: true,
    appointment: { ...appointment, ...last.before, awaySince: null, version: appointment.version + 1, undo: null },
  };
}

/** Its steps with one of them set or, with null, cleared. */
export function withStep(
  appointment: Appointment,
  stepId: string,
  step: StepRecord | null,
): Pick<Appointment, 'steps'> {
  const { [stepId]: _previous, ...others } = appointment.steps;
  return { steps: step ? { ...others, [stepId]: step } : others };
}
