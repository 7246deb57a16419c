import type { z } from 'zod';

/** What a subject says of a kind of record that the backend keeps and every counter may hold a copy of. */
export interface RecordDefinition {
  schema: z.ZodType;
  /** The first version of the contract that has it. */
  since: number;
}
