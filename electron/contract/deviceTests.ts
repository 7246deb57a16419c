import { z } from 'zod';
import { AppError } from './errors.ts';
import { Id, Instant } from './common.ts';
import { Symbology } from './scans.ts';
import { endMarks } from './deviceSettings.ts';

/**
 * What the codes on the devices screen say. A scanner that reads it tests itself: it never reaches the case at hand.
 */
export const testCodeText = 'SCHALTERWERK-PRUEFCODE';

/** How a scanner's code came, measured against what its settings expect. */
export const ScannerVerdict = z.object({
  symbology: Symbology.nullable(),
  aim: z.enum(['right', 'missing', 'unexpected']),
  /** `left-over`: the settings expect another mark or none; `never-came`: the code had to be thrown away. */
  endMark: z.enum(['right', 'left-over', 'never-came']),
  /** Letter by letter what is printed. */
  whole: z.boolean(),
  /** What to change in the settings, where that is all that is wrong. */
  proposal: z.object({ endMark: endMarks.optional(), sendsAim: z.boolean().optional() }).nullable(),
});
export type ScannerVerdict = z.infer<typeof ScannerVerdict>;

/** One device is tested at a time; nothing of a test is kept. */
export const DeviceTestView = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('scanner'),
    deviceId: Id,
    state: z.enum(['waiting', 'received', 'another-code', 'another-scanner', 'not-received']),
    until: Instant,
    verdict: ScannerVerdict.nullable(),
  }),
  z.object({
    kind: z.literal('pad'),
    deviceId: Id,
    testId: Id,
    state: z.enum(['preparing', 'writing', 'ended', 'failed']),
    area: z.object({ width: z.number().positive(), height: z.number().positive() }),
    points: z.int(),
    perSecond: z.int(),
    lost: z.int(),
    problem: AppError.nullable(),
  }),
  z.object({
    kind: z.literal('door'),
    deviceId: Id,
    board: z.int(),
    lock: z.int(),
    label: z.string(),
    /** `unknown`: nobody but a person can say what the door did. */
    state: z.enum(['commanded', 'open', 'closed', 'not-opened', 'unknown', 'refused']),
    openedAfterMs: z.int().nullable(),
    problem: AppError.nullable(),
  }),
]);
export type DeviceTestView = z.infer<typeof DeviceTestView>;

export const DeviceRef = z.object({ deviceId: Id });
export const TestDoor = z.object({
  deviceId: Id,
  board: z.int().min(0).max(255),
  lock: z.int().min(0).max(47),
  /** The person knows that somebody's document may lie in it. */
  evenOccupied: z.boolean(),
});
export const scannerDeeds = ['identify', 'trigger-on', 'trigger-off', 'beep-good', 'beep-bad'] as const;
export const ScannerOrder = z.object({ deviceId: Id, deed: z.enum(scannerDeeds) });

/** Why setting up a lock board draws no conclusion; the words stand under `setUp.refusal`. */
export const setUpRefusals = [
  'nothing-opened',
  'several-opened',
  'several-contacts-changed',
  'contact-of-another-door',
  'doors-differ',
  'not-as-before',
  'polarity-differs',
  'numbers-differ',
  'contacts-differ',
  'number-impossible',
] as const;

/** Setting up one lock board together with a person who stands before it. */
export const SetUpView = z.object({
  deviceId: Id,
  board: z.int(),
  locks: z.int(),
  step: z.enum(['close-all', 'open', 'which', 'done', 'refused']),
  opened: z.int(),
  openings: z.int(),
  refusal: z.enum(setUpRefusals).nullable(),
  conclusion: z
    .object({
      closedBit: z.union([z.literal(0), z.literal(1)]),
      firstLock: z.int(),
      contacts: z.boolean(),
      answersOpen: z.boolean(),
    })
    .nullable(),
  /** What became of the conclusion: a simulated board has no settings. */
  saved: z.enum(['not-yet', 'saved', 'simulated', 'not-saved']),
  /** Why the last step did not go through. */
  problem: AppError.nullable(),
  /** Nobody knows what the board did: only beginning anew is safe. */
  lost: z.boolean(),
});
export type SetUpView = z.infer<typeof SetUpView>;
export const SetUpDeed = z.discriminatedUnion('deed', [
  z.object({ deed: z.literal('start'), deviceId: Id, board: z.int().min(0).max(255) }),
  z.object({ deed: z.literal('closed') }),
  z.object({ deed: z.literal('open') }),
  z.object({ deed: z.literal('which'), door: z.union([z.int().min(0).max(47), z.enum(['none', 'several'])]) }),
  z.object({ deed: z.literal('end') }),
]);
export type SetUpDeed = z.infer<typeof SetUpDeed>;
