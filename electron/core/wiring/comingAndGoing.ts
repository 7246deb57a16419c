import type { Handlers } from '../../contract/index.ts';
import { fail, ok, type Result } from '../../contract/errors.ts';
import type { CaseAtHand } from '../counter/caseAtHand/caseAtHand.ts';
import type { Outbox } from '../kernel/outbox/outbox.ts';
import type { OutboxSender } from '../kernel/outbox/outboxSender.ts';
import type { Sync } from '../kernel/sync/sync.ts';
import type { BrowserSignIn } from '../counter/session/browserSignIn.ts';
import type { Session } from '../counter/session/session.ts';
import { signOut } from '../counter/session/signOut.ts';
import type { WorkAtCounter } from '../counter/work/counterWork.ts';

const greetAgainMs = 1000;

interface ComingAndGoingParts {
  session: Session;
  browserSignIn: BrowserSignIn;
  sync: Sync;
  sender: OutboxSender;
  outbox: Outbox;
  atHand: CaseAtHand;
  works: WorkAtCounter;
}

/** Clerks who come, take a counter, and go. */
export function comingAndGoing({ session, browserSignIn, sync, sender, outbox, atHand, works }: ComingAndGoingParts) {
  let stopped = false;
  let signingIn = false;
  let greeting = false;

  async function signedIn(): Promise<void> {
    sync.start();
    await sync.pull();
    sender.retryNow();
  }

  async function signInBy(way: () => Promise<Result<null>>): Promise<Result<null>> {
    // A second session beside the first would keep the counter of the first one taken.
    if (session.token !== null || signingIn) return fail('wrong-state');
    signingIn = true;
    const result = await way().finally(() => (signingIn = false));
    if (!result.ok) return result;
    browserSignIn.cancel();
    await signedIn();
    return result;
  }

  async function greetUntilHeard(): Promise<void> {
    if (greeting) return;
    greeting = true;
    while (!stopped && !(await session.greet()))
      await new Promise((resolve) => setTimeout(resolve, greetAgainMs).unref());
    greeting = false;
  }

  return {
    signInBy,
    greetUntilHeard,
    stop: () => {
      stopped = true;
    },
    handlers: {
      'session.signIn': ({ clerkId, pin }) => signInBy(() => session.signIn(clerkId, pin)),
      'session.signInWithBrowser': async () =>
        session.token !== null || signingIn ? fail('wrong-state') : browserSignIn.start(),
      'session.openBrowserAgain': () => browserSignIn.openAgain(),
      'session.cancelBrowser': async () => (browserSignIn.cancel(), ok(null)),
      'session.others': () => session.others(),
      'session.endOther': ({ sessionId }) => session.endOther(sessionId),
      'session.signOut': ({ leaveOpen }) => signOut({ session, sync, atHand, works, outbox, sender }, leaveOpen),
      'session.chooseCounter': async ({ counterId: id, takeOver }) => {
        // An open door or a running pad belongs to the counter it stands at.
        const hindered = works.hindrance('change-counter');
        if (session.counterId !== null && session.counterId !== id && !hindered.ok) return hindered;
        const result = await session.chooseCounter(id, takeOver);
        if (result.ok) await signedIn();
        return result;
      },
    } satisfies Partial<Handlers>,
  };
}
