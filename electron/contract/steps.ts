import { z } from 'zod';
import { ActingView } from './acting.ts';
import { Id, Instant, LocalText } from './common.ts';

/** A step of the process as the clerk sees it. */

const everyStep = {
  id: Id,
  title: LocalText,
  text: LocalText,
  /** Note for the clerk with its legal basis, shown beside the step. */
  hint: LocalText.nullable(),
  legalBasis: z.string().nullable(),
  required: z.boolean(),
  /** Signing and handing out bind the office: such a step is not opened again. */
  binds: z.boolean(),
  state: z.enum(['open', 'done', 'overridden']),
  /** The one step whose turn it is; exactly one while something is open. */
  current: z.boolean(),
  doneAt: Instant.nullable(),
  overrideReason: z.string().nullable(),
  /** What is known about it, for the line under it, e.g. `{ method: 'mrz' }`, `{ compartment: '7' }`. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
};
const stepOf = <K extends string, Part extends z.ZodRawShape>(kind: K, part: Part) =>
  z.object({ ...everyStep, kind: z.literal(kind), ...part });
const documents = z.array(z.object({ id: Id, title: LocalText, required: z.boolean(), present: z.boolean() }));

/** What a step of each kind has beside what every step has. */
const stepViews = {
  identity: stepOf('identity', {}),
  /** What to tick. */
  documents: stepOf('documents', { documents }),
  /** Statements to tick, all of which are needed. */
  confirm: stepOf('confirm', { documents }),
  /** Who can sign. */
  signature: stepOf('signature', { acting: ActingView }),
  /** Which ways are offered, and who can receive. */
  output: stepOf('output', { ways: z.array(z.enum(['hand-over', 'box'])), acting: ActingView }),
} as const;
export type StepKindName = keyof typeof stepViews;
export type StepViewOf<K extends StepKindName> = z.infer<(typeof stepViews)[K]>;
/** What is its own alone. */
export type StepPart<K extends StepKindName> = Omit<StepViewOf<K>, keyof typeof everyStep | 'kind'>;

type Schema = (typeof stepViews)[StepKindName];
export const StepView = z.discriminatedUnion('kind', Object.values(stepViews) as [Schema, ...Schema[]]);
export type StepView = z.infer<typeof StepView>;
