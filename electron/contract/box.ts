import { z } from 'zod';
import { AppError } from './errors.ts';
import { Id, Instant } from './common.ts';

/** What the clerk can answer when the machine cannot know. */
export const DepositChoice = z.enum([
  'try-again', // send the pulse once more, on purpose
  'other-compartment',
  'block-and-other', // and take this one out of use
  'item-is-inside', // looked: the document lies in the compartment, the door is shut
  'item-is-with-me', // looked: the document is not inside
  'label-fits', // looked: the label without check digits is the one of this compartment
  'cancel',
]);
export type DepositChoice = z.infer<typeof DepositChoice>;

/** What was seen behind a blocked door that was opened: nothing, or the document that is noted there. */
export const UnblockCompartment = z.object({ compartmentId: Id, found: z.enum(['empty', 'document']) });

/** A document on its way into a compartment. Three facts: commanded, door, content (promise 7). */
export const DepositView = z.object({
  depositId: Id,
  stepId: Id,
  state: z.enum([
    'awaiting-item', // scan the document
    'opening', // pulse sent or about to be; waiting for the contact
    'open', // put it in, scan again, shut the door
    'closed-unconfirmed', // shut, but the content was not confirmed by a scan
    'jammed', // commanded, contact still says closed
    'unknown', // cannot be known: question to the clerk
    'done', // deposited; pickup slip is shown
  ]),
  compartment: z.object({ id: Id, label: z.string(), gripHeight: z.int() }).nullable(),
  commandedAt: Instant.nullable(),
  door: z.enum(['open', 'closed', 'unknown']),
  content: z.enum(['empty', 'confirmed', 'unconfirmed', 'unknown']),
  openSince: Instant.nullable(),
  /** Only in state `done`: shown once for the slip (promise 10: nowhere else). */
  pickupCode: z.string().nullable(),
  until: z.string().nullable(),
  /** Where the output box stands, in the office's words; empty when that is not set. */
  place: z.string(),
  problem: AppError.nullable(),
  /** What the clerk may answer now. */
  choices: z.array(DepositChoice),
});
export type DepositView = z.infer<typeof DepositView>;

export const StartDeposit = z.object({ stepId: Id });
export const AnswerDeposit = z.object({ choice: DepositChoice });
