import { z } from 'zod';

/**
 * What a clerk may do beyond the usual, whatever their role: decide in the back office, release what waits at a gate,
 * publish for the whole office. Leads may do all of it.
 */
export const Right = z.enum(['back-office', 'release', 'publish']);
export type Right = z.infer<typeof Right>;
