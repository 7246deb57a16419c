import { problemCodes, problemStatus, type ProblemCode, type RouteName, type routes } from '../contract/index.ts';

/** Which refusals an operation can answer with, as the OpenAPI document tells it; a test provokes them. */

export interface Refusal {
  code: ProblemCode;
  status: number;
}

const oidcProblems = [
  'sign-in-not-offered',
  'sign-in-refused',
  'sign-in-declined',
  'sign-in-outdated',
  'no-role',
  'provider-away',
] as const satisfies ProblemCode[];
/** Of the ways in; every other one can be the answer to a command. */
const entryProblems: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'wrong-pin',
  'too-many-attempts',
  'counter-taken',
  ...oidcProblems,
]);
const commandProblems = problemCodes.filter((code) => !entryProblems.has(code));

const ownProblems: Partial<Record<RouteName, readonly ProblemCode[]>> = {
  signIn: ['wrong-pin', 'too-many-attempts', 'sign-in-not-offered'],
  oidcAddress: ['sign-in-not-offered', 'provider-away'],
  signInOidc: oidcProblems,
  endSession: ['not-found'],
  person: ['not-found'],
  chooseCounter: ['not-found', 'counter-taken'],
  command: commandProblems,
  // A withdrawal names an id alone.
  voidCommand: commandProblems.filter((code) => code !== 'unknown-action'),
};

/**
 * Of every operation: it comes from a web page, too often, while the backend stops or its database is away, or the
 * backend has a fault.
 */
const anywhere: readonly Refusal[] = [
  { code: 'invalid-request', status: 403 },
  ...(['too-many-requests', 'temporarily-unavailable', 'server-error'] as const).map((code) => ({
    code,
    status: problemStatus[code],
  })),
];

export function refusalsOf(name: RouteName, route: (typeof routes)[RouteName]): Refusal[] {
  const hasBody = 'body' in route;
  const takesInput = hasBody || 'params' in route || 'query' in route;
  const codes = new Set<ProblemCode>([
    ...(takesInput ? ['invalid-request' as const] : []),
    // Also a route that is not for this kind of session.
    ...(route.signedIn ? (['not-signed-in', 'not-allowed'] as const) : []),
    ...(ownProblems[name] ?? []),
  ]);
  return [
    ...[...codes].map((code) => ({ code, status: problemStatus[code] })),
    ...(hasBody ? [413, 415].map((status) => ({ code: 'invalid-request' as const, status })) : []),
    ...anywhere.filter(({ code, status }) => !(codes.has(code) && problemStatus[code] === status)),
  ];
}

export const eventStreamRefusals: readonly Refusal[] = [
  { code: 'not-signed-in', status: 401 },
  { code: 'not-allowed', status: problemStatus['not-allowed'] },
  ...anywhere,
];
export const documentRefusals: readonly Refusal[] = anywhere;
