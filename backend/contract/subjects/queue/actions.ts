import { z } from 'zod';
import { Id } from '../../basics.ts';
import { hasName } from '../../actingPerson.ts';
import type { ActionDefinition } from '../../effects.ts';
import { asked, ofOwner, usual, type Traits } from '../../traits.ts';
import { PersonRole, ProcessVersion, StepRecord } from './appointment.ts';
import { caseAction, onVisit, type Case, type CaseOutcome } from './caseAction.ts';
import { isLeftOver, standing } from './order.ts';
import { begun, besideAt, called, isBound, rulesOf, sentTo, sinceMs, within } from './patches.ts';
import { withStep } from './transitions.ts';
import { applyToVisit, undoVisit, type VisitDeed } from './visits.ts';

const appointmentId = Id;
/** Of the counter at which the case begins with it. Absent: from a counter that did not say it yet, or has none. */
const processVersion = ProcessVersion.optional();

/** Of what changes appointments without naming one, or one and nothing else. */
const definition = <Schema extends z.ZodType>(
  said: ActionDefinition<Schema, Case, CaseOutcome>,
): ActionDefinition<Schema, Case, CaseOutcome> => said;

/** Whoever is called comes to this counter, and with them whoever waits of the same visit. */
const calling: Omit<VisitDeed<{ kind: string }>, 'traits'> = {
  refusal: (appointment, _action, { counterId, now, role }) => {
    const held = standing(appointment, now);
    // Sent to a counter at which perhaps nobody is: the lead can always bring them back.
    const isForLead = role === 'lead' && held?.kind === 'redirect';
    return held && held.counterId !== counterId && !isForLead ? 'not-yours' : null;
  },
  patch: (appointment, _action, at) => called(appointment, at),
  beside: ({ appointment, other, at }) => {
    // Who stands beside somebody at another counter is not pulled away from there.
    const elsewhere = other.reservation?.kind === 'visit' && other.reservation.counterId !== at.counterId;
    return (other.state === 'waiting' && !elsewhere) || (other.state === 'missed' && appointment.state === 'missed')
      ? { state: 'waiting', reservation: besideAt(at) }
      : null;
  },
};
const callNextTraits: Traits = { ...asked, since: 1, from: ['waiting'], undoable: true, brings: 'call' };

