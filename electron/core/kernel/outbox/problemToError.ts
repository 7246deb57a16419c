import type { ProblemCode } from '../../../../backend/contract/index.ts';
import type { AppError, ErrorCode } from '../../../contract/errors.ts';

const known: Record<ProblemCode, ErrorCode> = {
  'invalid-request': 'refused-by-backend',
  'not-signed-in': 'not-signed-in',
  'wrong-pin': 'wrong-pin',
  'too-many-attempts': 'too-many-attempts',
  'sign-in-not-offered': 'sign-in-not-offered',
  'sign-in-refused': 'sign-in-refused',
  'sign-in-declined': 'sign-in-declined',
  'sign-in-outdated': 'sign-in-outdated',
  'no-role': 'no-role',
  'provider-away': 'provider-away',
  'not-allowed': 'not-allowed',
  'not-found': 'not-found',
  'counter-taken': 'counter-taken',
  'counter-not-chosen': 'counter-taken',
  'wrong-state': 'wrong-state',
  'not-yours': 'not-yours',
  'counter-busy': 'counter-busy',
  'cannot-undo': 'cannot-undo',
  'too-early': 'too-early',
  'reservation-expired': 'reservation-expired',
  'owner-present': 'owner-present',
  'lead-only': 'lead-only',
  'service-begun': 'service-begun',
  'counter-cannot': 'counter-cannot',
  voided: 'refused-by-backend',
  'id-reused': 'refused-by-backend',
  'compartment-not-free': 'no-compartment-free',
  'content-not-as-noted': 'content-not-as-noted',
  'item-not-ready': 'item-not-ready',
  'item-of-another-person': 'wrong-person',
  'already-signed': 'refused-by-backend',
  'name-missing': 'name-missing',
  'already-named': 'already-named',
  'already-merged': 'refused-by-backend',
  'not-merged': 'refused-by-backend',
  'person-at-counter': 'refused-by-backend',
  'unknown-action': 'backend-older',
  'server-error': 'refused-by-backend',
  'temporarily-unavailable': 'offline',
  'too-many-requests': 'offline',
};

/** A refusal of the backend as an error of the windows. */
export function problemToError(problem: string): AppError {
  return { code: known[problem as ProblemCode] ?? 'refused-by-backend' };
}
