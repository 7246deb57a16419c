import type { Handlers, RequestName } from '../../../contract/index.ts';
import { fail } from '../../../contract/errors.ts';

/**
 * What is not about people. Playing the simulated room is not: doors and devices are there whoever sits at the counter.
 */
const open: ReadonlySet<string> = new Set<RequestName>([
  'app.snapshots',
  'app.setLanguage',
  'app.reportProblem',
  'session.signIn',
  'session.signInWithBrowser',
  'session.openBrowserAgain',
  'session.cancelBrowser',
  'session.signOut',
  'session.chooseCounter',
  'simulation.play',
]);

/** What is about the people of the office. IT, who sees none of them, serves none either. */
const aboutPeople = /^(day|queue|case|signatures|deposits)\./;

/**
 * While nobody is signed in at a counter, everything that is about people is refused with `not-signed-in`, in one
 * place; while IT is, what is about the people of the office is `not-allowed`.
 */
export function onlySignedIn(handlers: Handlers, isReady: () => boolean, seesPeople: () => boolean): Handlers {
  const guarded = Object.entries(handlers).map(([name, handle]) => [
    name,
    open.has(name)
      ? handle
      : async (input: never) => {
          if (!isReady()) return fail('not-signed-in');
          return aboutPeople.test(name) && !seesPeople()
            ? fail('not-allowed')
            : (handle as (input: never) => unknown)(input);
        },
  ]);
  return Object.fromEntries(guarded) as Handlers;
}
