import { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import { CaseAtHand } from '../counter/caseAtHand/caseAtHand.ts';
import { Deeds } from '../counter/caseAtHand/deeds.ts';
import { QueueActions } from '../counter/queue/queueActions.ts';
import { BrowserSignIn } from '../counter/session/browserSignIn.ts';
import { Session } from '../counter/session/session.ts';
import { WorkAtCounter } from '../counter/work/counterWork.ts';
import { comingAndGoing } from './comingAndGoing.ts';
import type { CounterParts, Parts } from './parts.ts';

/** Who is signed in, the queue, and the person at the counter. */
export function counterParts(parts: Parts): CounterParts {
  const {
    ports,
    store,
    changes: { changed },
    process,
    ready,
    client,
    office,
    clock,
    outbox,
    sender,
    sync,
    devices,
  } = parts;
  const counterId = () => session.counterId;
  const rules = () => session.rules;

  const session: Session = new Session(store, client, () => {
    if (ready()) sender.kick();
    else parts.whoIsHere.nobodySignedIn();
    // Who may sign in, and at what, can have changed since.
    if (session.token === null) void comings.greetUntilHeard();
    parts.whoIsHere.follow();
    if (session.trainingOffice !== training) {
      training = session.trainingOffice;
      void devices.configure();
    }
    changed('session');
  });
  /** What the devices are chosen by. */
  let training = session.trainingOffice;
  const browserSignIn = new BrowserSignIn({
    client,
    open: ports.openBrowser,
    page: () => ports.browserPage(parts.language.now),
    finish: async (answer) => {
      ports.comeForward();
      return comings.signInBy(() => session.signInOidc(answer));
    },
    onChange: () => changed('browserSignIn'),
  });
  const works = new WorkAtCounter();
  const atHand = new CaseAtHand(office, store, counterId, clock.now, () => changed('atHand'));
  const deeds = new Deeds({
    office,
    store,
    outbox,
    atHand,
    works,
    counterId,
    clerkId: () => session.clerkId,
    onLeft: () => {
      actions.forgetShown();
      parts.router.forgetPeople();
    },
  });
  const actions = new CaseActions({
    office,
    outbox,
    atHand,
    deeds,
    works,
    rules,
    process,
    now: clock.now,
    counterName: (id) => session.counter(id)?.name ?? null,
    signatureView: (id) => (parts.signatures.about === id ? parts.signatures.view : null),
    depositView: (id) => (parts.deposits.about === id ? parts.deposits.view : null),
    onChange: () => changed('actions'),
  });
  const queue = new QueueActions({
    office,
    outbox,
    sender,
    atHand,
    counterId,
    rules,
    now: clock.now,
    versionHere: (id) => actions.versionHere(id),
    serviceTitles: (service) => Object.values(process(service)?.title ?? { de: service }),
    connected: () => sync.connected,
    hindrance: () => deeds.hindrance(),
    callReserved: (id) => actions.callReserved(id),
  });
  const comings = comingAndGoing({ session, browserSignIn, sync, sender, outbox, atHand, works });
  return { session, browserSignIn, comings, works, atHand, deeds, actions, queue };
}
