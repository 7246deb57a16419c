import { Action, Command, contractVersion, isActionKind, type SentCommand } from '../contract/index.ts';
import { ok, refused, type Result } from '../result.ts';
import { handlerOf } from './handlers.ts';

/**
 * The command that was sent, if this version can read it. What it does not know, or knows in another form while the
 * station is of a newer version, is refused with `unknown-action`: not for ever, but until this backend is updated.
 * @param station the version of the contract that the station knows
 */
export function readCommand(sent: SentCommand, station: number): Result<Command> {
  if (!isActionKind(sent.action.kind)) return refused('unknown-action');
  const action = Action.safeParse(sent.action);
  if (!action.success) return refused(station > contractVersion ? 'unknown-action' : 'invalid-request');
  if (handlerOf(action.data).accepts?.(action.data) === false) return refused('invalid-request');
  return ok({ id: sent.id, counterId: sent.counterId, at: sent.at, action: action.data });
}

/** The person that a command is about, as far as that can be seen without knowing the action. */
export function personOf({ action }: SentCommand): string | null {
  return typeof action['appointmentId'] === 'string' ? action['appointmentId'] : null;
}
