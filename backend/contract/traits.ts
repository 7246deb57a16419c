import type { Action, ActionKind } from './commands.ts';
import type { AppointmentState, RecordKind } from './records.ts';

/** What is true of every action of a kind. All of it has to be said: what is forgotten does not compile. */
export interface Traits {
  /** The first version of the contract that has it. */
  since: number;
  /** The states in which its appointment takes it; null: it changes no appointment, or not by this rule. */
  from: readonly AppointmentState[] | null;
  /** Who may do it to an appointment that belongs to a counter. */
  by: 'owner' | 'anybody';
  /** Can be taken back while nothing else happened to the appointment since. */
  undoable: boolean;
  /**
   * `perishes`: other counters want the same, so it has no effect before the backend has answered, and if the answer is
   * lost it is looked up or withdrawn, never sent again: a call that arrives minutes later would call somebody whom
   * nobody meant. `late`: counts from when it was done, and is sent when the network is back.
   */
  unheard: 'perishes' | 'late';
  /** Takes what the counters share, so the session must be at that counter now. Others report what happened at one. */
  takes: boolean;
  /** Brings somebody to the counter. Whom a call brought can be sent back, so that one may go on without its answer. */
  brings: 'call' | 'take-over' | null;
  /** Happened in the room: that the office did not take it does not undo it. */
  tangible: boolean;
}

const usual = { by: 'anybody', undoable: false, unheard: 'late', takes: false, brings: null, tangible: false } as const;
const ofOwner = { ...usual, by: 'owner' } as const;
const asked = { ...usual, unheard: 'perishes', takes: true } as const;

export const traits: Readonly<Record<ActionKind, Traits>> = {
  'check-in': { ...usual, since: 1, from: ['scheduled', 'missed'], undoable: true },
  'call-next': { ...asked, since: 1, from: ['waiting'], undoable: true, brings: 'call' },
  call: { ...asked, since: 1, from: ['waiting', 'missed'], undoable: true, brings: 'call' },
  'call-reserved': { ...usual, since: 1, from: ['waiting'], undoable: true, tangible: true },
  recall: { ...asked, since: 1, from: ['called'], by: 'owner' },
  appear: { ...ofOwner, since: 1, from: ['called'], undoable: true },
  miss: { ...ofOwner, since: 1, from: ['called'], undoable: true },
  park: { ...ofOwner, since: 1, from: ['called', 'serving'], undoable: true },
  resume: { ...asked, since: 1, from: ['parked'], undoable: true, brings: 'call' },
  redirect: { ...ofOwner, since: 1, from: ['waiting', 'called', 'serving'], undoable: true, unheard: 'perishes' },
  prioritise: { ...usual, since: 1, from: ['scheduled', 'waiting', 'missed'], undoable: true, unheard: 'perishes' },
  switch: { ...usual, since: 1, from: ['waiting'], undoable: true },
  'take-over': { ...asked, since: 1, from: ['called', 'serving'], brings: 'take-over' },
  'walk-in': { ...asked, since: 1, from: null },
  'name-applicant': { ...ofOwner, since: 2, from: ['called', 'serving'], undoable: true },
  reserve: { ...asked, since: 1, from: null },
  'forget-call': { ...usual, since: 1, from: null },
  undo: { ...usual, since: 1, from: null },
  'record-step': { ...ofOwner, since: 1, from: ['serving'], undoable: true },
  sign: { ...ofOwner, since: 1, from: ['serving'], tangible: true },
  deposit: { ...ofOwner, since: 1, from: ['serving'], tangible: true },
  'hand-over': { ...ofOwner, since: 1, from: ['serving'], tangible: true },
  'block-compartment': { ...usual, since: 1, from: null, tangible: true },
  finish: { ...ofOwner, since: 1, from: ['serving'], undoable: true },
};

export const isActionKind = (kind: string): kind is ActionKind => Object.hasOwn(traits, kind);

/** Of what only text is known, for example the kind of a command of another version: none has a trait. */
export const traitsOf = (kind: string | null): Traits | null =>
  kind !== null && isActionKind(kind) ? traits[kind] : null;

/** One record, named. */
export interface RecordRef {
  kind: RecordKind;
  id: string;
}

/** What an action is about: everything it changes. What is about the same keeps its order. */
export function about(action: Action): RecordRef[] {
  const refs: RecordRef[] = [];
  if ('appointmentId' in action) refs.push({ kind: 'appointment', id: action.appointmentId });
  if ('itemId' in action) refs.push({ kind: 'item', id: action.itemId });
  if ('compartmentId' in action) refs.push({ kind: 'compartment', id: action.compartmentId });
  return refs;
}

/** The appointment among them. */
export const appointmentOf = (action: Action): string | null =>
  about(action).find(({ kind }) => kind === 'appointment')?.id ?? null;
