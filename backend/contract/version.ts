import type { ActionKind } from './commands.ts';
import { records, type RecordKind } from './records.ts';

/**
 * Backends, counters and stores of two versions work beside each other while an office is updated. So that nobody is
 * told what they cannot understand, each side says with every request and every answer which version of this contract
 * it knows.
 *
 * Version 1 is everybody who does not say it. Version 2 says it, and knows that there are kinds it does not know. A
 * version that brings a kind of record or action counts up by one, and names that kind here.
 */
export const contractVersion = 2;

/** The header that carries it, in both directions. */
export const contractHeader = 'schalterwerk-contract';

/** The first version that knows that there may be kinds which it does not know. */
const opened = 2;

/** Since which version there is each kind of record. */
export const recordSince: Record<RecordKind, number> = {
  appointment: 1,
  item: 1,
  compartment: 1,
  deposit: 1,
  signature: 1,
};

/** Since which version there is each kind of action. */
export const actionSince: Record<ActionKind, number> = {
  'check-in': 1,
  'call-next': 1,
  call: 1,
  'call-reserved': 1,
  recall: 1,
  appear: 1,
  miss: 1,
  park: 1,
  resume: 1,
  redirect: 1,
  prioritise: 1,
  switch: 1,
  'take-over': 1,
  'walk-in': 1,
  reserve: 1,
  'forget-call': 1,
  undo: 1,
  'record-step': 1,
  sign: 1,
  deposit: 1,
  'hand-over': 1,
  'block-compartment': 1,
  finish: 1,
  'name-applicant': 2,
};

/** The version that a header names; 1 where there is none, or none that is a number. */
export function versionIn(header: unknown): number {
  return typeof header === 'string' && /^[1-9]\d{0,5}$/.test(header) ? Number(header) : 1;
}

export const isRecordKind = (kind: string): kind is RecordKind => Object.hasOwn(records, kind);
export const isActionKind = (kind: string): kind is ActionKind => Object.hasOwn(actionSince, kind);

/**
 * How a kind of record is told to a station of a version: whole; as the mere fact that there is one, which it asks for
 * again after its update; or not at all, because the station would understand nothing any more.
 */
export function howToTell(kind: string, station: number): 'whole' | 'fact' | 'not' {
  if (isRecordKind(kind) && recordSince[kind] <= station) return 'whole';
  return station >= opened ? 'fact' : 'not';
}
