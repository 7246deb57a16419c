import type { z } from 'zod';
import { isActionKind, routes, type RouteName, type SentCommand } from '../contract/index.ts';
import { lookUpOrVoid, takeCommand, takeCommands } from '../commands/intake.ts';
import { ok, refused, type Result } from '../result.ts';
import { FailuresByAddress } from '../signin/failuresByAddress.ts';
import { signInOidc } from '../signin/oidc.ts';
import type { Provider } from '../signin/provider.ts';
import type { SignInSettings } from '../signin/settings.ts';
import {
  chooseCounter,
  endSession,
  listSessions,
  readSession,
  signIn,
  signOut,
  type SignInParts,
} from '../signin/signIn.ts';
import { readWelcome } from '../store/officeStore.ts';
import { recordsOf } from '../store/peopleStore.ts';
import { getRecord, isUnknownCursor, newestSeq, pageOfChanges, readHistory } from '../store/recordStore.ts';
import { version } from '../version.ts';
import { forStation, notFor, seesPeople, type Hearer } from './forStation.ts';
import { fromError } from './log.ts';
import type { Observer } from './observer.ts';

type Part<N extends RouteName, P extends 'params' | 'query' | 'body'> =
  (typeof routes)[N] extends Record<P, infer S extends z.ZodType> ? Record<P, z.infer<S>> : unknown;
/** Who asks comes along. */
type Input<N extends RouteName> = { token: string; address: string } & Hearer &
  Part<N, 'params'> &
  Part<N, 'query'> &
  Part<N, 'body'>;

/** One handler per route of the contract: a missing one is a compile error. */
export type Handlers = {
  [N in RouteName]: (input: Input<N>) => Promise<Result<z.infer<(typeof routes)[N]['answer']>>>;
};

/** One line for whoever looks after security: what, never who or from where. */
type TellSecurity = (event: { event: string; code: string }, sentence: string) => void;

/** A whole day of a large office in one answer, which a counter has after a few seconds also on a slow line. */
const onePage = { records: 2_500, characters: 8_000_000 };

export function makeHandlers(
  parts: SignInParts & {
    ways: SignInSettings;
    provider: Provider | undefined;
    observer: Observer;
    tellSecurity: TellSecurity;
  },
): Handlers {
  const { database, clock, ways, provider, observer, tellSecurity } = parts;
  const failures = new FailuresByAddress();
  return {
    health: async () => ok({ status: 'ok', version }),
    // It listens only once the schema is up to date; what can be missing later is the database.
    ready: async () => {
      await database.read(newestSeq);
      return ok({ status: 'ready' as const });
    },
    welcome: async () => {
      const { clerks, ...office } = await database.read(readWelcome);
      // Names are told only where one signs in by choosing one.
      return ok({ ...office, clerks: ways.pin ? clerks : [], signIn: { pin: ways.pin, oidc: provider !== undefined } });
    },
    signIn: async ({ body, address }) => {
      const answer = failures.isPaused(address, clock().getTime())
        ? refused('too-many-attempts')
        : await signIn(parts, body);
      if (!answer.ok && answer.code === 'wrong-pin') failures.note(address, clock().getTime());
      if (!answer.ok) tellSecurity({ event: 'sign-in-refused', code: answer.code }, 'a sign-in with a PIN was refused');
      return answer;
    },
    oidcAddress: async ({ body }) => {
      if (!provider) return refused('sign-in-not-offered');
      const address = await provider.address(body);
      return address.ok ? ok({ url: address.value }) : address;
    },
    signInOidc: async ({ body }) =>
      provider && ways.oidc ? signInOidc(parts, provider, ways.oidc, body) : refused('sign-in-not-offered'),
    session: ({ token }) => readSession(parts, token),
    signOut: async ({ token }) => {
      await signOut(parts, token);
      return ok({});
    },
    chooseCounter: ({ token, body }) => chooseCounter(parts, token, body),
    sessions: ({ token }) => listSessions(parts, token),
    endSession: ({ token, params }) => endSession(parts, token, params.id),
    changes: ({ query, station, sessionKind, role }) =>
      database.read(async (sql) => {
        const hearer = { station, sessionKind, role };
        const newest = await newestSeq(sql);
        const reset = await isUnknownCursor(sql, query.since);
        const since = reset ? 0 : query.since;
        const { changes: page, more } = await pageOfChanges(sql, since, onePage, notFor(hearer));
        const now = clock();
        const told = {
          changes: forStation(page, hearer, now, since),
          now: now.toISOString(),
          history: await readHistory(sql),
        };
        // Whoever comes after at the same station goes on from where it stood: nothing of people is passed over.
        if (!seesPeople(hearer)) return ok({ ...told, cursor: query.since, reset: false, more: false });
        return ok({ ...told, cursor: more ? (page.at(-1)?.seq ?? newest) : newest, reset, more });
      }),
    person: ({ params, ...hearer }) =>
      database.read(async (sql) => {
        if (!seesPeople(hearer)) return refused('not-allowed');
        const person = await getRecord(sql, 'person', params.id);
        if (!person) return refused('not-found');
        const { appointments, items } = await recordsOf(sql, person.id);
        return ok({ person, appointmentIds: appointments.map(({ id }) => id), itemIds: items.map(({ id }) => id) });
      }),
    command: async ({ token, station, body }) => {
      const answer = await takeCommand(parts, token, body, station).catch((error: unknown) => {
        observer.command(kindOf(body), fromError(error).code);
        throw error;
      });
      observer.command(kindOf(body), answer.ok ? 'applied' : answer.code);
      return answer;
    },
    commands: async ({ token, station, body }) => {
      const taken = await takeCommands(parts, token, body.commands, station);
      if (taken.ok)
        for (const [n, answer] of taken.value.answers.entries())
          observer.command(kindOf(body.commands[n]), answer.status === 'applied' ? 'applied' : answer.code);
      return taken;
    },
    voidCommand: ({ token, params }) => lookUpOrVoid(parts, token, params.id),
  };
}

/** For figures: what a station made up is no name of one. */
const kindOf = (command: SentCommand | undefined): string =>
  command && isActionKind(command.action.kind) ? command.action.kind : 'unknown';
