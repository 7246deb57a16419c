import { z } from 'zod';
import type { Traits } from '../traits.ts';
import { boxActions, boxRecords } from './box.ts';
import { documentActions, documentRecords } from './documents.ts';
import { peopleActions, peopleRecords } from './people.ts';
import { queueActions } from './queue/actions.ts';
import { queueRecords } from './queue/appointment.ts';
import { signingActions, signingRecords } from './signing.ts';

/** All subjects together. */

const recordKinds = { ...queueRecords, ...documentRecords, ...boxRecords, ...signingRecords, ...peopleRecords };
type RecordKinds = typeof recordKinds;
export type RecordKind = keyof RecordKinds;
export type RecordOf = { [K in RecordKind]: z.infer<RecordKinds[K]['schema']> };

const actionKinds = { ...queueActions, ...signingActions, ...boxActions, ...documentActions, ...peopleActions };
type ActionKinds = typeof actionKinds;
export type ActionKind = keyof ActionKinds;
export type ActionOf<K extends ActionKind> = z.infer<ActionKinds[K]['schema']>;

type Each<Of, Field extends keyof Of[keyof Of]> = { readonly [K in keyof Of]: Of[K][Field] };
const each = <Of extends object, Field extends keyof Of[keyof Of]>(of: Of, field: Field): Each<Of, Field> =>
  Object.fromEntries(Object.entries(of).map(([kind, said]) => [kind, said[field]])) as Each<Of, Field>;

/** The schema of each kind of record. */
export const records = each(recordKinds, 'schema');
/** Since which version of the contract there is each kind of record. */
export const recordSince: Readonly<Record<RecordKind, number>> = each(recordKinds, 'since');
export const isRecordKind = (kind: string): kind is RecordKind => Object.hasOwn(records, kind);

/** The schema of each kind of action. */
export const actions = each(actionKinds, 'schema');
export const traits: Readonly<Record<ActionKind, Traits>> = each(actionKinds, 'traits');

type ActionSchema = (typeof actions)[ActionKind];
export const Action = z.discriminatedUnion('kind', Object.values(actions) as [ActionSchema, ...ActionSchema[]]);
export type Action = z.infer<typeof Action>;

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
  if ('personId' in action) refs.push({ kind: 'person', id: action.personId });
  if ('into' in action) refs.push({ kind: 'person', id: action.into });
  if ('itemId' in action) refs.push({ kind: 'item', id: action.itemId });
  if ('compartmentId' in action) refs.push({ kind: 'compartment', id: action.compartmentId });
  return refs;
}

/** The appointment among them. */
export const appointmentOf = (action: Action): string | null =>
  about(action).find(({ kind }) => kind === 'appointment')?.id ?? null;
