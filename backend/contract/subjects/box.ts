import { z } from 'zod';
import { Id, Instant } from '../basics.ts';
import type { ActionDefinition, Outcome, Read, RecordsOf } from '../effects.ts';
import { addDays, officeDate } from '../officeDay.ts';
import type { ProblemCode } from '../problems.ts';
import type { RecordDefinition } from '../record.ts';
import { ofOwner, usual } from '../traits.ts';
import { itemGiven, type documentRecords } from './documents.ts';
import type { queueRecords } from './queue/appointment.ts';
import { caseAction, unlessNamed } from './queue/caseAction.ts';
import { withStep } from './queue/transitions.ts';

/** One door of an output box. */
export const Compartment = z.object({
  id: Id,
  box: z.string().max(100),
  /** What is written on the door; its label carries `FACH-<label>`, new ones with two check digits behind the word. */
  label: z.string().max(8),
  board: z.int().min(0).max(15),
  /** Zero based lock number on the board. */
  lock: z.int().min(0).max(47),
  /** Height of the grip above the floor in centimetres. */
  gripHeight: z.int(),
  state: z.enum(['free', 'occupied', 'blocked']),
  /** Why it was blocked, in the clerk's words. */
  blockedReason: z.string().max(200).optional(),
  depositId: Id.nullable(),
});
export type Compartment = z.infer<typeof Compartment>;

export const Deposit = z.object({
  id: Id,
  appointmentId: Id,
  itemId: Id,
  compartmentId: Id,
  depositedAt: Instant,
  /** Taken back after this day (ISO date). */
  until: z.string().max(10),
});
export type Deposit = z.infer<typeof Deposit>;

export const boxRecords = {
  compartment: { schema: Compartment, since: 1 },
  deposit: { schema: Deposit, since: 1 },
} as const satisfies Record<string, RecordDefinition>;

type Known = RecordsOf<typeof boxRecords & typeof documentRecords & typeof queueRecords>;

/** A deposit waits this long for its applicant. */
const pickupDays = 10;

const BlockCompartment = z.object({
  kind: z.literal('block-compartment'),
  compartmentId: Id,
  reason: z.string().max(200),
});
const blockCompartment: ActionDefinition<typeof BlockCompartment, Known, Outcome<'compartment', Compartment>> = {
  schema: BlockCompartment,
  traits: { ...usual, since: 1, from: null, tangible: true },
  about: ({ compartmentId: id }) => [{ kind: 'compartment', id }],
  effect: ({ compartmentId: id, reason }, read) => {
    const compartment = read.one('compartment', id);
    if (!compartment) return [{ ok: false, kind: 'compartment', id, code: 'not-found' }];
    // A door that does not work may be blocked in any state; what lies behind it stays recorded.
    return [{ ok: true, kind: 'compartment', value: { ...compartment, state: 'blocked', blockedReason: reason } }];
  },
};

const UnblockCompartment = z.object({
  kind: z.literal('unblock-compartment'),
  compartmentId: Id,
  /** What somebody saw who opened the door and looked. */
  found: z.enum(['empty', 'document']),
});
/**
 * Somebody has opened the door, which works again, and looked. Behind it lies what the office has noted, or nothing
 * where it has noted nothing; otherwise somebody has to take it out, or find it, first.
 */
const unblockCompartment: ActionDefinition<typeof UnblockCompartment, Known, Outcome<'compartment', Compartment>> = {
  schema: UnblockCompartment,
  traits: { ...usual, since: 4, from: null, atCounter: false, right: 'box', tangible: true },
  about: ({ compartmentId: id }) => [{ kind: 'compartment', id }],
  effect: ({ compartmentId: id, found }, read) => {
    const refused = (code: ProblemCode) => [{ ok: false as const, kind: 'compartment' as const, id, code }];
    const compartment = read.one('compartment', id);
    if (!compartment) return refused('not-found');
    if (compartment.state !== 'blocked') return refused('wrong-state');
    if ((found === 'document') !== (compartment.depositId !== null)) return refused('content-not-as-noted');
    const { blockedReason: _over, ...rest } = compartment;
    return [{ ok: true, kind: 'compartment', value: { ...rest, state: found === 'document' ? 'occupied' : 'free' } }];
  },
};

export const boxActions = {
  deposit: caseAction({
    schema: z.object({
      kind: z.literal('deposit'),
      appointmentId: Id,
      stepId: Id,
      depositId: Id,
      itemId: Id,
      compartmentId: Id,
      /** scrypt hash of the pickup code, `scrypt$N$r$p$salt$hash` (base64url parts). The code itself never travels. */
      codeHash: z.string().max(300),
    }),
    traits: { ...ofOwner, since: 1, from: ['serving'], tangible: true },
    refusal: unlessNamed,
    patch: (appointment, { stepId, depositId, compartmentId }, { now }) =>
      withStep(appointment, stepId, { state: 'done', at: now, evidence: { depositId, compartmentId } }),
    alsoAbout: ({ itemId, compartmentId }) => [
      { kind: 'item', id: itemId },
      { kind: 'compartment', id: compartmentId },
    ],
    also: (action, read: Read<Known>, { now }) => [
      itemGiven(action, read, 'deposited'),
      occupied(action, read),
      deposited(action, read, now),
    ],
  }),
  'block-compartment': blockCompartment,
  'unblock-compartment': unblockCompartment,
};

interface Put {
  depositId: string;
  appointmentId: string;
  itemId: string;
  compartmentId: string;
}

function occupied({ compartmentId: id, depositId }: Put, read: Read<Known>): Outcome<'compartment', Compartment> {
  const compartment = read.one('compartment', id);
  if (!compartment) return { ok: false, kind: 'compartment', id, code: 'not-found' };
  if (compartment.state !== 'free') return { ok: false, kind: 'compartment', id, code: 'compartment-not-free' };
  return { ok: true, kind: 'compartment', value: { ...compartment, state: 'occupied', depositId } };
}

function deposited(
  { depositId: id, appointmentId, itemId, compartmentId }: Put,
  read: Read<Known>,
  depositedAt: string,
): Outcome<'deposit', Deposit> {
  if (read.one('deposit', id)) return { ok: false, kind: 'deposit', id, code: 'id-reused' };
  const until = officeDate(addDays(new Date(depositedAt), pickupDays));
  return { ok: true, kind: 'deposit', value: { id, appointmentId, itemId, compartmentId, depositedAt, until } };
}
