import { fail, ok } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/index.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Publisher } from '../kernel/publisher.ts';
import type { Basis, CounterParts } from './parts.ts';
import type { Source } from './snapshots.ts';

/** What windows ask of the program itself, whoever is signed in. */
export function appHandlers(
  { ports, language, changes, session }: Basis & Pick<CounterParts, 'session'>,
  publisher: Publisher<Source>,
) {
  /** Under way: whoever asks meanwhile gets the same. */
  let selfTest: ReturnType<Ports['selfTest']> | null = null;
  return {
    'app.snapshots': async () => ok(publisher.forNewWindow()),
    'app.setLanguage': async (input) => {
      language.now = input.language;
      ports.saveLanguage(language.now);
      changes.changed('language');
      return ok(null);
    },
    'app.reportProblem': async ({ message, stack }) => {
      // The message may quote what was on the screen; only the place in the program is kept.
      ports.log(
        'error',
        `a window reported a problem (${message.length} characters) at ${(stack.match(/[\w.-]{1,80}\.js:\d{1,7}:\d{1,7}/g) ?? []).slice(0, 8).join(' ')}`,
      );
      return ok(null);
    },
    'selfTest.run': async () => {
      if (!session.mayChangeSettings) return fail('not-allowed');
      const done = await (selfTest ??= ports.selfTest().finally(() => (selfTest = null)));
      return done ? ok(done) : fail('self-test-not-run');
    },
  } satisfies Partial<Handlers>;
}
