import { z } from 'zod';
import { Id, Instant } from '../basics.ts';
import type { RecordDefinition } from '../record.ts';
import { ofOwner, usual, type ActionDefinition } from '../traits.ts';

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

export const boxActions = {
  deposit: {
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
  },
  'block-compartment': {
    schema: z.object({
      kind: z.literal('block-compartment'),
      compartmentId: Id,
      reason: z.string().max(200),
    }),
    traits: { ...usual, since: 1, from: null, tangible: true },
  },
} as const satisfies Record<string, ActionDefinition>;
