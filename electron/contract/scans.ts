import { z } from 'zod';
import { AppError } from './errors.ts';
import { Id, Instant } from './common.ts';

/** What the reader says the symbol is (ISO/IEC 15424); `vendor` for identifiers that each maker uses in its own way. */
export const Symbology = z.enum([
  'code-39',
  'code-93',
  'code-11',
  'code-128',
  'gs1-128',
  'codabar',
  'codablock',
  'interleaved-2of5',
  'straight-2of5',
  'msi',
  'plessey',
  'ean-13',
  'ean-8',
  'ean-add-on',
  'gs1-databar',
  'pdf417',
  'maxicode',
  'qr',
  'gs1-qr',
  'data-matrix',
  'gs1-data-matrix',
  'aztec',
  'han-xin',
  'ocr',
  'vendor',
]);
export type Symbology = z.infer<typeof Symbology>;

/** Documents that carry a digital seal (BSI TR-03137, TR-03171). */
export const SealDocument = z.enum([
  'visa',
  'arrival-certificate',
  'residence-permit-form',
  'supplementary-sheet',
  'address-sticker',
  'residence-sticker',
  'administrative-letter',
]);
export type SealDocument = z.infer<typeof SealDocument>;

/** One scan as the clerk sees it: what it was and what came of it. Never the content of a photo code or a seal. */
export const ScanView = z.object({
  scanId: Id,
  at: Instant,
  deviceId: z.string(),
  what: z.enum([
    'appointment-code',
    'document-serial',
    'mrz',
    'compartment-label',
    'photo-code',
    'digital-seal',
    'link',
    'gs1',
    'file-label',
    'torn',
    'unknown',
  ]),
  /**
   * Short text that may be shown, e.g. the serial or the first characters of an unknown code; empty when nothing may
   * be.
   */
  shown: z.string(),
  outcome: z.enum(['accepted', 'warning', 'refused', 'wrong-person', 'ignored']),
  /** Text key below `scan.`: what happened with it, e.g. `checked-in`, `identity-matches`. */
  effect: z.string(),
  problem: AppError.nullable(),
  /** Where the scanner sends it. */
  symbology: Symbology.optional(),
  /** In characters, of a code that we do not know; absent where nothing of it may be told. */
  length: z.int().positive().optional(),
  /**
   * Only of a digital seal. Its content was read, its signature was not verified: a window says so wherever it shows
   * it.
   */
  seal: SealDocument.nullable().optional(),
  /** The scanner read the code again without a pause; that counted as this one scan. */
  again: z.boolean().optional(),
});
export type ScanView = z.infer<typeof ScanView>;

/** A code typed by hand goes the same way as a scanned one. */
export const TypedCode = z.object({ text: z.string().min(1).max(4000) });
/** The country whose keyboard a scanner in keyboard mode plays. `as-typed`: the same as the computer's. */
export const ScannerLayout = z.enum(['as-typed', 'us', 'de', 'be']);
export type ScannerLayout = z.infer<typeof ScannerLayout>;

/**
 * A code that a window itself received: typed by a scanner in keyboard mode, or seen by the camera. It goes the same
 * way as any other.
 */
export const WindowScan = z.object({
  source: z.enum(['wedge', 'camera']),
  /** The bytes of the code in Base64, without AIM identifier and end mark. */
  bytes: z.base64().min(1).max(12_000),
  aim: z.string().max(3).nullable(),
  /** From a scanner in keyboard mode: what the same keys write where it is set to another country. */
  otherLayouts: z
    .array(z.object({ layout: ScannerLayout, bytes: z.base64().max(12_000) }))
    .max(4)
    .optional(),
});
export type WindowScan = z.infer<typeof WindowScan>;
/** Only a part of a code came to a window. */
export const TornCode = WindowScan.pick({ source: true });
export const ScansSnapshot = z.object({
  recent: z.array(ScanView),
  /** Codes of which only a part came, since the program was started. */
  torn: z.int(),
  /** A document was read while nobody was here, and these visits may be meant: the clerk chooses. */
  offered: z.array(Id),
});
export type ScansSnapshot = z.infer<typeof ScansSnapshot>;
/** One of the offered visits; null for none of them. */
export const ChooseVisit = z.object({ appointmentId: Id.nullable() });
