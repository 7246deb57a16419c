import type { Action, ActionKind } from './commands.ts';
import type { ProblemCode } from './problems.ts';
import type { Appointment, AppointmentState } from './records.ts';

/**
 * What an action does to its appointment: one pure function, used by the backend to decide and by a counter to show
 * the effect of what it has not been able to send yet.
 */

type Before = NonNullable<Appointment['undo']>['before'];
export interface Circumstances { commandId: string; counterId: string; /** ISO time stamped on the change. */ now: string }
export type TransitionResult = { ok: true; appointment: Appointment } | { ok: false; code: ProblemCode };

/** From which states an action is possible. Actions that are missing here do not touch an appointment. */
const allowedFrom: Partial<Record<ActionKind, readonly AppointmentState[]>> = {
  'check-in': ['scheduled', 'missed'],
  'call-next': ['waiting'],
  call: ['waiting', 'missed'],
  appear: ['called'],
  miss: ['called'],
  park: ['called', 'serving'],
  resume: ['parked'],
  'record-step': ['serving'],
  sign: ['serving'],
  deposit: ['serving'],
  'hand-over': ['serving'],
  finish: ['serving'],
};

const undoable = new Set<ActionKind>(['check-in', 'call', 'call-next', 'appear', 'miss', 'park', 'resume', 'record-step', 'finish']);
const ownerOnly = new Set<ActionKind>(['appear', 'miss', 'park', 'record-step', 'sign', 'deposit', 'hand-over', 'finish']);

/** The state an appointment is in after an action, or the code of the refusal. Never throws; never changes its input. */
export function applyToAppointment(appointment: Appointment, action: Action, at: Circumstances): TransitionResult {
  if (action.kind === 'undo') return undo(appointment, action.commandId, at);
  const from = allowedFrom[action.kind];
  if (!from) return { ok: false, code: 'invalid-request' };
  if (ownerOnly.has(action.kind) && appointment.counterId !== null && appointment.counterId !== at.counterId) return { ok: false, code: 'not-yours' };
  if (!from.includes(appointment.state)) return { ok: false, code: 'wrong-state' };
  const patch = patchFor(appointment, action, at);
  const before = Object.fromEntries(Object.keys(patch).map((key) => [key, appointment[key as keyof Before]])) as Before;
  return {
    ok: true,
    appointment: {
      ...appointment,
      ...patch,
      version: appointment.version + 1,
      undo: undoable.has(action.kind) ? { commandId: at.commandId, kind: action.kind, before } : null,
    },
  };
}

function undo(appointment: Appointment, commandId: string, at: Circumstances): TransitionResult {
  const last = appointment.undo;
  if (!last || last.commandId !== commandId) return { ok: false, code: 'cannot-undo' };
  // A check-in belongs to nobody; everything else may be taken back only by the counter that did it.
  const owner = appointment.counterId ?? last.before.counterId ?? null;
  if (owner !== null && owner !== at.counterId) return { ok: false, code: 'not-yours' };
  return { ok: true, appointment: { ...appointment, ...last.before, version: appointment.version + 1, undo: null } };
}

function patchFor(appointment: Appointment, action: Action, at: Circumstances): Before {
  switch (action.kind) {
    case 'check-in': return { state: 'waiting', arrivedAt: at.now };
    case 'call-next':
    case 'call': return { state: 'called', counterId: at.counterId, calledAt: at.now };
    case 'appear': return { state: 'serving', appearedAt: at.now };
    case 'miss': return { state: 'missed', counterId: null };
    case 'park': return { state: 'parked', counterId: null, parkedAt: at.now, parkedReason: action.reason };
    case 'resume': return { state: 'serving', counterId: at.counterId, parkedAt: null, parkedReason: null };
    case 'record-step': return { steps: withStep(appointment, action.stepId, action.step) };
    case 'sign': return { steps: withStep(appointment, action.stepId, {
      state: 'done', at: at.now, evidence: { signatureId: action.signatureId, points: action.strokes.reduce((n, s) => n + s.length, 0) } }) };
    case 'deposit': return { steps: withStep(appointment, action.stepId, {
      state: 'done', at: at.now, evidence: { depositId: action.depositId, compartmentId: action.compartmentId } }) };
    case 'hand-over': return { steps: withStep(appointment, action.stepId, {
      state: 'done', at: at.now, evidence: { itemId: action.itemId, recipient: action.recipient } }) };
    case 'finish': return { state: 'completed', finishedAt: at.now, outcome: action.outcome };
    default: return {};
  }
}

function withStep(appointment: Appointment, stepId: string, step: Appointment['steps'][string] | null): Appointment['steps'] {
  const { [stepId]: _previous, ...others } = appointment.steps;
  return step ? { ...others, [stepId]: step } : others;
}
