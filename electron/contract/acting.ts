import { z } from 'zod';
import { ErrorCode } from './errors.ts';
import { Id, Instant } from './common.ts';

/** Who signs and who receives. */

/** An interpreter is neither. */
export const Acting = z.enum(['applicant', 'representative']);
export type Acting = z.infer<typeof Acting>;

/** Of a step in which somebody signs or receives. */
export const ActingView = z.object({
  /** Who can, the likelier first. */
  actors: z.array(Acting),
  /** Somebody could in the applicant's place. */
  standIns: z.boolean(),
  /** What must be known or seen before; null: nothing. */
  lacking: ErrorCode.nullable(),
  /** With `age-unknown`: from which age on the applicant acts alone. */
  ageAsked: z.int().optional(),
});
export type ActingView = z.infer<typeof ActingView>;

/** In which role somebody is here for the applicant, and the paper that shows it. */
export const RoleAndPaper = z.object({
  role: z.enum(['parent', 'guardian', 'authorised']),
  paper: z.enum(['birth-certificate', 'custody-paper', 'file', 'court-appointment', 'power-of-attorney']),
});
export type RoleAndPaper = z.infer<typeof RoleAndPaper>;
/** `name` is null until it was read from their document or typed. */
export const HereForView = RoleAndPaper.extend({ name: z.string().nullable() });
export type HereForView = z.infer<typeof HereForView>;

const birthDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** The name in the zone of the document that was read last, for somebody whose name is not known yet. */
export const ShownName = z.object({ familyName: z.string(), givenNames: z.string(), birthDate });

/**
 * Somebody is here in the applicant's place. Without a name their document is scanned next; after a wrong-person stop
 * the one just scanned is theirs. `settles`: the `at` of the stop or comparison that is thereby settled; null: none was
 * on the screen.
 */
export const HereFor = RoleAndPaper.extend({ name: z.string().trim().max(400), settles: Instant.nullable() });
export const NameApplicant = z.object({
  familyName: z.string().trim().min(1).max(200),
  givenNames: z.string().trim().max(200),
  birthDate: birthDate.nullable(),
});

export const HandOver = z.object({
  stepId: Id,
  itemId: Id,
  receiver: Acting.nullable(),
  /** Why the document was looked at and not scanned; null: it was scanned. */
  byEye: z.string().trim().min(3).max(500).nullable(),
});
