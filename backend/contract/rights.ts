import { z } from 'zod';
import type { Clerk } from './office.ts';

/**
 * What a clerk may do beyond the usual, whatever their role: decide in the back office, release what waits at a gate,
 * publish for the whole office, give blocked compartments free again. Leads may do all of it, IT looks after the box.
 */
export const Right = z.enum(['back-office', 'release', 'publish', 'box']);
export type Right = z.infer<typeof Right>;

/** Whether somebody with this role and these rights may do what needs `right`; null: everybody may. */
export const hasRight = (role: Clerk['role'], rights: readonly Right[], right: Right | null): boolean =>
  right === null || role === 'lead' || (role === 'it' && right === 'box') || rights.includes(right);
