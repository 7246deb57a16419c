import type { AppError } from '../../../contract/errors.ts';
import type { BackendOutcome } from '../../kernel/outbox/backendClient.ts';
import { problemToError } from '../../kernel/outbox/problemToError.ts';

/** Why the backend did not do what was asked, as an error of the windows. */
export function failureOf(outcome: Exclude<BackendOutcome<unknown>, { kind: 'ok' }>): AppError {
  if (outcome.kind === 'problem') return problemToError(outcome.code);
  return { code: outcome.kind === 'nonsense' ? 'backend-nonsense' : 'offline' };
}
