import { z } from 'zod';
import { AppError } from './errors.ts';
import { Id, Instant } from './common.ts';

/** One scan as the clerk sees it: what it was and what came of it. Never the content of a photo code or a seal. */
export const ScanView = z.object({
  scanId: Id,
  at: Instant,
  deviceId: z.string(),
  what: z.enum(['appointment-code', 'document-serial', 'mrz', 'compartment-label', 'photo-code', 'digital-seal', 'link', 'unknown']),
  /** Short text that may be shown, e.g. the serial or the first characters of an unknown code; empty when nothing may be. */
  shown: z.string(),
  outcome: z.enum(['accepted', 'warning', 'refused', 'wrong-person', 'ignored']),
  /** Text key below `scan.`: what happened with it, e.g. `checked-in`, `identity-matches`. */
  effect: z.string(),
  problem: AppError.nullable(),
});
export type ScanView = z.infer<typeof ScanView>;

/** A code typed by hand goes the same way as a scanned one. */
export const TypedCode = z.object({ text: z.string().min(1).max(4000) });
export const ScansSnapshot = z.object({ recent: z.array(ScanView) });
export type ScansSnapshot = z.infer<typeof ScansSnapshot>;
