import type { Handlers } from '../../contract/index.ts';
import { fail, ok } from '../../contract/errors.ts';
import type { CaseActions } from '../counter/caseAtHand/caseActions.ts';
import type { CaseAtHand } from '../counter/caseAtHand/caseAtHand.ts';
import type { Deposits } from '../subjects/box/deposits.ts';
import { printSlip } from '../subjects/box/printSlip.ts';
import type { DeviceDesk } from '../subjects/devices/deviceDesk.ts';
import type { Outbox } from '../kernel/outbox/outbox.ts';
import type { OutboxSender } from '../kernel/outbox/outboxSender.ts';
import type { QueueActions } from '../counter/queue/queueActions.ts';
import type { Printed } from '../kernel/ports.ts';
import type { ScanRouter } from '../subjects/scans/scanRouter.ts';
import type { Signatures } from '../subjects/signing/signatures.ts';

interface Parts {
  queue: QueueActions;
  actions: CaseActions;
  atHand: CaseAtHand;
  signatures: Signatures;
  deposits: Deposits;
  desk: DeviceDesk;
  router: ScanRouter;
  /** Somebody who serves people is signed in. */
  takesScans: () => boolean;
  print: () => Promise<Printed>;
  outbox: Outbox;
  sender: OutboxSender;
}

/** What a clerk who is signed in asks for: each request goes to the one who does it. */
export function workHandlers({
  queue,
  actions,
  atHand,
  signatures,
  deposits,
  desk,
  router,
  takesScans,
  print,
  outbox,
  sender,
}: Parts) {
  return {
    'day.find': async ({ sought }) => ok(queue.find(sought)),
    'queue.checkIn': async ({ appointmentId }) => actions.checkIn(appointmentId),
    'queue.callNext': () => queue.callNext(),
    'queue.call': ({ appointmentId }) => queue.call(appointmentId),
    'queue.resume': ({ appointmentId }) => queue.resume(appointmentId),
    'queue.takeOff': async ({ appointmentId }) => queue.takeOff(appointmentId),
    'queue.clearLeftOver': async () => queue.clearLeftOver(),
    'queue.recall': () => queue.recall(),
    'queue.redirect': ({ appointmentId, to, reason }) => queue.redirect(appointmentId, to, reason),
    'queue.prioritise': ({ appointmentId, reason }) => queue.prioritise(appointmentId, reason),
    'queue.takeOver': ({ appointmentId }) => queue.takeOver(appointmentId),
    'queue.reserve': ({ count }) => queue.reserve(count),
    'queue.forgetCall': async () => queue.forgetCall(),
    'queue.walkIn': (person) => queue.walkIn(person),
    'case.appear': async () => actions.appear(),
    'case.miss': async () => actions.miss(),
    'case.park': async ({ reason }) => actions.park(reason),
    'case.undo': async () => actions.undo(),
    'case.switch': async ({ appointmentId }) => actions.switchTo(appointmentId),
    'case.finish': async (how) => actions.finish(how),
    'case.acknowledgeStop': async ({ at }) => {
      const acknowledged = atHand.acknowledgeStop(at);
      if (acknowledged.ok) actions.representatives.layAside();
      return acknowledged;
    },
    'case.settleComparison': async ({ at, same }) => actions.steps.settleComparison(at, same),
    'case.confirmIdentity': async ({ stepId, shown }) => actions.steps.confirmIdentity(stepId, shown),
    'case.tickDocument': async ({ stepId, documentId, present }) =>
      actions.steps.tickDocument(stepId, documentId, present),
    'case.completeStep': async ({ stepId }) => actions.steps.completeStep(stepId),
    'case.overrideStep': async ({ stepId, reason }) => actions.steps.overrideStep(stepId, reason),
    'case.reopenStep': async ({ stepId }) => actions.steps.reopenStep(stepId),
    'case.handOver': async (input) => actions.steps.handOver(input),
    'case.putAside': async () => (actions.inHand.drop(), ok(null)),
    'case.hereFor': async (choice) => actions.representatives.choose(choice),
    'case.seenOldEnough': async ({ stepId }) => actions.representatives.seenOldEnough(stepId),
    'case.nameApplicant': async (name) => actions.nameApplicant(name),
    'signatures.start': async ({ stepId, on, signer }) => {
      desk.freePad();
      return signatures.start(stepId, on, signer ?? null);
    },
    'signatures.submit': async (input) => signatures.submit(input),
    'signatures.accept': async () => signatures.accept(),
    'signatures.clear': async () => signatures.clear(),
    'signatures.cancel': async () => signatures.cancel(),
    'signatures.cannotSign': async ({ stepId, reason }) => actions.steps.cannotSign(stepId, reason),
    'deposits.start': async ({ stepId }) => deposits.start(stepId),
    'deposits.answer': async ({ choice }) => deposits.answer(choice),
    'deposits.printSlip': () => printSlip(deposits, print),
    'deposits.slipGiven': async () => deposits.slipGiven(),
    'scans.chooseVisit': async ({ appointmentId }) => router.chooseVisit(appointmentId),
    'scans.type': async ({ text }) => (takesScans() ? ok(router.typed(text)) : fail('not-allowed')),
    'scans.read': async ({ source, bytes, aim, otherLayouts = [] }) => {
      const scan = { deviceId: source, bytes: Buffer.from(bytes, 'base64'), aim, at: Date.now() };
      const others = otherLayouts.map((other) => ({ layout: other.layout, bytes: Buffer.from(other.bytes, 'base64') }));
      return ok(desk.takesScan(scan) || !takesScans() ? null : router.receive(scan, others));
    },
    'scans.torn': async ({ source }) => ok(router.torn(source)),
    'outbox.retry': async () => (sender.retryNow(), ok(null)),
    'outbox.dismiss': async ({ commandId }) => outbox.dismiss(commandId),
  } satisfies Partial<Handlers>;
}
