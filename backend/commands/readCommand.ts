import {
  about,
  Action,
  contractVersion,
  isActionKind,
  type Command,
  type RecordRef,
  type SentCommand,
} from '../contract/index.ts';
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
  const { id, counterId, stationId, at } = sent;
  return ok({ id, counterId, at, action: action.data, ...(stationId === undefined ? {} : { stationId }) });
}

/**
 * What a command is about, as names to compare: as its station said it, and as far as that can be seen without knowing
 * the action.
 */
export function namesIn({ action, about: said = [] }: SentCommand): string[] {
  const { appointmentId } = action;
  const seen = typeof appointmentId === 'string' ? [{ kind: 'appointment', id: appointmentId }] : [];
  return [...said, ...seen, ...aboutKnown(action)].map(({ kind, id }) => `${kind} ${id}`);
}

/** Of stations that did not say it yet. */
function aboutKnown(action: SentCommand['action']): RecordRef[] {
  const known = Action.safeParse(action);
  return known.success ? about(known.data) : [];
}
