import { z } from 'zod';
import { Id, Instant } from './basics.ts';
import { Change } from './change.ts';
import { Applied, BatchAnswer, CommandBatch, SentCommand } from './envelope.ts';
import { Clerk, Counter, Office } from './office.ts';
import { Right } from './rights.ts';
import { Person } from './subjects/people.ts';

/**
 * The API, version 1, as data: the server registers these routes, the OpenAPI document is made from them, the client
 * calls them.
 */

export const apiBase = '/api/v1';

/** How one may sign in: with a PIN, and through the office's sign-in service (OpenID Connect). */
export const SignInWays = z.object({ pin: z.boolean(), oidc: z.boolean() });
/** What a counter may know before anybody has signed in. Clerks: those with a PIN, where PINs are accepted. */
export const Welcome = z.object({
  office: Office,
  clerks: z.array(Clerk),
  counters: z.array(Counter),
  signIn: SignInWays.default({ pin: true, oidc: false }),
});
export type Welcome = z.infer<typeof Welcome>;

export const SignIn = z.object({ clerkId: Id, pin: z.string().min(4).max(12) });

/** RFC 8252: the browser brings the answer to a port that the counter opened on its own machine. */
const redirect = 'http://127\\.0\\.0\\.1:\\d{1,5}/callback';
/** Made up by the counter for one sign-in. */
const Random = z.string().regex(/^[\w-]{43,128}$/);
export const OidcAddress = z.object({
  redirectUri: z.string().regex(new RegExp(`^${redirect}$`)),
  /** SHA-256 of the verifier (PKCE, S256). */
  codeChallenge: Random,
  state: Random,
  nonce: Random,
});
export const OidcPage = z.object({ /** To be opened in the system's browser. */ url: z.string() });
/** The address the browser was sent back to, whole, with the secrets that the counter kept. */
export const OidcSignIn = z.object({
  answer: z
    .string()
    .max(8000)
    .regex(new RegExp(`^${redirect}\\?[!-~]*$`)),
  codeVerifier: Random,
  state: Random,
  nonce: Random,
});

/** Clerk: null on a station on which nobody signs in. */
export const Session = z.object({
  token: z.string(),
  clerk: Clerk.nullable(),
  counterId: Id.nullable(),
  expiresAt: Instant,
  /** What this clerk may do beyond their role; those that only a newer version has are left out. */
  rights: z
    .array(z.string().max(64))
    .default([])
    .transform((rights) => rights.filter((right): right is Right => Right.safeParse(right).success)),
});
export type Session = z.infer<typeof Session>;
export const ClerkSession = Session.extend({ clerk: Clerk });
export type ClerkSession = z.infer<typeof ClerkSession>;

export const ChooseCounter = z.object({
  counterId: Id,
  /** Take the counter over from another session. */
  takeOver: z.boolean(),
});

/** Live sessions; `id` ends one and opens nothing. */
export const Sessions = z.object({
  sessions: z.array(z.object({ id: Id, clerk: Clerk, counterId: Id.nullable(), expiresAt: Instant })),
});

/**
 * Changes after a cursor, oldest first. `reset` tells the client to drop its copies first (the cursor was unknown).
 * `now` is the backend's clock: a counter whose own clock is wrong reckons with this one. `history` names what the
 * numbers belong to: whoever got a cursor from another one begins again at 0 and drops its copies.
 */
export const Changes = z.object({
  cursor: z.int(),
  reset: z.boolean(),
  more: z.boolean(),
  changes: z.array(Change),
  now: Instant.optional(),
  history: z.string().max(64).optional(),
});
export type Changes = z.infer<typeof Changes>;

/** The ids of what is this person's; the records themselves are among the changes. */
export const PersonAnswer = z.object({ person: Person, appointmentIds: z.array(Id), itemIds: z.array(Id) });
export type PersonAnswer = z.infer<typeof PersonAnswer>;