export const queueActions = {
  'check-in': caseAction({
    schema: z.object({ kind: z.literal('check-in'), appointmentId }),
    traits: { ...usual, since: 1, from: ['scheduled', 'missed'], undoable: true },
    patch: (_appointment, _action, { now }) => ({ state: 'waiting', arrivedAt: now, takenOff: null }),
    beside: ({ appointment, other, at }) =>
      other.state === 'scheduled' || other.state === appointment.state
        ? { state: 'waiting', arrivedAt: at.now, takenOff: null }
        : null,
  }),
  /** The backend chooses who is next for this counter. The answer names the appointment, or null when nobody waits. */
  'call-next': definition({
    schema: z.object({ kind: z.literal('call-next') }),
    traits: callNextTraits,
    about: () => [],
    effect: (action, read, at) =>
      at.chosen
        ? onVisit(read, at.chosen, (appointment, others) =>
            applyToVisit(appointment, others, action, { traits: callNextTraits, ...calling }, at),
          )
        : [],
  }),
  call: caseAction({
    schema: z.object({ kind: z.literal('call'), appointmentId }),
    traits: { ...asked, since: 1, from: ['waiting', 'missed'], undoable: true, brings: 'call' },
    ...calling,
  }),
  /**
   * Calls somebody whom this counter holds, also without the network: refused when the reservation has run out by the
   * time it arrives.
   */
  'call-reserved': caseAction({
    schema: z.object({ kind: z.literal('call-reserved'), appointmentId }),
    traits: { ...usual, since: 1, from: ['waiting'], undoable: true, tangible: true },
    refusal: (appointment, _action, { counterId, now }) =>
      standing(appointment, now)?.counterId === counterId ? null : 'reservation-expired',
    patch: calling.patch,
    beside: calling.beside,
  }),
  /** Calls the same person again; not before the office's interval. */
  recall: caseAction({
    schema: z.object({ kind: z.literal('recall'), appointmentId }),
    traits: { ...asked, since: 1, from: ['called'], by: 'owner' },
    refusal: ({ recalledAt, calledAt }, _action, at) =>
      sinceMs(recalledAt ?? calledAt, at) < rulesOf(at).recallAfterSeconds * 1000 ? 'too-early' : null,
    patch: ({ calls }, _action, { now }) => ({ recalledAt: now, calls: calls + 1 }),
  }),
  appear: caseAction({
    schema: z.object({ kind: z.literal('appear'), appointmentId, processVersion }),
    traits: { ...ofOwner, since: 1, from: ['called'], undoable: true },
    patch: (appointment, action, { now }) => ({ state: 'serving', appearedAt: now, ...begun(appointment, action) }),
  }),
  miss: caseAction({
    schema: z.object({ kind: z.literal('miss'), appointmentId }),
    traits: { ...ofOwner, since: 1, from: ['called'], undoable: true },
    patch: () => ({ state: 'missed', counterId: null }),
    beside: ({ here }) => (here ? { state: 'missed', reservation: null } : null),
  }),
  /** Out of the line without a call: the person went, or a day ended before anybody served them. */
  'take-off': caseAction({
    schema: z.object({ kind: z.literal('take-off'), appointmentId, why: z.enum(['left', 'not-served']) }),
    traits: { ...usual, since: 4, from: ['waiting'], undoable: true },
    refusal: (appointment, _action, { counterId, now }) => {
      const held = standing(appointment, now);
      return held && held.counterId !== counterId && !isLeftOver(appointment, new Date(now)) ? 'not-yours' : null;
    },
    patch: (_appointment, { why }, { now }) => ({ state: 'missed', reservation: null, takenOff: { why, at: now } }),
    beside: ({ other, at }, { why }) =>
      other.state === 'waiting' && standing(other, at.now)?.kind !== 'visit'
        ? { state: 'missed', reservation: null, takenOff: { why, at: at.now } }
        : null,
  }),
  park: caseAction({
    schema: z.object({ kind: z.literal('park'), appointmentId, reason: z.string().max(500) }),
    traits: { ...ofOwner, since: 1, from: ['called', 'serving'], undoable: true },
    patch: (_appointment, { reason }, { now }) => ({
      state: 'parked',
      counterId: null,
      parkedAt: now,
      parkedReason: reason,
    }),
    beside: ({ here, at }, { reason }) =>
      here ? { state: 'parked', reservation: null, parkedAt: at.now, parkedReason: reason } : null,
  }),
  resume: caseAction({
    schema: z.object({ kind: z.literal('resume'), appointmentId, processVersion }),
    traits: { ...asked, since: 1, from: ['parked'], undoable: true, brings: 'call' },
    patch: (appointment, action, { counterId }) => ({
      state: 'serving',
      counterId,
      parkedAt: null,
      parkedReason: null,
      ...begun(appointment, action),
    }),
    beside: ({ other, at }) =>
      other.state === 'parked'
        ? { state: 'waiting', reservation: besideAt(at), parkedAt: null, parkedReason: null }
        : null,
  }),
  /** Back into the line with the place kept: for one counter alone, or for another service. */
  redirect: caseAction({
    schema: z.object({
      kind: z.literal('redirect'),
      appointmentId,
      to: z.union([z.object({ counterId: Id }), z.object({ service: Id })]),
      reason: z.string().max(500),
    }),
    traits: { ...ofOwner, since: 1, from: ['waiting', 'called', 'serving'], undoable: true, unheard: 'perishes' },
    refusal: (appointment, { to }, { counterId, now }) => {
      const held = standing(appointment, now);
      if (held && held.kind !== 'redirect' && held.counterId !== counterId) return 'not-yours';
      return 'service' in to && to.service !== appointment.service && isBound(appointment) ? 'service-begun' : null;
    },
    patch: ({ service }, { to, reason }, at) => {
      const back = {
        state: 'waiting' as const,
        counterId: null,
        redirect: { fromCounterId: at.counterId, reason, at: at.now },
      };
      if ('counterId' in to) return { ...back, reservation: sentTo(to.counterId, at) };
      // What was ticked for one service says nothing about another.
      return {
        ...back,
        reservation: null,
        ...(to.service === service ? {} : { service: to.service, steps: {}, processVersion: null }),
      };
    },
    beside: ({ appointment, other, here, at }, { to }) => {
      const together =
        here ||
        (appointment.state === 'waiting' && other.state === 'waiting' && standing(other, at.now)?.kind !== 'visit');
      return together ? { reservation: 'counterId' in to ? sentTo(to.counterId, at) : null } : null;
    },
  }),
  /** Before everybody else, with a reason that everybody sees; null puts the person back into the usual order. */
  prioritise: caseAction({
    schema: z.object({
      kind: z.literal('prioritise'),
      appointmentId,
      reason: z.string().trim().min(1).max(200).nullable(),
    }),
    traits: { ...usual, since: 1, from: ['scheduled', 'waiting', 'missed'], undoable: true, unheard: 'perishes' },
    patch: (_appointment, { reason }, { now }) => ({ priority: reason === null ? null : { reason, at: now } }),
    beside: ({ appointment, other, at }, { reason }) =>
      other.state === appointment.state ? { priority: reason === null ? null : { reason, at: at.now } } : null,
  }),
  /** From the person being served to somebody of the same visit. */
  switch: caseAction({
    schema: z.object({ kind: z.literal('switch'), appointmentId, processVersion }),
    traits: { ...usual, since: 1, from: ['waiting'], undoable: true },
    refusal: (appointment, _action, { counterId, now }) => {
      const held = standing(appointment, now);
      return held?.kind === 'visit' && held.counterId === counterId ? null : 'not-yours';
    },
    patch: (appointment, action, { counterId, now }) => ({
      state: 'serving',
      counterId,
      reservation: null,
      calledAt: appointment.calledAt ?? now,
      appearedAt: appointment.appearedAt ?? now,
      ...begun(appointment, action),
    }),
    beside: ({ other, at }) =>
      other.counterId === at.counterId && other.state === 'serving'
        ? { state: 'waiting', counterId: null, reservation: besideAt(at) }
        : null,
  }),
  /** From a counter that shows no sign of life. */
  'take-over': caseAction({
    schema: z.object({ kind: z.literal('take-over'), appointmentId }),
    traits: { ...asked, since: 1, from: ['called', 'serving'], brings: 'take-over' },
    refusal: ({ counterId, awaySince }, _action, at) => {
      if (counterId === at.counterId) return 'wrong-state';
      if (awaySince === null) return 'owner-present';
      return at.role === 'lead' || sinceMs(awaySince, at) >= rulesOf(at).takeOverAfterMinutes * 60_000
        ? null
        : 'lead-only';
    },
    patch: ({ counterId }, _action, at) => ({ counterId: at.counterId, takenFrom: counterId }),
    beside: ({ here, at }) => (here ? { reservation: besideAt(at) } : null),
  }),
  /** Somebody without an appointment. The backend gives the ticket number; the answer names the new appointment. */
  'walk-in': definition({
    schema: z.object({
      kind: z.literal('walk-in'),
      service: Id,
      familyName: z.string().trim().max(200),
      givenNames: z.string().trim().max(200),
      language: z.string().min(2).max(16),
    }),
    traits: { ...asked, since: 1, from: null },
    about: () => [],
    effect: () => [],
  }),
  /**
   * The person at the counter came without their name being known; they, or their document, say it now. Not for
   * somebody whose name the office knows.
   */
  'name-applicant': caseAction({
    schema: z.object({
      kind: z.literal('name-applicant'),
      appointmentId,
      familyName: z.string().trim().min(1).max(200),
      givenNames: z.string().trim().max(200),
      /** ISO date, unknown parts `00`; absent: not said. */
      birthDate: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/)
        .optional(),
    }),
    traits: { ...ofOwner, since: 2, from: ['called', 'serving'], undoable: true },
    refusal: (appointment) =>
      hasName(appointment.applicant) && (!appointment.walkIn || isBound(appointment)) ? 'already-named' : null,
    patch: ({ applicant }, { familyName, givenNames, birthDate = applicant.birthDate }) => ({
      applicant: { ...applicant, familyName, givenNames, birthDate },
    }),
  }),
  /** This counter holds its next `count` people for so long that it can go on alone; 0 lets all of them go. */
  reserve: definition({
    schema: z.object({
      kind: z.literal('reserve'),
      count: z.int().min(0).max(20),
      minutes: z.int().min(5).max(720).optional(),
    }),
    traits: { ...asked, since: 1, from: null },
    about: () => [],
    effect: () => [],
  }),
  /**
   * Nobody at the counter knows what became of its call `commandId`, and it goes on without: a call that never arrived
   * never will, and whoever was called by it stands where they stood.
   */
  'forget-call': definition({
    schema: z.object({ kind: z.literal('forget-call'), commandId: z.uuid() }),
    traits: { ...usual, since: 1, from: null },
    about: () => [],
    effect: ({ commandId }, read, at) =>
      at.chosen ? onVisit(read, at.chosen, (appointment, others) => undoVisit(appointment, others, commandId, at)) : [],
  }),
  /** Takes back the command `commandId` while nothing else happened to the appointment since. */
  undo: definition({
    schema: z.object({ kind: z.literal('undo'), appointmentId, commandId: Id }),
    traits: { ...usual, since: 1, from: null },
    about: ({ appointmentId: id }) => [{ kind: 'appointment', id }],
    effect: ({ appointmentId, commandId }, read, at) =>
      onVisit(read, appointmentId, (appointment, others) => undoVisit(appointment, others, commandId, at)),
  }),
  /** Sets or, with null, clears what is known about one step. */
  'record-step': caseAction({
    schema: z.object({ kind: z.literal('record-step'), appointmentId, stepId: Id, step: StepRecord.nullable() }),
    traits: { ...ofOwner, since: 1, from: ['serving'], undoable: true },
    patch: (appointment, { stepId, step }, { now }) =>
      withStep(appointment, stepId, step && { ...step, at: within(step.at, appointment.calledAt ?? now, now) }),
  }),
  /** What a person is in a case; null: nothing any more. */
  'set-role': caseAction({
    schema: z.object({ kind: z.literal('set-role'), appointmentId, personId: Id, role: PersonRole.nullable() }),
    traits: {
      ...ofOwner,
      since: 3,
      from: ['scheduled', 'waiting', 'called', 'serving', 'parked', 'missed'],
      undoable: true,
      unheard: 'perishes',
    },
    alsoAbout: ({ personId: id }) => [{ kind: 'person', id }],
    patch: ({ roles }, { personId, role }) => {
      const others = roles.filter((one) => one.personId !== personId);
      return { roles: role === null ? others : [...others, { role, personId }] };
    },
  }),
  finish: caseAction({
    schema: z.object({
      kind: z.literal('finish'),
      appointmentId,
      outcome: z.enum(['completed', 'incomplete']),
      /** Of what ends before it is done. Absent: from a counter that did not ask yet. */
      reason: z.string().trim().min(3).max(500).optional(),
    }),
    traits: { ...ofOwner, since: 1, from: ['serving'], undoable: true },
    patch: (_appointment, { outcome, reason }, { now }) => ({
      state: 'completed',
      finishedAt: now,
      outcome,
      endReason: outcome === 'incomplete' ? (reason ?? null) : null,
    }),
  }),
};
