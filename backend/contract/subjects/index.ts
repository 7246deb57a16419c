import { z } from 'zod';
import type { Circumstances, Effect, Outcome, Read, Ref } from '../effects.ts';
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

/** One record as it is after an action, or why it does not take it. */
export type RecordOutcome = { [K in RecordKind]: Outcome<K, RecordOf[K]> }[RecordKind];
/** One record, named. */
export type RecordRef = Ref<RecordKind>;

const abouts: { readonly [K in ActionKind]: (action: ActionOf<K>) => RecordRef[] } = each(actionKinds, 'about');
const effects: { readonly [K in ActionKind]: Effect<ActionOf<K>, RecordOf, RecordOutcome> } = each(
  actionKinds,
  'effect',
);

/**
 * What an action is about: everything it changes, except what it makes anew. What is about the same keeps its order. Of
 * an action of another version nothing is known.
 */
export function about<K extends ActionKind>(action: ActionOf<K>): RecordRef[] {
  return isActionKind(action.kind) ? abouts[action.kind as K](action) : [];
}

/** What an action does to the records: see `effects.ts`. Never throws; never changes what it reads. */
export function effect<K extends ActionKind>(
  action: ActionOf<K>,
  read: Read<RecordOf>,
  at: Circumstances,
): readonly RecordOutcome[] {
  return effects[action.kind as K](action, read, at);
}

/** The appointment among them. */
export const appointmentOf = (action: Action): string | null =>
  about(action).find(({ kind }) => kind === 'appointment')?.id ?? null;
