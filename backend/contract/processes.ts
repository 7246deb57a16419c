import { z } from 'zod';
import { RepresentativeRole } from './actingPerson.ts';
import { ProcessVersion } from './subjects/queue/appointment.ts';

/**
 * How one kind of appointment is done at the counter: a file in `assets/processes`, not code. Counters read it; it is no
 * part of the API.
 */

/** A text by BCP 47 tag; German is always there. */
export const LocalText = z.object({ de: z.string().min(1).max(2000) }).catchall(z.string().min(1).max(2000));
export type LocalText = z.infer<typeof LocalText>;

/** What a clerk reads: German and English. */
export const ClerkText = z
  .object({ de: z.string().min(1).max(2000), en: z.string().min(1).max(2000) })
  .catchall(z.string().min(1).max(2000));

/** What an applicant reads on the pad. `de-x-leicht` is plain German. */
export const padLanguages = ['de', 'en', 'tr', 'uk', 'ru', 'ar', 'fa', 'fr', 'es', 'de-x-leicht'] as const;
export type PadLanguage = (typeof padLanguages)[number];

/** They are filled in; anything else in braces is a mistake in the file. */
const placeholders = ['name', 'service'] as const;
const PadWording = z
  .string()
  .min(1)
  .max(600)
  .refine(
    (text) =>
      [...text.matchAll(/\{([^}]*)\}/g)].every((found) =>
        placeholders.includes(found[1] as (typeof placeholders)[number]),
      ),
    'only {name} and {service} can be filled in',
  );
export const PadText = z
  .object({
    ...(Object.fromEntries(padLanguages.map((tag) => [tag, PadWording])) as Record<PadLanguage, typeof PadWording>),
  })
  .catchall(PadWording);

const StepId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'small letters, digits and hyphens');
const LegalBasis = z.string().min(1).max(300);

const common = {
  id: StepId,
  title: ClerkText,
  text: ClerkText,
  hint: ClerkText.optional(),
  legalBasis: LegalBasis.optional(),
  /** A required step blocks finishing until it is done or overridden with a reason. */
  required: z.boolean(),
};

/** Of a step in which somebody signs or receives. */
const acting = {
  /**
   * From this age on, in completed years, the applicant does it alone; for somebody younger a representative does.
   * Absent: at any age.
   */
  aloneFrom: z.int().min(1).max(25).optional(),
  /** Who may do it in the applicant's place. Absent: all of them; for the signature on a card, nobody. */
  representatives: z.array(RepresentativeRole).optional(),
};

const listed = { id: StepId, title: ClerkText };
const Documents = z
  .array(z.strictObject({ ...listed, required: z.boolean() }))
  .min(1)
  .max(30)
  .superRefine(idsAreUnique);
const Statements = z
  .array(z.strictObject({ ...listed, required: z.literal(true) }))
  .min(1)
  .max(30)
  .superRefine(idsAreUnique);

/** How a step of each kind is written. */
export const stepSchemas = {
  identity: z.strictObject({
    ...common,
    kind: z.literal('identity'),
    accepts: z.array(z.enum(['passport', 'residence-title'])).min(1),
  }),
  documents: z.strictObject({ ...common, kind: z.literal('documents'), documents: Documents }),
  /** Statements to tick, all of them. */
  confirm: z.strictObject({ ...common, kind: z.literal('confirm'), documents: Statements }),
  signature: z.strictObject({
    ...common,
    ...acting,
    kind: z.literal('signature'),
    purpose: z.enum(['receipt', 'order']),
    /** Pixels of the picture, e.g. 561 × 182 for the eAT (BSI TR-03123-2). */
    picture: z.strictObject({ width: z.int().min(50).max(4000), height: z.int().min(20).max(2000) }),
    pad: z.strictObject({
      title: PadText,
      paragraphs: z.array(PadText).min(1).max(6),
      buttons: z.strictObject({ ok: PadText, clear: PadText, cancel: PadText }),
    }),
  }),
  output: z.strictObject({
    ...common,
    ...acting,
    kind: z.literal('output'),
    ways: z.array(z.enum(['hand-over', 'box'])).min(1),
    itemKinds: z.array(z.enum(['eat', 'travel-document', 'supplementary-sheet'])).min(1),
  }),
} as const;
export type StepKindName = keyof typeof stepSchemas;
export type StepOf<K extends StepKindName> = z.infer<(typeof stepSchemas)[K]>;
export type ProcessStep = { [K in StepKindName]: StepOf<K> }[StepKindName];
/** Somebody signs or receives in it. */
export type ActingStep = StepOf<'signature'> | StepOf<'output'>;
/** A schema of steps of one kind. */
export type StepSchema<Step = ProcessStep> = z.ZodType<Step> & z.core.$ZodTypeDiscriminable;

/** The schema of a process whose steps are of these kinds. */
export const processOf = (steps: readonly StepSchema[]) =>
  z.strictObject({
    /** Also the appointment's `service`, e.g. `eat-collect`. */
    id: StepId,
    /** Whoever changes anything else in the file counts it up by one: a case remembers with which one it began. */
    version: ProcessVersion,
    title: ClerkText,
    usualMinutes: z.int().min(1).max(480),
    legalBasis: LegalBasis,
    steps: z
      .array(z.discriminatedUnion('kind', steps as [StepSchema, ...StepSchema[]]))
      .min(1)
      .max(20)
      .superRefine(idsAreUnique),
  });
export const ProcessDefinition = processOf(Object.values(stepSchemas));
export type ProcessDefinition = z.infer<typeof ProcessDefinition>;

function idsAreUnique(list: readonly { id: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [i, { id }] of list.entries()) {
    if (seen.has(id)) context.addIssue({ code: 'custom', path: [i, 'id'], message: `the id "${id}" is used twice` });
    seen.add(id);
  }
}
