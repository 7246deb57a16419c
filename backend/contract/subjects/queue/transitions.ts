import { groundOf, hasName, type ActingPerson } from '../../actingPerson.ts';
import { usualRules, type Clerk, type OfficeRules } from '../../office.ts';
import type { ProblemCode } from '../../problems.ts';
import type { HandOverProof } from '../documents.ts';
import { traits, type Action, type ActionKind } from '../index.ts';
import type { Appointment, StepRecord } from './appointment.ts';
import { standing } from './order.ts';

/**
 * What an action does to its appointment: one pure function, used by the backend to decide and by a counter to show
 * the effect of what it has not been able to send yet. What it does to others of the same visit stands in `visits.ts`.
 */

export type Before = NonNullable<Appointment['undo']>['before'];
export interface Circumstances {
  commandId: string;
  counterId: string;
  /** ISO time stamped on the change. */
  now: string;
  /** Default: the usual ones. */
  rules?: OfficeRules;
  /** Only a lead may do some things; default: no lead. */
  role?: Clerk['role'];
}
export type TransitionResult = { ok: true; appointment: Appointment } | { ok: false; code: ProblemCode };

/**
 * The state an appointment is in after an action, or the code of the refusal. Never throws; never changes its input.
 */
export function applyToAppointment(appointment: Appointment, action: Action, at: Circumstances): TransitionResult {
  if (action.kind === 'undo') return undoOne(appointment, action.commandId, at);
  const { from, by } = traits[action.kind];
  if (!from) return { ok: false, code: 'invalid-request' };
  if (by === 'owner' && appointment.counterId !== null && appointment.counterId !== at.counterId)
    return { ok: false, code: 'not-yours' };
  if (!from.includes(appointment.state)) return { ok: false, code: 'wrong-state' };
  const code = refusal(appointment, action, at);
  return code
    ? { ok: false, code }
    : { ok: true, appointment: withPatch(appointment, action.kind, patchFor(appointment, action, at), at) };
}

/** What an action sets. Whoever acts is there, so `awaySince` is none of it. */
type Patch = Before & Partial<Pick<Appointment, 'takenFrom'>>;

/** The appointment with a patch on it; the fields that the patch names are what an undo puts back. */
export function withPatch(appointment: Appointment, kind: ActionKind, patch: Patch, at: Circumstances): Appointment {
  const before = Object.fromEntries(Object.keys(patch).map((key) => [key, appointment[key as keyof Before]])) as Before;
  return {
    ...appointment,
    ...patch,
    awaySince: null,
    version: appointment.version + 1,
    undo: traits[kind].undoable ? { commandId: at.commandId, kind, before } : null,
  };
}

/** What else speaks against it, beside state and owner. */
function refusal(appointment: Appointment, action: Action, at: Circumstances): ProblemCode | null {
  const rules = at.rules ?? usualRules;
  const held = standing(appointment, at.now);
  const sinceMs = (time: string | null): number => (time === null ? Infinity : Date.parse(at.now) - Date.parse(time));
  switch (action.kind) {
    case 'call':
    case 'call-next':
      return held && held.counterId !== at.counterId ? 'not-yours' : null;
    case 'call-reserved':
      return held?.counterId === at.counterId ? null : 'reservation-expired';
    case 'switch':
      return held?.kind === 'visit' && held.counterId === at.counterId ? null : 'not-yours';
    case 'recall':
      return sinceMs(appointment.recalledAt ?? appointment.calledAt) < rules.recallAfterSeconds * 1000
        ? 'too-early'
        : null;
    case 'redirect':
      if (held && held.kind !== 'redirect' && held.counterId !== at.counterId) return 'not-yours';
      return 'service' in action.to && action.to.service !== appointment.service && isBound(appointment)
        ? 'service-begun'
        : null;
    case 'name-applicant':
      return hasName(appointment.applicant) && (!appointment.walkIn || isBound(appointment)) ? 'already-named' : null;
    case 'sign':
    case 'deposit':
    case 'hand-over':
      return hasName(appointment.applicant) ? null : 'name-missing';
    case 'take-over':
      if (appointment.counterId === at.counterId) return 'wrong-state';
      if (appointment.awaySince === null) return 'owner-present';
      return at.role === 'lead' || sinceMs(appointment.awaySince) >= rules.takeOverAfterMinutes * 60_000
        ? null
        : 'lead-only';
    default:
      return null;
  }
}

/** What was signed or has left the office belongs to the service it was done for. */
const isBound = ({ steps }: Appointment): boolean =>
  Object.values(steps).some(
    ({ evidence }) => 'signatureId' in evidence || 'depositId' in evidence || 'recipient' in evidence,
  );

