import type { z } from 'zod';
import type { ChooseCounter, Clerk, ClerkSession, Session, Sessions, SignIn } from '../contract/index.ts';
import type { Clock } from '../clock.ts';
import { leaveCounter, seeCounter } from '../commands/presence.ts';
import { ok, refused, type Result } from '../result.ts';
import type { Database, Sql } from '../store/database.ts';
import { findCounter, findPinHash, readRules } from '../store/officeStore.ts';
import * as sessions from '../store/sessionStore.ts';
import { forgetAttempts, takeAttempt } from './attempts.ts';
import { pinMatches } from './pins.ts';
import { hashToken, newToken } from './tokens.ts';

const sessionLifeMs = 12 * 60 * 60_000;
/** Of one clerk; a new one ends the oldest. */
const sessionsAtOnce = 10;

export interface SignInParts {
  database: Database;
  clock: Clock;
  /** Whether PINs are accepted. */
  pin: boolean;
}

/** A new session without a counter. */
export async function signIn(
  parts: SignInParts,
  { clerkId, pin }: z.infer<typeof SignIn>,
): Promise<Result<ClerkSession>> {
  if (!parts.pin) return refused('sign-in-not-offered');
  // Taken before the PIN is looked at, and for good, so that many attempts at once do not slip through.
  const stored = await parts.database.transaction(async (sql): Promise<Result<string>> => {
    const pinHash = await findPinHash(sql, clerkId);
    if (pinHash === undefined) return refused('wrong-pin');
    return (await takeAttempt(sql, clerkId, parts.clock())) ? ok(pinHash) : refused('too-many-attempts');
  });
  if (!stored.ok) return stored;
  if (!(await pinMatches(pin, stored.value))) return refused('wrong-pin');
  return openSession(parts, clerkId);
}

/** A new session of a clerk who has proven to be this one. */
export async function openSession({ database, clock }: SignInParts, clerkId: string): Promise<Result<ClerkSession>> {
  const token = newToken();
  const now = clock();
  const session = await database.transaction(async (sql) => {
    await forgetAttempts(sql, clerkId);
    await endExpired(sql, now);
    await leaveCounters(sql, await sessions.deleteOldestSessions(sql, clerkId, sessionsAtOnce - 1), now);
    const tokenHash = hashToken(token);
    await sessions.insertSession(sql, {
      tokenHash,
      clerkId,
      expiresAt: new Date(now.getTime() + sessionLifeMs).toISOString(),
    });
    return sessions.findSession(sql, tokenHash, now.toISOString());
  });
  return session && sessions.isClerks(session) ? ok(toAnswer(token, session)) : refused('not-signed-in');
}

export async function readSession(parts: SignInParts, token: string): Promise<Result<Session>> {
  const session = await parts.database.read((sql) =>
    sessions.findSession(sql, hashToken(token), parts.clock().toISOString()),
  );
  return session ? ok(toAnswer(token, session)) : refused('not-signed-in');
}

const whoSeesSessions: ReadonlySet<Clerk['role']> = new Set(['lead', 'it']);
const maySeeSessions = ({ clerk }: sessions.StoredSession): boolean =>
  clerk !== null && whoSeesSessions.has(clerk.role);

/** Who is signed in where, for leads and IT. */
export function listSessions(parts: SignInParts, token: string): Promise<Result<z.infer<typeof Sessions>>> {
  const now = parts.clock().toISOString();
  return parts.database.transaction(async (sql) => {
    const own = await sessions.findSession(sql, hashToken(token), now);
    if (!own) return refused('not-signed-in');
    if (!maySeeSessions(own)) return refused('not-allowed');
    const all = await sessions.liveSessions(sql, now);
    return ok({
      sessions: all.map(({ tokenHash, clerk, counterId, expiresAt }) => ({
        id: tokenHash,
        clerk,
        counterId,
        expiresAt,
      })),
    });
  });
}

/** Ends somebody's session; its counter is free, and that counter shows nothing of anybody any more. */
export function endSession(parts: SignInParts, token: string, id: string): Promise<Result<Record<string, never>>> {
  const now = parts.clock();
  return parts.database.transaction(async (sql) => {
    const own = await sessions.findSession(sql, hashToken(token), now.toISOString());
    if (!own) return refused('not-signed-in');
    if (!maySeeSessions(own)) return refused('not-allowed');
    const other = await sessions.findSession(sql, id, now.toISOString());
    if (!other) return refused('not-found');
    if (other.counterId) await leaveCounter(sql, other.counterId, now);
    await sessions.deleteSession(sql, id);
    return ok({});
  });
}

export async function signOut(parts: SignInParts, token: string): Promise<void> {
  const now = parts.clock();
  await parts.database.transaction(async (sql) => {
    const session = await sessions.findSession(sql, hashToken(token), now.toISOString());
    if (session?.counterId) await leaveCounter(sql, session.counterId, now);
    await sessions.deleteSession(sql, hashToken(token));
  });
}

/** One counter, one live session. A session that loses its counter stays signed in, without a counter. */
export function chooseCounter(
  parts: SignInParts,
  token: string,
  choice: z.infer<typeof ChooseCounter>,
): Promise<Result<ClerkSession>> {
  const now = parts.clock();
  return parts.database.transaction(async (sql) => {
    await endExpired(sql, now);
    const session = await sessions.findSession(sql, hashToken(token), now.toISOString());
    if (!session) return refused('not-signed-in');
    if (!sessions.isClerks(session)) return refused('not-allowed');
    if (!(await findCounter(sql, choice.counterId))) return refused('not-found');
    const holder = await sessions.holderOfCounter(sql, choice.counterId);
    if (holder !== undefined && holder !== session.tokenHash && !choice.takeOver) return refused('counter-taken');
    if (session.counterId !== null && session.counterId !== choice.counterId)
      await leaveCounter(sql, session.counterId, now);
    await sessions.holdCounter(sql, session, choice.counterId);
    await seeCounter(sql, choice.counterId, now, await readRules(sql));
    return ok(toAnswer(token, { ...session, counterId: choice.counterId }));
  });
}

async function endExpired(sql: Sql, now: Date): Promise<void> {
  await leaveCounters(sql, await sessions.deleteExpiredSessions(sql, now.toISOString()), now);
}

/** Ends everything that a clerk has open, at every counter. */
export function endSessionsOf({ database, clock }: SignInParts, clerkId: string): Promise<void> {
  const now = clock();
  return database.transaction((sql) => endAll(sql, clerkId, now));
}

/** The same in a transaction that is under way. */
export async function endAll(sql: Sql, clerkId: string, now: Date): Promise<void> {
  await leaveCounters(sql, await sessions.deleteSessionsOf(sql, clerkId), now);
}

async function leaveCounters(sql: Sql, counterIds: readonly string[], now: Date): Promise<void> {
  for (const counterId of counterIds) await leaveCounter(sql, counterId, now);
}

function toAnswer<C extends Clerk | null>(token: string, session: sessions.StoredSession & { clerk: C }) {
  const { clerk, counterId, expiresAt, rights } = session;
  return { token, clerk, counterId, expiresAt, rights: [...rights] };
}
