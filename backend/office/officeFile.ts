import { z } from 'zod';
import { Clerk, Compartment, Counter, OfficeRules, Right } from '../contract/index.ts';
import { isCommonPin } from '../signin/pins.ts';
import { readSettingsFile } from '../settingsFile.ts';

/** The office as IT describes it: `--office FILE`, JSON. `docs/backend.md` has an example. */

/** Shorter ones are for clerks who have theirs already (`setUpOffice.ts`). */
export const shortestNewPin = 6;
const Pin = z
  .string()
  .regex(/^\d{4,12}$/, 'must be 4 to 12 digits')
  .refine((pin) => !isCommonPin(pin), 'is one that everybody tries first');

const isUnique =
  <T>(keyOf: (one: T) => string) =>
  (list: T[]): boolean =>
    new Set(list.map(keyOf)).size === list.length;

export const OfficeFile = z.strictObject({
  name: z.string().min(1).max(200),
  rules: z.strictObject(OfficeRules.shape).partial().default({}),
  counters: z
    .array(z.strictObject(Counter.shape))
    .min(1)
    .refine(
      isUnique<{ id: string }>(({ id }) => id),
      'two have the same id',
    ),
  compartments: z
    .array(
      z.strictObject(
        Compartment.pick({ id: true, box: true, label: true, board: true, lock: true, gripHeight: true }).shape,
      ),
    )
    .default([])
    .refine(
      isUnique<{ id: string }>(({ id }) => id),
      'two have the same id',
    )
    .refine(
      isUnique<{ label: string }>(({ label }) => label),
      'two have the same label, which is what a scanner reads at the door',
    )
    .refine(
      isUnique<{ board: number; lock: number }>(({ board, lock }) => `${board} ${lock}`),
      'two are the same lock',
    )
    // A counter knows its doors by board and lock alone: it would take the door of another box for its own.
    .refine(
      (list) =>
        isUnique<string>((of) => of.split(' ')[0] ?? '')([...new Set(list.map(({ board, box }) => `${board} ${box}`))]),
      'one board number stands in two boxes; every board of the office needs a number of its own',
    ),
  /** Only who signs in with a PIN; whoever comes from the sign-in service is known by itself. */
  clerks: z
    .array(
      z.strictObject({
        ...Clerk.shape,
        pin: Pin,
        rights: z.array(Right).default([]),
      }),
    )
    .default([])
    .refine(
      isUnique<{ id: string }>(({ id }) => id),
      'two have the same id',
    ),
});
export type OfficeFile = z.infer<typeof OfficeFile>;

export type OfficeFileFailure = {
  code: 'office-unusable';
  path: string;
  /** Names fields, never what is in them. */
  detail: string;
};

export function readOfficeFile(
  path: string,
): { ok: true; office: OfficeFile } | { ok: false; failure: OfficeFileFailure } {
  const read = readSettingsFile(path, OfficeFile);
  return read.ok
    ? { ok: true, office: read.value }
    : { ok: false, failure: { code: 'office-unusable', path, detail: read.detail } };
}
