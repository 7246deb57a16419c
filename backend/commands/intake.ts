import type { z } from 'zod';
import { audienceOf, hasRight, isIn, traits } from '../contract/index.ts';
import type { ActionKind, Applied, BatchAnswer, Command, ProblemCode, SentCommand } from '../contract/index.ts';
import type { Clock } from '../clock.ts';
import { ok, refused, type Result } from '../result.ts';
import { hashToken } from '../signin/tokens.ts';
import { findAnswer, insertAnswer, lastToBring, type StoredAnswer } from '../store/commandStore.ts';
import type { Database, Sql } from '../store/database.ts';
import { findCounter } from '../store/officeStore.ts';
import { findSession, hasEverHeld, isClerks, type ClerkSession, type StoredSession } from '../store/sessionStore.ts';
import { decide } from './decide.ts';
import { fingerprint } from './fingerprint.ts';
import { namesIn, readCommand } from './readCommand.ts';

export interface IntakeParts {
  database: Database;
  clock: Clock;
}

/**
 * Takes a command in: one transaction looks its id up, decides, writes the records, their places in the order of
 * changes, and the answer. A repeated id gets its first answer, applied or refused. Not stored are refusals that say
 * nothing about the command itself: `not-signed-in`, `invalid-request`, `id-reused`, `unknown-action`, which goes away
 * with this backend's update, `not-allowed`, which says that it is not for this kind of session or needs a clerk, and
 * `counter-not-chosen`, which goes away when the clerk chooses the counter again.
 * @param station the version of the contract that the station knows; 1 is who does not say it
 */
export function takeCommand(
  parts: IntakeParts,
  token: string,
  command: SentCommand,
  station = 1,
): Promise<Result<Applied>> {
  const now = parts.clock();
  return parts.database.transaction(async (sql): Promise<Result<Applied>> => {
    const session = await findSession(sql, hashToken(token), now.toISOString());
    return session ? takeIn(sql, session, command, now, station) : refused('not-signed-in');
  });
}

/**
 * Takes several commands of one counter in, in their order, with one write to the disk. Each is decided by itself: a
 * refused one writes nothing but its answer and holds up none of the others. What came later about the same than an
 * action that is not known here waits with it: its turn is after it.
 */
export function takeCommands(
  parts: IntakeParts,
  token: string,
  commands: readonly SentCommand[],
  station = 1,
): Promise<Result<z.infer<typeof BatchAnswer>>> {
  const now = parts.clock();
  return parts.database.transaction(async (sql) => {
    const session = await findSession(sql, hashToken(token), now.toISOString());
    if (!session) return refused('not-signed-in');
    const answers: z.infer<typeof BatchAnswer>['answers'] = [];
    const waits = new Set<string>();
    for (const command of commands) {
      const hasToWait = waits.size > 0 && namesIn(command).some((name) => waits.has(name));
      const taken = await takeIn(sql, session, command, now, station, hasToWait);
      if (!taken.ok && taken.code === 'unknown-action') for (const name of namesIn(command)) waits.add(name);
      answers.push(taken.ok ? taken.value : { status: 'refused', commandId: command.id, code: taken.code });
    }
    return ok({ answers });
  });
}

async function takeIn(
  sql: Sql,
  session: StoredSession,
  sent: SentCommand,
  now: Date,
  station: number,
  hasToWait = false,
): Promise<Result<Applied>> {
  const read = readCommand(sent, station);
  const mark = fingerprint(sent);
  const earlier = await findAnswer(sql, sent.id);
  // A process of the first version, and it alone, marked what it had read instead of what was sent.
  if (earlier)
    return [null, mark, read.ok && fingerprint(read.value)].includes(earlier.fingerprint)
      ? repeat(earlier)
      : refused('id-reused');
  if (hasToWait) return refused('unknown-action');
  if (!read.ok) return read;
  const command = read.value;
  if (
    !isClerks(session) ||
    !isIn(audienceOf(session.kind).actions, command.action.kind) ||
    !isEntitled(session, command.action.kind)
  )
    return refused('not-allowed');
  if (!(await mayActAt(sql, session, command))) return refused('counter-not-chosen');
  const decision = (await isTheirs(sql, session, command))
    ? await decide(sql, command, now, session.clerk)
    : refused('not-yours');
  const answer: StoredAnswer = {
    id: command.id,
    fingerprint: mark,
    clerkId: session.clerk.id,
    kind: command.action.kind,
    receivedAt: now.toISOString(),
    appointmentId: decision.ok ? decision.value : null,
    refusal: decision.ok ? null : decision.code,
    stationId: command.stationId ?? null,
  };
  await insertAnswer(sql, answer);
  return repeat(answer);
}

/**
 * Who delivers later what happened at a counter that they have left may do so for those alone whom they had there. That
 * does not change by asking again.
 */
async function isTheirs(sql: Sql, session: ClerkSession, { counterId, action }: Command): Promise<boolean> {
  if (session.counterId === counterId || !('appointmentId' in action)) return true;
  if (traits[action.kind].by !== 'owner' && action.kind !== 'undo') return true;
  return (await lastToBring(sql, action.appointmentId)) === session.clerk.id;
}

/** May this clerk do that at all? */
function isEntitled({ clerk, rights }: ClerkSession, kind: ActionKind): boolean {
  return hasRight(clerk.role, rights, traits[kind].right);
}

/** What became of a command; when it never arrived, its id is withdrawn, so that it cannot be applied later. */
export function lookUpOrVoid(parts: IntakeParts, token: string, id: string): Promise<Result<Applied>> {
  const now = parts.clock().toISOString();
  return parts.database.transaction(async (sql): Promise<Result<Applied>> => {
    const session = await findSession(sql, hashToken(token), now);
    if (!session) return refused('not-signed-in');
    const earlier = await findAnswer(sql, id);
    if (earlier) return repeat(earlier);
    if (!isClerks(session)) return refused('not-allowed');
    const withdrawn = {
      id,
      fingerprint: null,
      clerkId: session.clerk.id,
      kind: null,
      receivedAt: now,
      appointmentId: null,
      refusal: 'voided' as ProblemCode,
      stationId: null,
    };
    await insertAnswer(sql, withdrawn);
    return repeat(withdrawn);
  });
}

/**
 * May this session act at the command's counter?
 *
 * - At no counter: what has its place elsewhere, too.
 * - Its own counter: yes.
 * - While the session has no counter, also after somebody took it over: nothing goes through until the clerk has looked and chosen
 *   one. Nothing is lost by that.
 * - Another counter than the command's: a clerk who moved on may still deliver what was done before, without the
 *   network, at a counter that clerk once held; but not claim people for it. Whose appointment it is by now is checked with the
 * appointment.
 *
 * No clock takes part in this: the counter's clock may be wrong.
 */
async function mayActAt(sql: Sql, session: ClerkSession, command: Command): Promise<boolean> {
  if (command.counterId === null) return !traits[command.action.kind].atCounter;
  if (session.counterId === null) return false;
  if (!(await findCounter(sql, command.counterId))) return false;
  if (session.counterId === command.counterId) return true;
  return !traits[command.action.kind].takes && hasEverHeld(sql, session.clerk.id, command.counterId);
}

function repeat(answer: StoredAnswer): Result<Applied> {
  if (answer.refusal !== null) return refused(answer.refusal);
  return ok({ status: 'applied', commandId: answer.id, appointmentId: answer.appointmentId });
}
