import { z } from 'zod';

/**
 * Everything that can go wrong as seen by a window. The sentence (what happened, what is safe, what to do) for each
 * code stands in `assets/texts/*.json` under `error.<code>`; a test holds the two together.
 */
export const errorCodes = [
  // sign-in and connection
  'wrong-pin',
  'too-many-attempts',
  'not-signed-in',
  'counter-taken',
  'offline',
  'backend-nonsense',
  'backend-older',
  'sign-in-not-offered',
  'sign-in-refused',
  'sign-in-declined',
  'sign-in-outdated',
  'sign-in-timed-out',
  'no-role',
  'provider-away',
  'browser-missing',
  // queue
  'nobody-waiting',
  'counter-busy',
  'call-running',
  'wrong-state',
  'not-yours',
  'cannot-undo',
  'nobody-at-counter',
  'not-found',
  'too-early',
  'reserved',
  'reservation-expired',
  'owner-present',
  'lead-only',
  'taken-over',
  'service-begun',
  'counter-cannot',
  'visit-not-over',
  'not-in-this-visit',
  // steps
  'step-unknown',
  'step-locked',
  'steps-missing',
  'reason-missing',
  'not-possible-in-this-step',
  // who signs and who receives
  'name-missing',
  'already-named',
  'representative-missing',
  'representative-unnamed',
  'too-young-to-sign',
  'age-unknown',
  'document-not-scanned',
  // scans
  'code-unknown',
  'code-empty',
  'code-torn',
  'label-check-failed',
  'interleaved-refused',
  'mrz-damaged',
  'mrz-impossible-date',
  'seal-damaged',
  'serial-check-failed',
  'appointment-unknown',
  'wedge-cannot-carry',
  'scanner-layout',
  'appointment-already-finished',
  'document-unknown',
  'wrong-person',
  // signature
  'signature-empty',
  'signature-dot',
  'signature-cut-off',
  'signature-running',
  'signature-not-running',
  'signature-void',
  'pad-missing',
  'pad-lost',
  'pad-page-failed',
  // output box
  'deposit-running',
  'deposit-not-running',
  'slip-not-given',
  'printer-missing',
  'not-printed',
  'box-missing',
  'no-compartment-free',
  'content-not-as-noted',
  'content-not-scanned',
  'not-looked-inside',
  'door-jammed',
  'door-unknown',
  'item-not-ready',
  'wrong-item',
  'door-still-open',
  'choice-not-offered',
  // devices
  'device-silent',
  'device-busy',
  'device-not-ready',
  'permission-denied',
  'device-failing',
  'device-impossible',
  'device-lost',
  'not-simulated',
  'trace-while-serving',
  'device-in-test',
  'compartment-occupied',
  'device-cannot',
  'set-up-running',
  'set-up-not-running',
  'set-up-lost',
  // settings of this workstation
  'not-allowed',
  'self-test-not-run',
  'settings-fixed',
  'settings-wrong',
  'settings-not-saved',
  // the program itself
  'invalid-request',
  'refused-by-backend',
  'storage-full',
  'store-broken',
  'store-locked',
  'store-foreign',
  'store-newer',
  'store-unreachable',
  'store-key',
  'process-file-broken',
  'unexpected',
] as const;
export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** `values` fill the sentence; short facts such as a ticket or a compartment, never a serial number in a log. */
export const AppError = z.object({
  code: ErrorCode,
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type AppError = z.infer<typeof AppError>;

export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError };
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = <T = never>(code: ErrorCode, values?: AppError['values']): Result<T> => ({
  ok: false,
  error: values ? { code, values } : { code },
});
