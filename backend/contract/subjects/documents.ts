import { z } from 'zod';
import { ActingPerson, groundOf } from '../actingPerson.ts';
import { Id } from '../basics.ts';
import type { Outcome, Read, RecordsOf } from '../effects.ts';
import type { ProblemCode } from '../problems.ts';
import type { RecordDefinition } from '../record.ts';
import { ofOwner } from '../traits.ts';
import type { queueRecords } from './queue/appointment.ts';
import { caseAction, unlessNamed } from './queue/caseAction.ts';
import { withStep } from './queue/transitions.ts';

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

type Known = RecordsOf<typeof documentRecords & typeof queueRecords>;

export const documentActions = {
  'hand-over': caseAction({
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
    refusal: unlessNamed,
    patch: (appointment, { stepId, itemId, recipient, receiver, proof }, { now }) =>
      withStep(appointment, stepId, {
        state: 'done',
        at: now,
        evidence: {
          itemId,
          recipient: receiver ? groundOf(receiver) : recipient,
          ...receiver,
          ...(proof?.by === 'scan' ? { proof: 'scan' } : proof ? { proof: 'eye', proofReason: proof.reason } : {}),
        },
      }),
    alsoAbout: ({ itemId: id }) => [{ kind: 'item', id }],
    also: (action, read: Read<Known>) => [itemGiven(action, read, 'handed-over')],
  }),
};

/** Only what is ready goes to somebody, and only to whom it was made for. */
export function itemGiven(
  { itemId: id, appointmentId }: { itemId: string; appointmentId: string },
  read: Read<Known>,
  to: DocumentItem['state'],
): Outcome<'item', DocumentItem> {
  const item = read.one('item', id);
  const refused = (code: ProblemCode) => ({ ok: false as const, kind: 'item' as const, id, code });
  if (!item) return refused('not-found');
  if (item.applicantId !== read.one('appointment', appointmentId)?.applicant.id)
    return refused('item-of-another-person');
  return item.state === 'ready' ? { ok: true, kind: 'item', value: { ...item, state: to } } : refused('item-not-ready');
}
