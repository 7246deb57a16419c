import type { z } from 'zod';
import type { Clerk, OfficeRules } from './office.ts';
import type { ProblemCode } from './problems.ts';
import type { RecordDefinition } from './record.ts';
import type { DocumentItem } from './subjects/documents.ts';
import type { Appointment } from './subjects/queue/appointment.ts';
import type { Traits } from './traits.ts';

/**
 * What an action does to the records of the office: one pure function for each kind. The backend runs it to decide, a
 * counter runs the same one to show what is on its way.
 *
 * A refusal is of one record and not of the whole action: the backend takes all or nothing, while a counter shows of
 * what was done whatever fits the records it knows.
 */

export interface Circumstances {
  commandId: string;
  counterId: string;
  /** ISO time stamped on the change. */
  now: string;
  /** Default: the usual ones. */
  rules?: OfficeRules;
  /** Only a lead may do some things; default: no lead. */
  role?: Clerk['role'];
  /** The appointment that the backend chose for an action that names none. */
  chosen?: string | null;
}

/** The records of some kinds, by their kinds. */
export type RecordsOf<Definitions extends Record<string, RecordDefinition>> = {
  [K in keyof Definitions & string]: z.infer<Definitions[K]['schema']>;
};

/** How an effect looks at the records: what it asks for here is what it depends on, and nothing else. */
export interface Read<Known> {
  /** As it is; undefined: there is none, or none is known here. */
  one<K extends keyof Known & string>(kind: K, id: string): Known[K] | undefined;
  /** Everybody of a visit, in any state. */
  visit(visitId: string): readonly Appointment[];
  /** What points to a person. */
  theirs(personId: string): { readonly appointments: readonly Appointment[]; readonly items: readonly DocumentItem[] };
}

/** One record as it is afterwards, new ones too, or why it does not take the action. */
export type Outcome<Kind extends string = string, Value = unknown> =
  | { ok: true; kind: Kind; value: Value }
  | { ok: false; kind: Kind; id: string; code: ProblemCode };

/** @returns the first refusal counts for the whole, so they stand in the order in which they matter */
export type Effect<Action, Known, Result extends Outcome> = (
  action: Action,
  read: Read<Known>,
  at: Circumstances,
) => readonly Result[];

/** One record, named; of whatever version. */
export interface Ref<Kind extends string = string> {
  kind: Kind;
  id: string;
}

/**
 * What a subject says of a kind of action. An action is what a person did at a counter: what happened, not which fields
 * to overwrite.
 */
export interface ActionDefinition<
  Schema extends z.ZodType,
  Known,
  Result extends Outcome,
  Kind extends string = Result['kind'],
> {
  schema: Schema;
  traits: Traits;
  /** Everything that it changes, except what it makes anew. What is about the same keeps its order. */
  about: (action: z.infer<Schema>) => Ref<Kind>[];
  effect: Effect<z.infer<Schema>, Known, Result>;
}
