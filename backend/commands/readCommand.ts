import { Action, contractVersion, isActionKind, type Command, type SentCommand } from '../contract/index.ts';
import { ok, refused, type Result } from '../result.ts';

/**
 * The command that was sent, if this version can read it. What it does not know, or knows in another form while the
 * station is of a newer version, is refused with `unknown-action`: not for ever, but until this backend is updated.
 * @param station the version of the contract that the station knows
 */
export function readCommand(sent: SentCommand, station: number): Result<Command> {
  if (!isActionKind(sent.action.kind)) return refused('unknown-action');
  const action = Action.safeParse(sent.action);
  if (!action.success) return refused(station > contractVersion ? 'unknown-action' : 'invalid-request');
  const { id, counterId, stationId, at } = sent;
  return ok({ id, counterId, at, action: action.data, ...(stationId === undefined ? {} : { stationId }) });
}

/** The person that a command is about, as far as that can be seen without knowing the action. */
export function personOf({ action }: SentCommand): string | null {
  return typeof action['appointmentId'] === 'string' ? action['appointmentId'] : null;
}
