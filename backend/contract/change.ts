import { z } from 'zod';
import { Id } from './basics.ts';

/**
 * One record as it travels to the counters. `seq` orders all changes of the office; a null value means removed, a text
 * is a record that the backend cannot read. The kind is any text: a newer version has others (`version.ts`). Without a
 * value it is told only that there is such a record, because who asked, or who answers, does not know that kind.
 */
export const Change = z.object({
  seq: z.int(),
  kind: z.string().min(1).max(64),
  id: Id,
  value: z.unknown().optional(),
});
export type Change = z.infer<typeof Change>;
