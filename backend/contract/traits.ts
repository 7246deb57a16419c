import type { Right } from './rights.ts';
import type { AppointmentState } from './subjects/queue/appointment.ts';

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
  /** Has no place but a counter. Others can be done by a clerk who is at none, in the back office. */
  atCounter: boolean;
  /** What a clerk needs to be allowed, who is no lead; null: nothing. */
  right: Right | null;
  /** Happened in the room: that the office did not take it does not undo it. */
  tangible: boolean;
}

export const usual = {
  by: 'anybody',
  undoable: false,
  unheard: 'late',
  takes: false,
  brings: null,
  atCounter: true,
  right: null,
  tangible: false,
} as const;
export const ofOwner = { ...usual, by: 'owner' } as const;
export const asked = { ...usual, unheard: 'perishes', takes: true } as const;
