import { z } from 'zod';
import { ActingPerson } from '../actingPerson.ts';
import { Id } from '../basics.ts';
import type { RecordDefinition } from '../record.ts';
import { ofOwner, type ActionDefinition } from '../traits.ts';

/** A document made for one applicant (eAT card, Reiseausweis, Zusatzblatt). */
export const DocumentItem = z.object({
  id: Id,
  applicantId: Id,
  kind: z.enum(['eat', 'travel-document', 'supplementary-sheet']),
  /** Nine characters, without check digit. Never a key, never logged (AufenthV § 61b). */
  serial: z.string().max(20),
  /** Legal ground as printed, e.g. "§ 18b AufenthG". */
  title: z.string().max(200),
  validUntil: z.string().max(10).nullable(),
  state: z.enum(['ordered', 'delivered', 'ready', 'deposited', 'handed-over', 'returned', 'destroyed']),
});
export type DocumentItem = z.infer<typeof DocumentItem>;

/** The document's own code was scanned, or somebody looked and says why it was not. */
export const HandOverProof = z.discriminatedUnion('by', [
  z.object({ by: z.literal('scan') }),
  z.object({ by: z.literal('eye'), reason: z.string().trim().min(3).max(500) }),
]);
export type HandOverProof = z.infer<typeof HandOverProof>;

export const documentRecords = {
  item: { schema: DocumentItem, since: 1 },
} as const satisfies Record<string, RecordDefinition>;

export const documentActions = {
  'hand-over': {
    schema: z.object({
      kind: z.literal('hand-over'),
      appointmentId: Id,
      stepId: Id,
      itemId: Id,
      /** On what ground this person may receive it (AufenthV § 60a). */
      recipient: z.enum(['applicant', 'entitled', 'authorised']),
      /** Who that is. Absent: from a counter that did not ask yet. */
      receiver: ActingPerson.optional(),
      /** What shows that it is the right document. Absent: from a counter that did not ask yet. */
      proof: HandOverProof.optional(),
    }),
    traits: { ...ofOwner, since: 1, from: ['serving'], tangible: true },
  },
} as const satisfies Record<string, ActionDefinition>;