export const Health = z.object({ status: z.literal('ok'), version: z.string() });
export const Ready = z.object({ status: z.literal('ready') });

interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  summary: string;
  signedIn: boolean;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  answer: z.ZodType;
}
const route = <R extends Route>(r: R): R => r;

export const routes = {
  health: route({ method: 'GET', path: '/health', summary: 'Is the backend alive?', signedIn: false, answer: Health }),
  ready: route({
    method: 'GET',
    path: '/ready',
    summary: 'Can it work now? The database answers and its schema is up to date',
    signedIn: false,
    answer: Ready,
  }),
  welcome: route({
    method: 'GET',
    path: '/welcome',
    summary: 'Office, clerks and counters to choose from',
    signedIn: false,
    answer: Welcome,
  }),
  signIn: route({
    method: 'POST',
    path: '/session',
    summary: 'Sign in with a PIN',
    signedIn: false,
    body: SignIn,
    answer: ClerkSession,
  }),
  oidcAddress: route({
    method: 'POST',
    path: '/session/oidc/address',
    summary: 'Where to sign in with the browser',
    signedIn: false,
    body: OidcAddress,
    answer: OidcPage,
  }),
  signInOidc: route({
    method: 'POST',
    path: '/session/oidc',
    summary: 'Sign in with what the browser came back with',
    signedIn: false,
    body: OidcSignIn,
    answer: ClerkSession,
  }),
  session: route({
    method: 'GET',
    path: '/session',
    summary: 'The session of this token',
    signedIn: true,
    answer: Session,
  }),
  signOut: route({
    method: 'DELETE',
    path: '/session',
    summary: 'End the session and free its counter',
    signedIn: true,
    answer: z.object({}),
  }),
  chooseCounter: route({
    method: 'PUT',
    path: '/session/counter',
    summary: 'Take a counter',
    signedIn: true,
    body: ChooseCounter,
    answer: ClerkSession,
  }),
  sessions: route({
    method: 'GET',
    path: '/sessions',
    summary: 'Who is signed in (leads and IT)',
    signedIn: true,
    answer: Sessions,
  }),
  endSession: route({
    method: 'DELETE',
    path: '/sessions/:id',
    summary: 'End a session (leads and IT)',
    signedIn: true,
    params: z.object({ id: Id }),
    answer: z.object({}),
  }),
  changes: route({
    method: 'GET',
    path: '/changes',
    summary: 'Records changed after a cursor',
    signedIn: true,
    query: z.object({ since: z.coerce.number().int().min(0) }),
    answer: Changes,
  }),
  person: route({
    method: 'GET',
    path: '/people/:id',
    summary: 'One person, and what points to them',
    signedIn: true,
    params: z.object({ id: Id }),
    answer: PersonAnswer,
  }),
  command: route({
    method: 'POST',
    path: '/commands',
    summary: 'Do something once',
    signedIn: true,
    body: SentCommand,
    answer: Applied,
  }),
  commands: route({
    method: 'POST',
    path: '/commands/batch',
    summary: 'Do several things once each',
    signedIn: true,
    body: CommandBatch,
    answer: BatchAnswer,
  }),
  /** Answers with what the command did if it arrived; otherwise withdraws its id for ever (problem `voided`). */
  voidCommand: route({
    method: 'PUT',
    path: '/commands/:id/void',
    summary: 'Look a command up, or withdraw it',
    signedIn: true,
    params: z.object({ id: z.uuid() }),
    answer: Applied,
  }),
} as const;
export type RouteName = keyof typeof routes;

/**
 * Server-sent events at GET /events: `event: changes`, data: something is new up to `cursor`. Where it is little it
 * comes along: `changes` are all those after `since`, so whoever stands there has them; everybody else asks `/changes`,
 * which is the truth.
 */
export const eventsPath = '/events';
export const ChangesHint = z.object({
  cursor: z.int(),
  since: z.int().optional(),
  changes: z.array(Change).optional(),
});
export type ChangesHint = z.infer<typeof ChangesHint>;