function undoOne(appointment: Appointment, commandId: string, at: Circumstances): TransitionResult {
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

function patchFor(appointment: Appointment, action: Action, at: Circumstances): Patch {
  switch (action.kind) {
    case 'check-in':
      return { state: 'waiting', arrivedAt: at.now };
    case 'call-next':
    case 'call':
    case 'call-reserved':
      return {
        state: 'called',
        counterId: at.counterId,
        calledAt: at.now,
        recalledAt: null,
        calls: appointment.calls + 1,
        reservation: null,
      };
    case 'recall':
      return { recalledAt: at.now, calls: appointment.calls + 1 };
    case 'appear':
      return { state: 'serving', appearedAt: at.now, ...begun(appointment, action) };
    case 'miss':
      return { state: 'missed', counterId: null };
    case 'park':
      return { state: 'parked', counterId: null, parkedAt: at.now, parkedReason: action.reason };
    case 'resume':
      return {
        state: 'serving',
        counterId: at.counterId,
        parkedAt: null,
        parkedReason: null,
        ...begun(appointment, action),
      };
    case 'redirect': {
      const back = {
        state: 'waiting' as const,
        counterId: null,
        redirect: { fromCounterId: at.counterId, reason: action.reason, at: at.now },
      };
      if ('counterId' in action.to) return { ...back, reservation: sentTo(action.to.counterId, at) };
      // What was ticked for one service says nothing about another.
      return {
        ...back,
        reservation: null,
        ...(action.to.service === appointment.service
          ? {}
          : { service: action.to.service, steps: {}, processVersion: null }),
      };
    }
    case 'prioritise':
      return { priority: action.reason === null ? null : { reason: action.reason, at: at.now } };
    case 'switch':
      return {
        state: 'serving',
        counterId: at.counterId,
        reservation: null,
        calledAt: appointment.calledAt ?? at.now,
        appearedAt: appointment.appearedAt ?? at.now,
        ...begun(appointment, action),
      };
    case 'take-over':
      return { counterId: at.counterId, takenFrom: appointment.counterId };
    case 'name-applicant': {
      const { familyName, givenNames, birthDate = appointment.applicant.birthDate } = action;
      return { applicant: { ...appointment.applicant, familyName, givenNames, birthDate } };
    }
    case 'record-step':
      return {
        steps: withStep(
          appointment,
          action.stepId,
          action.step && { ...action.step, at: within(action.step.at, appointment.calledAt ?? at.now, at.now) },
        ),
      };
    case 'sign':
      return {
        steps: withStep(appointment, action.stepId, {
          state: 'done',
          at: at.now,
          evidence: {
            signatureId: action.signatureId,
            points: action.strokes.reduce((n, s) => n + s.length, 0),
            ...factsOf(action.signer),
          },
        }),
      };
    case 'deposit':
      return {
        steps: withStep(appointment, action.stepId, {
          state: 'done',
          at: at.now,
          evidence: { depositId: action.depositId, compartmentId: action.compartmentId },
        }),
      };
    case 'hand-over':
      return {
        steps: withStep(appointment, action.stepId, {
          state: 'done',
          at: at.now,
          evidence: {
            itemId: action.itemId,
            recipient: action.receiver ? groundOf(action.receiver) : action.recipient,
            ...factsOf(action.receiver),
            ...proofOf(action.proof),
          },
        }),
      };
    case 'set-role': {
      const { role, personId } = action;
      const others = appointment.roles.filter((one) => one.personId !== personId);
      return { roles: role === null ? others : [...others, { role, personId }] };
    }
    case 'finish':
      return { state: 'completed', finishedAt: at.now, outcome: action.outcome };
    default:
      return {};
  }
}

/**
 * A case keeps the version with which it began, whoever goes on with it. What was begun without saying one stays
 * without: nobody knows which steps it had.
 */
function begun(
  { processVersion, steps }: Appointment,
  said: { processVersion?: number | undefined },
): Pick<Appointment, 'processVersion'> {
  const hasBegun = processVersion !== null || Object.keys(steps).length > 0;
  return { processVersion: hasBegun ? processVersion : (said.processVersion ?? null) };
}

/** Who acted, as facts of the step. */
const factsOf = (person: ActingPerson | undefined): StepRecord['evidence'] => ({ ...person });

function proofOf(proof: HandOverProof | undefined): StepRecord['evidence'] {
  if (!proof) return {};
  return proof.by === 'scan' ? { proof: 'scan' } : { proof: 'eye', proofReason: proof.reason };
}

/**
 * What was done without the network happened when the counter says, but its clock may be wrong: not before the call,
 * and not after now.
 */
function within(time: string, earliest: string, latest: string): string {
  if (isBefore(latest, time)) return latest;
  return isBefore(time, earliest) ? earliest : time;
}

/** Written alike, as `toISOString` does, times are in the order of their letters; that is ten times as fast to tell. */
const isBefore = (a: string, b: string): boolean =>
  isWrittenAlike(a) && isWrittenAlike(b) ? a < b : Date.parse(a) < Date.parse(b);
const isWrittenAlike = (time: string): boolean =>
  time.length === '2026-11-30T08:00:00.000Z'.length && time.endsWith('Z');

/** The reservation of somebody who was sent to a counter. */
export function sentTo(
  counterId: string,
  { now, rules = usualRules }: Circumstances,
): NonNullable<Appointment['reservation']> {
  return {
    counterId,
    kind: 'redirect',
    until: new Date(Date.parse(now) + rules.redirectMinutes * 60_000).toISOString(),
  };
}

function withStep(
  appointment: Appointment,
  stepId: string,
  step: Appointment['steps'][string] | null,
): Appointment['steps'] {
  const { [stepId]: _previous, ...others } = appointment.steps;
  return step ? { ...others, [stepId]: step } : others;
}
