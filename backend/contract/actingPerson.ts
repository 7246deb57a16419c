import { z } from 'zod';

/**
 * Who signs or receives: the applicant, or somebody with a role and the paper that was seen for it. An interpreter is
 * neither.
 */

export const RepresentativeRole = z.enum(['parent', 'guardian', 'authorised']);
export type RepresentativeRole = z.infer<typeof RepresentativeRole>;

/** `file`: the office's own file names them. */
export const SeenPaper = z.enum([
  'birth-certificate',
  'custody-paper',
  'file',
  'court-appointment',
  'power-of-attorney',
]);
export type SeenPaper = z.infer<typeof SeenPaper>;

/** Which papers show that somebody has a role. */
export const papersFor: Readonly<Record<RepresentativeRole, readonly SeenPaper[]>> = {
  parent: ['birth-certificate', 'custody-paper', 'file'],
  guardian: ['court-appointment'],
  authorised: ['power-of-attorney'],
};

export const longestName = 400;
export const Representative = z
  .object({ role: RepresentativeRole, name: z.string().trim().min(1).max(longestName), paper: SeenPaper })
  .refine(({ role, paper }) => papersFor[role].includes(paper), 'this paper does not show this role');
export type Representative = z.infer<typeof Representative>;

export const ActingPerson = z.union([z.object({ role: z.literal('applicant') }), Representative]);
export type ActingPerson = z.infer<typeof ActingPerson>;

/** The ground on which somebody may receive a document (AufenthV § 60a). */
export function groundOf({ role }: ActingPerson): 'applicant' | 'entitled' | 'authorised' {
  if (role === 'parent' || role === 'guardian') return 'entitled';
  return role;
}

/** Nobody signs or receives as nobody. People with one name have it in either field. */
export const hasName = ({ familyName, givenNames }: { familyName: string; givenNames: string }): boolean =>
  familyName.trim() !== '' || givenNames.trim() !== '';
