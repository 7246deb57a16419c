import { z } from 'zod';

/** Kinds of documents with a machine readable zone. */
export const zoneKinds = ['passports', 'residenceTitles', 'identityCards', 'visas', 'others'] as const;
export type ZoneKind = (typeof zoneKinds)[number];

/**
 * Whose zones may be read. Residence titles are off until somebody turns them on: AufenthG § 78 (6) has the chip read
 * first, then the zone, then the eye. Visas are off too: they prove nobody, and stand in a passport whose own zone is
 * beside them. Of passports and identity cards of other states, and of papers such as the Ankunftsnachweis, no such
 * rule is known. `false` of an older file switches all of them off; its `true` was the default, and so it is here: a
 * title is read where somebody decided that.
 */
export const ReadMrz = z
  .preprocess(
    (value) =>
      value === true ? {} : value === false ? Object.fromEntries(zoneKinds.map((kind) => [kind, false])) : value,
    z.strictObject({
      passports: z.boolean().default(true),
      residenceTitles: z.boolean().default(false),
      identityCards: z.boolean().default(true),
      visas: z.boolean().default(false),
      others: z.boolean().default(true),
    }),
  )
  .prefault({});
export type ReadMrz = z.infer<typeof ReadMrz>;

/**
 * By the document code (ICAO Doc 9303-5 and -7; `AR`, `AF`, `AS` are German cards, `IR` and `CR` those of other
 * states).
 */
export function zoneKindOf(documentCode: string): ZoneKind {
  if (documentCode.startsWith('P')) return 'passports';
  if (documentCode.startsWith('V')) return 'visas';
  if (/^(A[RFS]|[IC]R|RP)$/.test(documentCode)) return 'residenceTitles';
  return /^[IAC]/.test(documentCode) ? 'identityCards' : 'others';
}
