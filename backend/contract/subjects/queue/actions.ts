import { z } from 'zod';
import { Id } from '../../basics.ts';
import { asked, ofOwner, usual, type ActionDefinition } from '../../traits.ts';
import { PersonRole, ProcessVersion, StepRecord } from './appointment.ts';

const appointmentId = Id;
/** Of the counter at which the case begins with it. Absent: from a counter that did not say it yet, or has none. */
const processVersion = ProcessVersion.optional();

export const queueActions = {
  'check-in': {
    schema: z.object({ kind: z.literal('check-in'), appointmentId }),
    traits: { ...usual, since: 1, from: ['scheduled', 'missed'], undoable: true },
  },
  /** The backend chooses who is next for this counter. The answer names the appointment, or null when nobody waits. */
  'call-next': {
    schema: z.object({ kind: z.literal('call-next') }),
    traits: { ...asked, since: 1, from: ['waiting'], undoable: true, brings: 'call' },
  },
  call: {
    schema: z.object({ kind: z.literal('call'), appointmentId }),
    traits: { ...asked, since: 1, from: ['waiting', 'missed'], undoable: true, brings: 'call' },
  },
  /**
   * Calls somebody whom this counter holds, also without the network: refused when the reservation has run out by the
   * time it arrives.
   */
  'call-reserved': {
    schema: z.object({ kind: z.literal('call-reserved'), appointmentId }),
    traits: { ...usual, since: 1, from: ['waiting'], undoable: true, tangible: true },
  },
  /** Calls the same person again; not before the office's interval. */
  recall: {
    schema: z.object({ kind: z.literal('recall'), appointmentId }),
    traits: { ...asked, since: 1, from: ['called'], by: 'owner' },
  },
  appear: {
    schema: z.object({ kind: z.literal('appear'), appointmentId, processVersion }),
    traits: { ...ofOwner, since: 1, from: ['called'], undoable: true },
  },
  miss: {
    schema: z.object({ kind: z.literal('miss'), appointmentId }),
    traits: { ...ofOwner, since: 1, from: ['called'], undoable: true },
  },
  park: {
    schema: z.object({ kind: z.literal('park'), appointmentId, reason: z.string().max(500) }),
    traits: { ...ofOwner, since: 1, from: ['called', 'serving'], undoable: true },
  },
  resume: {
    schema: z.object({ kind: z.literal('resume'), appointmentId, processVersion }),
    traits: { ...asked, since: 1, from: ['parked'], undoable: true, brings: 'call' },
  },
  /** Back into the line with the place kept: for one counter alone, or for another service. */
  redirect: {
    schema: z.object({
      kind: z.literal('redirect'),
      appointmentId,
      to: z.union([z.object({ counterId: Id }), z.object({ service: Id })]),
      reason: z.string().max(500),
    }),
    traits: { ...ofOwner, since: 1, from: ['waiting', 'called', 'serving'], undoable: true, unheard: 'perishes' },
  },
  /** Before everybody else, with a reason that everybody sees; null puts the person back into the usual order. */
  prioritise: {
    schema: z.object({
      kind: z.literal('prioritise'),
      appointmentId,
      reason: z.string().trim().min(1).max(200).nullable(),
    }),
    traits: { ...usual, since: 1, from: ['scheduled', 'waiting', 'missed'], undoable: true, unheard: 'perishes' },
  },
  /** From the person being served to somebody of the same visit. */
  switch: {
    schema: z.object({ kind: z.literal('switch'), appointmentId, processVersion }),
    traits: { ...usual, since: 1, from: ['waiting'], undoable: true },
  },
  /** From a counter that shows no sign of life. */
  'take-over': {
    schema: z.object({ kind: z.literal('take-over'), appointmentId }),
    traits: { ...asked, since: 1, from: ['called', 'serving'], brings: 'take-over' },
  },
  /** Somebody without an appointment. The backend gives the ticket number; the answer names the new appointment. */
  'walk-in': {
    schema: z.object({
      kind: z.literal('walk-in'),
      service: Id,
      familyName: z.string().trim().max(200),
      givenNames: z.string().trim().max(200),
      language: z.string().min(2).max(16),
    }),
    traits: { ...asked, since: 1, from: null },
  },
  /**
   * The person at the counter came without their name being known; they, or their document, say it now. Not for
   * somebody whose name the office knows.
   */
  'name-applicant': {
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
  },
  /** This counter holds its next `count` people for so long that it can go on alone; 0 lets all of them go. */
  reserve: {
    schema: z.object({
      kind: z.literal('reserve'),
      count: z.int().min(0).max(20),
      minutes: z.int().min(5).max(720).optional(),
    }),
    traits: { ...asked, since: 1, from: null },
  },
  /**
   * Nobody at the counter knows what became of its call `commandId`, and it goes on without: a call that never arrived
   * never will, and whoever was called by it stands where they stood.
   */
  'forget-call': {
    schema: z.object({ kind: z.literal('forget-call'), commandId: z.uuid() }),
    traits: { ...usual, since: 1, from: null },
  },
  /** Takes back the command `commandId` while nothing else happened to the appointment since. */
  undo: {
    schema: z.object({ kind: z.literal('undo'), appointmentId, commandId: Id }),
    traits: { ...usual, since: 1, from: null },
  },
  /** Sets or, with null, clears what is known about one step. */
  'record-step': {
    schema: z.object({ kind: z.literal('record-step'), appointmentId, stepId: Id, step: StepRecord.nullable() }),
    traits: { ...ofOwner, since: 1, from: ['serving'], undoable: true },
  },
  /** What a person is in a case; null: nothing any more. */
  'set-role': {
    schema: z.object({ kind: z.literal('set-role'), appointmentId, personId: Id, role: PersonRole.nullable() }),
    traits: {
      ...ofOwner,
      since: 3,
      from: ['scheduled', 'waiting', 'called', 'serving', 'parked', 'missed'],
      undoable: true,
      unheard: 'perishes',
    },
  },
  finish: {
    schema: z.object({ kind: z.literal('finish'), appointmentId, outcome: z.enum(['completed', 'incomplete']) }),
    traits: { ...ofOwner, since: 1, from: ['serving'], undoable: true },
  },
} as const satisfies Record<string, ActionDefinition>;
