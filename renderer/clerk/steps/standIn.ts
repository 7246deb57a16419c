import { say, type Words } from './stepKind.ts';

/**
 * Who is here, signed or received in the applicant's place, and the paper that was seen; nothing where nobody was.
 * @param how who is `here`, `by` whom it was signed, `to` whom it was given
 */
export function standInWords(
  how: 'here' | 'by' | 'to',
  { role, name, paper }: Record<'role' | 'name' | 'paper', unknown>,
): Words[] {
  if (role !== 'parent' && role !== 'guardian' && role !== 'authorised') return [];
  return [
    say(`${how}-${role}`, { name: typeof name === 'string' ? name : '' }),
    ...(typeof paper === 'string' ? [say(`paper-${paper}`)] : []),
  ];
}
